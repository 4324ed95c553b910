"""After a Record was forgotten no file of the project speaks of it: bytes are searched, and what DuckDB exports."""

from __future__ import annotations

import stat
from collections.abc import Generator
from pathlib import Path

import orjson
import pytest

from joey.adapters.ledgers.files.store import FileLedgers
from joey.adapters.sandbox.server import running_sandbox
from joey.adapters.sources.scratch import new_scratch
from joey.adapters.traces import ProjectTraces
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.record import RecordId
from joey.ports.contract.ledger_subject import CRM, NEWS, TARGET, standing, view
from joey.ports.ledger import LedgerFailed
from tests.adapters.cli.conftest import SECRET, Joey, joey
from tests.forgetting.filled import ADA, BOB, EVE, KEY, TRACES, B, files, filled, speaking_files

__all__ = ["joey"]

PROJECT = """
warehouse: data
models:
  customers: {file: people.csv, key: id, groups: {High: points > 5}}
apps:
  crm: {type: hubspot, options: {access_token: "${HUBSPOT_TOKEN}", base_url: %s/hubspot}}
destinations:
  contacts:
    app: crm
    connection: hubspot-objects
    options: {object: contacts, match_field: email}
    model: customers
    records: all
    mapping: {email: mail, lastname: name}
    groups: {High: High}
"""
WHO, MAIL, NAME = "who-7f3a9c", "zsofia-7f3a9c@example.com", "Zsófia-7f3a9c"
PEOPLE = f"id,mail,name,points\n{WHO},{MAIL},{NAME},9\n2,bob@example.com,Bob,9\n3,eve@example.com,Eve,1\n"


@pytest.fixture
def shop(tmp_path: Path, joey: Joey) -> Generator[Path]:
    """A project in files, run once; its vendor is a Sandbox."""
    with running_sandbox() as address:
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "people.csv").write_text(PEOPLE, encoding="utf-8")
        (tmp_path / "joey.yml").write_text(PROJECT % address, encoding="utf-8")
        assert joey("run").code == 0
        yield tmp_path


async def test_no_file_speaks_of_who_was_forgotten(tmp_path: Path) -> None:
    store = FileLedgers(tmp_path, VirtualClock())
    await filled(store)
    assert {trace for _, trace in (one.split(": ") for one in speaking_files(tmp_path))} == set(TRACES)
    ledger = (await store.lease(TARGET, "a test")).unwrap()
    erased = await ledger.forget("customers", [ADA], [KEY, "older-" + KEY])
    await ledger.close()
    assert speaking_files(tmp_path) == []
    assert erased.left == ()
    assert standing(store, BOB).snapshots[0] == B
    assert view(store).standing_badly(NEWS, 9)[0].record_id == EVE


async def test_a_destination_that_is_dropped_and_forgotten_leaves_no_traces_of_who_was_only_there(
    tmp_path: Path,
) -> None:
    store = FileLedgers(tmp_path, VirtualClock())
    await filled(store)
    for writer in (NEWS, CRM):
        ledger = (await store.lease(TARGET, "a test")).unwrap()
        await ledger.drop(writer, forget=True)
        await ledger.close()
    assert speaking_files(tmp_path, (ADA, str(BOB) + '"', KEY)) == []


async def test_rewritten_segments_stay_as_old_as_they_were_and_the_state_can_be_rebuilt_from_them(
    tmp_path: Path,
) -> None:
    store = FileLedgers(tmp_path, VirtualClock())
    await filled(store)
    folder = tmp_path / TARGET.id
    ages = {path.name: path.stat().st_mtime_ns for path in (folder / "journal").iterdir()}
    ledger = (await store.lease(TARGET, "a test")).unwrap()
    await ledger.forget("customers", [ADA], [KEY])
    await ledger.close()
    assert {path.name: path.stat().st_mtime_ns for path in (folder / "journal").iterdir()} == ages
    known = standing(store, BOB)
    (folder / "state.duckdb").unlink()
    assert standing(store, BOB) == known
    assert view(store).standings(CRM, [ADA]) == {}


async def test_a_tombstone_file_that_is_damaged_stops_everything(tmp_path: Path) -> None:
    store = FileLedgers(tmp_path, VirtualClock())
    (tmp_path / "forgotten.json").write_bytes(b'{"version": 1, "salt": "zz"')
    with pytest.raises(LedgerFailed, match="would be sent again"):
        store.forgotten()


