"""Pins check, run and status from the command line, over real HTTP to a Sandbox."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest

from joey.adapters.sandbox.server import running_sandbox
from tests.adapters.cli.conftest import SECRET, Joey
from tests.adapters.cli.test_opening import spoil

CONTACTS = "/hubspot/crm/objects/2026-03/contacts"


@pytest.fixture
def sandbox() -> Generator[str]:
    with running_sandbox() as address:
        yield address


@pytest.fixture
def shop(joey: Joey, tmp_path: Path, sandbox: str) -> Path:
    """The starter project, its App at a Sandbox."""
    joey("init")
    spoil(tmp_path, '"${HUBSPOT_TOKEN}"', f'"${{HUBSPOT_TOKEN}}"\n      base_url: {sandbox}/hubspot')
    return tmp_path


def remote(sandbox: str) -> dict[str, dict[str, Any]]:
    """The Sandbox's contacts by e-mail."""
    query = {"properties": "email,firstname", "limit": "100"}
    answer = httpx.get(f"{sandbox}{CONTACTS}", params=query, headers={"Authorization": "Bearer any"}, timeout=10)
    return {row["properties"]["email"]: row["properties"] for row in answer.json()["results"]}


def calls(sandbox: str) -> int:
    return len(httpx.get(f"{sandbox}/hubspot/_log", timeout=10).json()["calls"])


def customers(folder: Path, old: str, new: str) -> None:
    path = folder / "data" / "customers.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_check_ticks_off_the_app_and_each_destination(joey: Joey, shop: Path) -> None:
    answer = joey("check")
    assert (answer.code, answer.err) == (0, "")
    assert [line.split(":")[0] for line in answer.out.splitlines()] == ["✓ app crm", "✓ destination crm_contacts"]
    assert joey("check", "crm").code == 0


def test_check_says_which_line_has_the_wrong_credentials(joey: Joey, shop: Path) -> None:
    answer = joey("check", "--json", HUBSPOT_TOKEN="wrong")
    assert answer.code == 1
    finding = answer.json["findings"][0]
    assert (finding["subject"], finding["ok"]) == ("app crm", False)
    assert finding["where"].startswith("joey.yml:27:")
    assert finding["hint"]


@pytest.mark.parametrize(
    ("right", "wrong", "where", "said"),
    [
        ("firstname: first_name", "firstname: frist_name", "joey.yml:43:7", "frist_name"),
        ("firstname: first_name", "fristname: first_name", "joey.yml:43:7", "fristname"),
        ("      email: email\n", "", "joey.yml:41:5", "email"),
    ],
)
def test_check_says_which_line_of_a_mapping_is_wrong(
    joey: Joey, shop: Path, right: str, wrong: str, where: str, said: str
) -> None:
    spoil(shop, right, wrong)
    answer = joey("check")
    assert answer.code == 1
    assert f"  {where}:" in answer.out
    assert said in next(line for line in answer.out.splitlines() if line.startswith("✗"))


def test_an_unknown_app_or_destination_is_a_usage_error(joey: Joey, shop: Path) -> None:
    assert joey("check", "crmm").err == "joey: there is no app 'crmm'.\n  Did you mean 'crm'?\n"
    answer = joey("run", "crm_contact")
    assert (answer.code, answer.err) == (
        2,
        "joey: there is no destination 'crm_contact'.\n  Did you mean 'crm_contacts'?\n",
    )


def test_a_run_sends_everyone_then_only_who_changed_then_nobody(joey: Joey, shop: Path, sandbox: str) -> None:
    before = set(remote(sandbox))
    first = joey("run", "--json").json["report"]["destinations"][0]
    assert first["outcomes"] == {"delivered": 5}
    assert set(remote(sandbox)) - before == {
        f"{name}@example.com" for name in ("ada", "bjorn", "chloe", "dai", "emeka")
    }
    customers(shop, "Björn", "Bjørn")
    second = joey("run", "crm_contacts", "--json").json["report"]["destinations"][0]
    assert (second["outcomes"], second["unchanged"]) == ({"delivered": 1}, 4)
    assert remote(sandbox)["bjorn@example.com"]["firstname"] == "Bjørn"
    third = joey("run")
    assert third.code == 0
    assert "nothing to do" in third.out
    assert "Everything that should have gone went." in third.out


