"""What a source can do by mistake is stopped before anything is taken away, and told with a sample and how to go on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest

from joey.adapters.destinations.hubspot.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from tests.adapters.cli.conftest import Joey
from tests.adapters.cli.test_opening import spoil

PROJECT = """
warehouse: people.duckdb
models:
  people: {table: people, key: id, groups: {Early: early}}
apps:
  crm: {type: hubspot, options: {access_token: "${HUBSPOT_TOKEN}", base_url: ADDRESS}}
destinations:
  contacts:
    app: crm
    connection: hubspot-objects
    options: {object: contacts, match_field: email}
    model: people
    records: all
    sync_mode: sync
    mapping: {email: mail, firstname: name}
    groups: {Early: Early birds}
"""
PEOPLE = (
    "CREATE OR REPLACE TABLE people AS "
    "SELECT id, 'p' || id || '@example.com' AS mail, 'Ann' AS name, id < 30 AS early FROM range(60) AS t(id)"
)


class Account:
    """The vendor's account, and what was in it before Joey came."""

    def __init__(self, address: str) -> None:
        self._vendor = httpx.Client(base_url=address)
        self.theirs = set(self.contacts())

    def contacts(self) -> dict[str, str]:
        """Remote ids with their e-mails."""
        rows: list[dict[str, Any]] = self._vendor.get("/_state").json()["objects"]["0-1"]
        return {row["id"]: row["properties"].get("email", "") for row in rows}

    def members(self) -> int:
        lists = self._vendor.get("/_state").json()["lists"]
        return sum(len(one["members"]) for one in lists if one["name"] == "Early birds")

    def forget_calls(self) -> None:
        self._vendor.delete("/_log")

    def writes(self) -> list[str]:
        calls = self._vendor.get("/_log").json()["calls"]
        reads = ("/read", "/search")
        return [call["path"] for call in calls if call["method"] != "GET" and not call["path"].endswith(reads)]

    def close(self) -> None:
        self._vendor.close()


def now(folder: Path, *changes: str) -> None:
    """The warehouse's people: the sixty, and what happened to them."""
    with duckdb.connect(folder / "people.duckdb") as warehouse:
        for statement in (PEOPLE, *changes):
            warehouse.execute(statement)


@pytest.fixture
def account(joey: Joey, tmp_path: Path) -> Generator[Account]:
    """Sixty people have been delivered, thirty of them to a list."""
    with running_sandbox(sandbox_app({"hubspot": create})) as address:
        account = Account(f"{address}/hubspot")
        (tmp_path / "joey.yml").write_text(PROJECT.replace("ADDRESS", f"{address}/hubspot"), encoding="utf-8")
        now(tmp_path)
        assert joey("run").code == 0
        account.forget_calls()
        yield account
        account.close()


def half_loaded(folder: Path) -> None:
    now(folder, "DELETE FROM people WHERE id % 2 = 1")


def swapped(folder: Path) -> None:
    (folder / "people.duckdb").unlink()
    now(folder, "UPDATE people SET id = id + 1000, mail = 'other-' || mail")


def filtered(folder: Path) -> None:
    spoil(folder, "records: all", "records: {group: Early}")


def group_emptied(folder: Path) -> None:
    now(folder, "UPDATE people SET early = FALSE")


def values_lost(folder: Path) -> None:
    now(folder, "UPDATE people SET name = NULL")


MISHAPS = [
    (half_loaded, "30 of 60 delivered records would be deleted"),
    (swapped, "60 of 60 delivered records would be deleted"),
    (filtered, "30 of 60 delivered records would be deleted"),
    (group_emptied, "30 of 30 members would leave the group 'Early birds'"),
    (values_lost, "60 of 60 delivered records would lose values"),
]


@pytest.mark.parametrize(("mishap", "said"), MISHAPS, ids=lambda one: getattr(one, "__name__", ""))
def test_a_mishap_at_the_source_stops_a_run_before_its_first_write_and_once_mended_nothing_was_taken_away(
    joey: Joey, tmp_path: Path, account: Account, mishap: Callable[[Path], None], said: str
) -> None:
    before, project = account.contacts(), (tmp_path / "joey.yml").read_text(encoding="utf-8")
    mishap(tmp_path)
    assert joey("plan", "--detailed-exitcode").code == 4
    stopped = joey("run")
    assert stopped.code == 4
    assert f"  {said}\n" in stopped.out
    assert "Among them: " in stopped.out
    assert "If that is meant: joey run --allow-deletes." in stopped.out
    assert (account.writes(), account.contacts(), account.members()) == ([], before, 30)
    (tmp_path / "joey.yml").write_text(project, encoding="utf-8")
    now(tmp_path)
    mended = joey("run")
    assert mended.code == 0
    assert (account.writes(), account.contacts(), account.members()) == ([], before, 30)


def test_who_is_named_is_among_those_who_lose_something(joey: Joey, tmp_path: Path, account: Account) -> None:
    now(tmp_path, "DELETE FROM people WHERE id >= 30", "UPDATE people SET name = 'Bob'")
    (stopped,) = joey("run", "--json").json["report"]["destinations"]
    assert len(stopped["guard"]["sample"]) == 5
    assert all(int(who) >= 30 for who in stopped["guard"]["sample"])


def test_a_source_without_rows_is_not_to_be_waved_through(joey: Joey, tmp_path: Path, account: Account) -> None:
    before = account.contacts()
    now(tmp_path, "DELETE FROM people")
    for arguments in (("run",), ("run", "--allow-deletes")):
        stopped = joey(*arguments)
        assert stopped.code == 4
        assert "the source has no rows, and 60 records were delivered" in stopped.out
        assert "this can't be waved through" in stopped.out
    assert (account.writes(), account.contacts()) == ([], before)


def test_only_what_joey_delivered_is_ever_deleted(joey: Joey, tmp_path: Path, account: Account) -> None:
    now(tmp_path, "DELETE FROM people WHERE id > 0")
    assert joey("run", "--allow-deletes").code == 0
    left = account.contacts()
    assert account.theirs <= left.keys()
    assert {left[id_] for id_ in left.keys() - account.theirs} == {"p0@example.com"}


def test_a_key_column_that_is_gone_is_named_and_nothing_is_sent(joey: Joey, tmp_path: Path, account: Account) -> None:
    before = account.contacts()
    now(tmp_path, "ALTER TABLE people RENAME id TO customer_id")
    stopped = joey("run")
    assert stopped.code == 1
    assert "'id'" in stopped.out
    assert "customer_id" in stopped.out
    assert (account.writes(), account.contacts()) == ([], before)


def test_people_under_other_ids_keep_their_remote_records(joey: Joey, tmp_path: Path, account: Account) -> None:
    before = account.contacts()
    spoil(tmp_path, "key: id", "key: customer_id")
    now(tmp_path, "ALTER TABLE people RENAME id TO customer_id", "UPDATE people SET customer_id = customer_id + 1000")
    assert joey("run").code == 0
    assert (account.contacts(), account.members()) == (before, 30)
    assert not [path for path in account.writes() if "archive" in path or "remove" in path]