def test_forgotten_on_the_command_line(joey: Joey, shop: Path) -> None:
    kept = shop / ".joey"
    assert speaking_files(kept, (WHO,))
    look = joey("forget", "customers", WHO, "--dry-run")
    assert (look.code, "would go" in look.out, "Nothing was done yet." in look.out) == (0, True, True)
    asked = joey("forget", "customers", WHO)
    assert (asked.code, "nobody can be asked" in asked.err) == (2, True)
    done = joey("forget", "customers", WHO, "--yes")
    assert (done.code, done.err) == (0, "")
    assert "archived" in done.out
    assert "none still speak of it" in done.out
    assert "Forgotten." in done.out
    assert speaking_files(kept, (WHO, MAIL, NAME)) == []
    again = joey("run", "--json").json["report"]["destinations"][0]
    assert (again["forgotten"], again["outcomes"]) == (1, {})
    assert speaking_files(kept, (WHO, MAIL, NAME)) == []
    told = joey("explain", "contacts", WHO)
    assert "forget: forgotten on" in told.out
    assert "1 record of customers forgotten" in joey("status").out


def test_the_receipt_in_json_and_undone(joey: Joey, shop: Path) -> None:
    receipt = joey("forget", "customers", WHO, "--yes", "--json").json["receipt"]
    assert (receipt["finished"], receipt["places"][0]["became"]) == (True, "archived")
    assert receipt["files"]["left"] == []
    assert receipt["files"]["rewritten"]
    assert joey("forget", "customers", "nobody", "--undo").code == 1
    assert joey("forget", "customers", MAIL, "--undo").code == 0
    assert joey("run", "--json").json["report"]["destinations"][0]["outcomes"] == {"delivered": 1}


def test_what_cannot_be_meant_is_refused(joey: Joey, shop: Path) -> None:
    unknown = joey("forget", "custmers", WHO, "--yes")
    assert (unknown.code, "customers" in unknown.err) == (2, True)
    assert joey("forget", "customers", WHO, "--json").code == 2


def test_all_that_is_kept_is_for_the_user_alone(joey: Joey, shop: Path) -> None:
    joey("forget", "customers", "2", "--yes")
    open_ones = [path for path in files(shop / ".joey") if stat.S_IMODE(path.stat().st_mode) & 0o077]
    folders = [
        path for path in (shop / ".joey").rglob("*") if path.is_dir() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert (open_ones, folders) == ([], [])
    assert SECRET.encode() not in b"".join(path.read_bytes() for path in files(shop / ".joey"))


def test_reports_spools_and_trials_are_asked_too(tmp_path: Path) -> None:
    (tmp_path / "sandbox" / "ledger").mkdir(parents=True)
    (tmp_path / "sandbox" / "hubspot.json").write_text(f'["{MAIL}"]', encoding="utf-8")
    lines = [{"record_id": WHO, "reason": "x"}, {"record_id": "2", "reason": f"record {WHO} has {MAIL}"}]
    report = {"unwell": lines, "guard": {"sample": [WHO, "2"]}}
    (tmp_path / "last-run.json").write_bytes(orjson.dumps(report))
    busy, dead = new_scratch(tmp_path / "spool"), new_scratch(tmp_path / "spool")
    (dead.path / "changed.parquet").write_text(WHO, encoding="utf-8")
    dead.lock.release()
    erased = ProjectTraces(tmp_path).erase(RecordId(WHO), [MAIL])
    assert speaking_files(tmp_path, (WHO, MAIL)) == []
    kept = orjson.loads((tmp_path / "last-run.json").read_bytes())
    assert kept == {
        "unwell": [{"record_id": "2", "reason": "a forgotten record has [forgotten]"}],
        "guard": {"sample": ["2"]},
    }
    assert not dead.path.exists()
    assert [str(busy.path) in left for left in erased.left] == [True]
    busy.close()
    (tmp_path / "last-run.json").write_text("not JSON", encoding="utf-8")
    assert ProjectTraces(tmp_path).erase(RecordId(WHO), []).removed[0].endswith("last-run.json")
    assert ProjectTraces(tmp_path / "nowhere").erase(RecordId(WHO), []).scanned == 0
