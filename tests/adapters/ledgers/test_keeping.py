"""Versions, retention, Records in the thousands, and what is not written."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from joey.adapters.ledgers.files.migrations import NoWayUp, migrate
from joey.adapters.ledgers.files.private import make_folder
from joey.adapters.ledgers.files.recovery import recover
from joey.adapters.ledgers.files.state import State
from joey.adapters.ledgers.files.store import FileLedgers
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.outcome import Attempt, Deferred, Unknown
from joey.domain.record import RecordId
from joey.ports.contract.ledger_subject import ADA, CRM, TARGET, attempted, delivered, running, snapshot, standing, view
from joey.ports.ledger import Intent, RunEnded
from tests.adapters.ledgers.subjects import InFiles, InMemory

A = snapshot("a@x.example", name="Ada")


def _to_version_1(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("ALTER TABLE tracked RENAME COLUMN seen TO seen_at")


async def test_an_older_state_is_brought_up_to_date_by_its_steps(tmp_path: Path) -> None:
    store = FileLedgers(tmp_path, VirtualClock())
    await attempted(store, delivered(ADA, A, "r1"))
    folder = tmp_path / TARGET.id
    with duckdb.connect(folder / "state.duckdb") as connection:
        connection.execute("ALTER TABLE tracked RENAME COLUMN seen_at TO seen; UPDATE meta SET version = 0")
    state = State(folder)
    recover(state, folder / "journal", 0, steps={0: _to_version_1})
    state.let_go()
    await attempted(store, delivered(ADA, A, "r1", "f2"))
    assert standing(store, ADA).held == A


async def test_a_step_that_fails_changes_nothing(tmp_path: Path) -> None:
    make_folder(tmp_path / "ledger")
    state = State(tmp_path / "ledger")
    state.make()
    with duckdb.connect(state.path) as connection:
        with pytest.raises(duckdb.Error):
            migrate(connection, 1, {1: _renames_and_fails}, wanted=2)
        with pytest.raises(NoWayUp):
            migrate(connection, 1, {}, wanted=2)
        assert connection.execute("SELECT version FROM meta").fetchone() == (1,)
        assert connection.execute("SELECT count(seen_at) FROM tracked").fetchone() == (0,)


def _renames_and_fails(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("ALTER TABLE tracked RENAME COLUMN seen_at TO seen")
    connection.execute("SELECT * FROM nowhere")


async def test_history_is_kept_for_its_time_and_the_state_for_ever(tmp_path: Path) -> None:
    store = FileLedgers(tmp_path, retention=timedelta(days=1))
    await attempted(store, delivered(ADA, A, "r1"))
    await attempted(store, delivered(RecordId("2"), A, "r2"))
    for path in (tmp_path / TARGET.id / "journal").iterdir():
        os.utime(path, (0, 0))
    await attempted(store, Attempt(RecordId("3"), Deferred("slow")), intents=[])
    assert len(list((tmp_path / TARGET.id / "journal").iterdir())) == 2
    assert not view(store).history("customers", ADA)
    assert standing(store, ADA).held == A
    await attempted(store, delivered(ADA, A, "r1", "f3"))
    assert view(store).history("customers", ADA)


async def test_thousands_of_records_fold_over_several_entries_and_runs(tmp_path: Path) -> None:
    store = FileLedgers(tmp_path, VirtualClock())
    ids = [RecordId(str(number)) for number in range(5000)]
    for version in ("one", "two"):
        async with running(store) as ledger:
            for start in range(0, 5000, 500):
                batch = ids[start : start + 500]
                sent = {one: snapshot(f"{one}@x.example", name=version) for one in batch}
                await ledger.intend(CRM, [Intent(one, sent[one], f"r{one}") for one in batch])
                lost = set(batch[::10]) if version == "two" else set[RecordId]()
                answers = (Attempt(one, Unknown("lost")) if one in lost else delivered(one, sent[one]) for one in batch)
                await ledger.note(CRM, list(answers))
            await ledger.end(CRM, RunEnded("run"))
    standings = view(store).standings(CRM, ids)
    assert sum(len(one.unanswered) for one in standings.values()) == 500
    assert sum(one.snapshots[-1].fields["name"] == "two" for one in standings.values()) == 5000
    assert view(store).summary(CRM).delivered == 5000


@pytest.mark.parametrize("kind", [InMemory, InFiles])
async def test_duckdb_reads_what_was_examined_while_the_ledger_is_leased(tmp_path: Path, kind: type) -> None:
    subject = InMemory() if kind is InMemory else InFiles(tmp_path)
    async with running(subject.store) as ledger:
        await ledger.settle(CRM, [(RecordId(str(number)), "f") for number in range(250_000)])
        await ledger.end(CRM, RunEnded("run"))
        rows = ledger.examined(CRM, subject.clock.now())
        with duckdb.connect() as connection:
            found = connection.execute("SELECT count(DISTINCT record_id), min(fingerprint) FROM rows").fetchone()
        assert found == (250_000, "f")
        del rows


async def test_a_read_only_ledger_can_be_read(tmp_path: Path) -> None:
    store = FileLedgers(tmp_path, VirtualClock())
    await attempted(store, delivered(ADA, A, "r1"))
    for path in (tmp_path / TARGET.id, *(tmp_path / TARGET.id).rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    assert standing(store, ADA).held == A
    for path in (tmp_path / TARGET.id, *(tmp_path / TARGET.id).rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
