"""Pins plan from the command line: it tells what a run then does, and writes nothing."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from joey.adapters.sandbox.server import running_sandbox
from tests.adapters.cli.conftest import SECRET, Joey, program
from tests.adapters.cli.test_opening import spoil
from tests.adapters.cli.test_running import customers, remote


@pytest.fixture
def sandbox() -> Generator[str]:
    with running_sandbox() as address:
        yield address


@pytest.fixture
def shop(joey: Joey, tmp_path: Path, sandbox: str) -> Path:
    """The starter project as a mirror, its App at a Sandbox."""
    joey("init")
    spoil(tmp_path, '"${HUBSPOT_TOKEN}"', f'"${{HUBSPOT_TOKEN}}"\n      base_url: {sandbox}/hubspot')
    spoil(tmp_path, "sync_mode: additive", "sync_mode: sync")
    return tmp_path


def writes(sandbox: str) -> list[str]:
    """What was asked of the Sandbox that isn't reading."""
    calls = httpx.get(f"{sandbox}/hubspot/_log", timeout=10).json()["calls"]
    return [call["path"] for call in calls if call["method"] != "GET" and not call["path"].endswith("/batch/read")]


def test_a_plan_of_a_new_project_says_what_would_be_made_and_makes_nothing(
    joey: Joey, shop: Path, sandbox: str
) -> None:
    answer = joey("plan")
    assert (answer.code, answer.err) == (0, "")
    assert "a new Target: it starts anew" in answer.out
    assert "  5 to create\n" in answer.out
    assert "joining: High Value 2" in answer.out
    assert "  create 1 (ada@example.com): joins High Value\n" in answer.out
    assert '    firstname: nothing → "Ada"\n' in answer.out
    assert "A run would send this; nothing was sent." in answer.out
    assert writes(sandbox) == []
    assert "never" in joey("status").out


def test_a_plan_is_what_a_run_then_does(joey: Joey, shop: Path) -> None:
    joey("run")
    customers(shop, "Björn", "Bjørn")
    customers(shop, "5,emeka@example.com", "6,fay@example.com")
    (plan,) = joey("plan", "--remote", "--json").json["report"]["destinations"]
    ran = joey("run", "--json").json["report"]
    (done,) = ran["destinations"]
    assert plan["calls"] == {"find": 1, "create": 1, "update": 1, "delete": 1}
    assert ran["calls"]["crm"] == {**plan["calls"], "read": 2}
    assert plan["actions"] == done["actions"] == {"create": 1, "update": 1, "delete": 1}
    assert plan["unchanged"] == done["unchanged"] == 3
    assert plan["exact"] is True
    (change,) = plan["samples"]["update"][0]["fields"]
    assert change == {"field": "firstname", "before": "Björn", "after": "Bjørn"}


def test_the_calls_of_a_first_run_are_planned_exactly(joey: Joey, shop: Path) -> None:
    (plan,) = joey("plan", "--json").json["report"]["destinations"]
    calls = joey("run", "--json").json["report"]["calls"]["crm"]
    assert calls == {**plan["calls"], "read": plan["calls"]["read"] + 2}  # the account, and the fields


def test_the_detailed_exit_code_tells_changes_from_none(joey: Joey, shop: Path) -> None:
    assert joey("plan", "--detailed-exitcode").code == 2
    assert joey("plan").code == 0
    joey("run")
    answer = joey("plan", "--detailed-exitcode")
    assert answer.code == 0
    assert "A run would send nothing." in answer.out
    assert "nothing to do; 5 unchanged" in answer.out
    wrong = joey("plan", "--detailed-exitcode", HUBSPOT_TOKEN="wrong")
    assert wrong.code == 1
    assert "✗" in wrong.out


def test_the_exit_codes_are_the_programs_own(joey: Joey, shop: Path) -> None:
    assert program("plan", "--detailed-exitcode", cwd=shop, HUBSPOT_TOKEN=SECRET).code == 2
    assert program("plan", "--json", cwd=shop, HUBSPOT_TOKEN=SECRET).json["changes"] is True
    assert program("plan", "nowhere", cwd=shop, HUBSPOT_TOKEN=SECRET).code == 2