def test_status_knows_what_a_run_did(joey: Joey, shop: Path) -> None:
    assert "never" in joey("status", HUBSPOT_TOKEN=None).out
    joey("run")
    (known,) = joey("status", "--json", HUBSPOT_TOKEN=None).json["destinations"]
    assert (known["destination"], known["present"], known["delivered"]) == ("crm_contacts", 5, 5)
    assert joey("status").out.splitlines()[1].split()[:3] == ["crm_contacts", "5", "5"]


def test_a_bad_row_is_rejected_by_name_and_the_others_go(joey: Joey, shop: Path) -> None:
    customers(shop, "dai@example.com", "not an address")
    answer = joey("run")
    assert answer.code == 3
    assert "Records that did not go:" in answer.out
    (line,) = [line for line in answer.out.splitlines() if line.startswith("4 ")]
    assert line.split()[1:3] == ["rejected", "email"]
    assert "Some records did not go" in answer.out
    assert (shop / ".joey" / "last-run.json").stat().st_mode & 0o077 == 0


def test_wrong_credentials_stop_a_run_with_what_to_do(joey: Joey, shop: Path) -> None:
    answer = joey("run", HUBSPOT_TOKEN="wrong")
    assert answer.code == 1
    assert "✗ crm_contacts: " in answer.out
    assert "Not everything could run." in answer.out


def test_a_guard_stops_a_run_that_would_delete_too_much_and_can_be_waved_through(joey: Joey, shop: Path) -> None:
    spoil(shop, "sync_mode: additive", "sync_mode: sync\n    guards: {max_deletes: 1, max_share: 0.1}")
    joey("run")
    path = shop / "data" / "customers.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:4]), encoding="utf-8")
    stopped = joey("run")
    assert stopped.code == 4
    assert "a guard stopped it, and nothing was written" in stopped.out
    went = joey("run", "--allow-deletes", "--json")
    assert (went.code, went.json["report"]["destinations"][0]["actions"]) == (0, {"delete": 2})


def test_a_broken_line_of_a_file_is_named_and_the_others_go(joey: Joey, shop: Path) -> None:
    customers(shop, "4,dai@example.com,Dai", '4,"dai@example.com,Dai')
    answer = joey("run")
    assert answer.code in {1, 3}
    assert "customers.csv" in answer.out


def test_a_trial_run_needs_no_account_and_marks_nothing(joey: Joey, tmp_path: Path) -> None:
    joey("init")
    first = joey("run", "--sandbox", HUBSPOT_TOKEN=None)
    assert first.code == 0, first.out + first.err
    assert "This went to a Sandbox" in first.out
    again = joey("run", "--sandbox", "--json", HUBSPOT_TOKEN=None).json
    assert again["sandbox"] is True
    assert again["report"]["destinations"][0]["outcomes"] == {}
    assert again["report"]["destinations"][0]["unchanged"] == 5
    assert "never" in joey("status").out
    assert not (tmp_path / ".joey" / "ledger").exists()


def test_no_secret_is_ever_printed_however_much_is_told(joey: Joey, shop: Path) -> None:
    for arguments in (("check", "-v"), ("run", "-v"), ("status", "-v"), ("run", "--full", "--json", "-v")):
        joey(*arguments)  # the fixture looks
    for path in (shop / ".joey").rglob("*"):
        assert path.is_dir() or SECRET.encode() not in path.read_bytes()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_records_what_it_did_and_the_next_one_does_the_rest(
    joey: Joey, shop: Path, sandbox: str, number: signal.Signals, code: int
) -> None:
    rows = "".join(f"{n},c{n}@example.com,C,C,,1\n" for n in range(10, 2010))
    with (shop / "data" / "customers.csv").open("a", encoding="utf-8") as file:
        file.write(rows)
    httpx.put(f"{sandbox}/hubspot/_state", json={"switches": {"latency_ms": 150}}).raise_for_status()
    command = [sys.executable, "-m", "joey", "run", "--json"]
    env = {**os.environ, "HUBSPOT_TOKEN": SECRET}
    with subprocess.Popen(command, cwd=shop, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        deadline = time.monotonic() + 30
        while calls(sandbox) < 12 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert process.returncode == code, err.decode()
    assert b"Stopping" in err
    httpx.put(f"{sandbox}/hubspot/_state", json={"switches": {"latency_ms": 0}}).raise_for_status()
    rest = joey("run", "--json").json["report"]["destinations"][0]
    assert rest["outcomes"].get("delivered", 0) + rest["unchanged"] == 2005
    assert b'"stopped": true' in out