def test_a_guard_that_would_stop_the_run_is_told_and_ends_with_four(joey: Joey, shop: Path) -> None:
    spoil(shop, "sync_mode: sync", "sync_mode: sync\n    guards: {max_deletes: 1, max_share: 0.1}")
    joey("run")
    path = shop / "data" / "customers.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:4]), encoding="utf-8")
    answer = joey("plan", "--detailed-exitcode")
    assert answer.code == 4
    assert "a guard would stop this run before its first write" in answer.out
    assert "Among them: 4, 5." in answer.out
    assert "joey run --allow-deletes" in answer.out


def test_a_refused_row_is_named_with_field_and_reason(joey: Joey, shop: Path) -> None:
    customers(shop, "dai@example.com", "not an address")
    out = joey("plan").out
    assert "4 to create; 1 refused" in out
    assert "\n    4: email: " in out


def test_values_are_shown_to_who_asked_and_secrets_never(joey: Joey, shop: Path) -> None:
    customers(shop, "Ada", SECRET)
    for answer in (joey("plan"), joey("plan", "--json"), joey("explain", "crm_contacts", "1", "--json")):
        assert "ada@example.com" in answer.out
        assert "[redacted]" in answer.out
        assert SECRET not in answer.out


def test_a_changed_mapping_is_told_field_by_field_and_group_by_group(joey: Joey, shop: Path, sandbox: str) -> None:
    joey("run")
    spoil(shop, "lastname: last_name", "jobtitle: last_name")
    spoil(shop, "High Value: High Value", "High Value: Best")
    out = joey("plan").out
    assert "has changed since the last run: 5 rows are looked at again" in out
    assert "the field jobtitle is mapped for the first time" in out
    assert "the field lastname is not mapped any more: it stays as it was delivered (unmapped: keep)" in out
    assert "the group 'Best' is new: who is in it joins" in out
    assert "the group 'High Value' is not mapped any more: its members stay in it (unmapped: keep)" in out
    assert "  5 to update\n" in out
    joey("run")
    assert "has changed since" not in joey("plan").out


def test_what_is_not_mapped_any_more_is_cleared_where_the_destination_says_so(joey: Joey, shop: Path) -> None:
    joey("run")
    spoil(shop, "lastname: last_name", "jobtitle: last_name")
    spoil(shop, "sync_mode: sync", "sync_mode: sync\n    unmapped: clear")
    out = joey("plan").out
    assert "the field lastname is not mapped any more: it is cleared (unmapped: clear)" in out
    assert "values cleared: lastname 5" in out


def test_another_address_behind_the_same_name_is_a_new_target_and_the_old_one_is_named(
    joey: Joey, shop: Path, sandbox: str
) -> None:
    joey("run")
    spoil(shop, f"{sandbox}/hubspot", f"{sandbox.replace('127.0.0.1', 'localhost')}/hubspot")
    out = joey("plan").out
    assert f"a new Target: it starts anew. What it delivered to hubspot-objects of account 7974676 at {sandbox}" in out
    assert "joey destination drop crm_contacts" in out
    assert joey("destination", "drop", "crm_contacts").code == 0
    assert "it starts anew, nothing was delivered there so far" in joey("plan").out
    assert len([email for email in remote(sandbox) if email in {"ada@example.com", "bjorn@example.com"}]) == 2


def test_two_destinations_on_one_target_are_named_to_each_other(joey: Joey, shop: Path) -> None:
    text = (shop / "joey.yml").read_text(encoding="utf-8")
    second = text[text.index("  crm_contacts:") :].replace("crm_contacts:", "vips:")
    (shop / "joey.yml").write_text(f"{text}\n{second}", encoding="utf-8")
    out = joey("plan").out
    assert "it shares its Target with vips" in out
    assert "it shares its Target with crm_contacts" in out
