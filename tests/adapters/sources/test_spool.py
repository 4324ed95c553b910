from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from joey.adapters.sources.duckdb import DuckDbSource, Limits
from joey.adapters.sources.scratch import NEWBORN
from joey.domain.record import RecordId
from joey.ports.contract.warehouse import NEVER, Examined, Remembered, leavers_of
from tests.adapters.sources.warehouses import ask, changes, database, ids_of, model, remembered

TABLE = "CREATE TABLE customers AS SELECT i AS id, 'name' || i AS name FROM range(20000) AS r(i)"


def spools(folder: Path) -> list[Path]:
    return sorted((folder / "spool").glob("*"))


def test_the_warehouse_is_free_while_its_spool_is_read(tmp_path: Path) -> None:
    spool = changes(database(tmp_path, TABLE), ask(model(), "name"))
    batches = spool.changed(1000)
    first = next(batches)
    with duckdb.connect(tmp_path / "crm.duckdb") as writer:
        writer.execute("DROP TABLE customers")
    assert len(first) + sum(len(batch) for batch in batches) == 20000


def test_only_this_user_can_read_a_spool(tmp_path: Path) -> None:
    spool = changes(database(tmp_path, TABLE), ask(model(), "name"))
    (folder,) = spools(tmp_path)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    spool.close()
    assert spools(tmp_path) == []


def test_nothing_stays_of_a_detection_that_fails_or_of_a_question_answered(tmp_path: Path) -> None:
    source = database(tmp_path, TABLE)
    source.changes(ask(model(), "nothing"), NEVER).failure()
    source.describe(model()).unwrap()
    source.fetch(model(), RecordId("1")).unwrap()
    assert spools(tmp_path) == []


def test_spools_of_runs_that_died_are_removed_and_those_of_others_kept(tmp_path: Path) -> None:
    source = database(tmp_path, TABLE)
    program = (
        "import os, sys; from pathlib import Path; from joey.adapters.sources.scratch import new_scratch\n"
        "scratch = new_scratch(Path(sys.argv[1])); (scratch.path / 'changed.parquet').touch(); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "spool")], check=False)
    (dead,) = spools(tmp_path)
    ours = changes(source, ask(model()))
    assert dead in spools(tmp_path), "its maker may be about to lock it"
    long_ago = time.time() - 2 * NEWBORN
    for path in spools(tmp_path):
        os.utime(path, (long_ago, long_ago))
    other = changes(source, ask(model()))
    assert dead not in spools(tmp_path)
    assert len(ids_of(ours)) == len(ids_of(other)) == 20000


def test_what_a_ledger_keeps_in_a_file_is_compared_where_it_lies(tmp_path: Path) -> None:
    source = database(tmp_path, TABLE)
    rows = remembered(changes(source, ask(model(), "name")))
    ledger = Filed(tmp_path / "ledger.duckdb", [*rows[:-1], Remembered(RecordId("gone"), "f")])
    spool = changes(source, ask(model(), "name"), ledger)
    assert (ids_of(spool), leavers_of(spool), ledger.streams) == ([rows[-1].record_id], ["gone"], 0)


def test_a_ledger_that_cannot_be_attached_is_streamed(tmp_path: Path) -> None:
    source = database(tmp_path, TABLE)
    rows = remembered(changes(source, ask(model(), "name")))
    ledger = Filed(tmp_path / "ledger.duckdb", rows)
    (tmp_path / "ledger.duckdb").write_bytes(b"x" * 5000)
    assert ids_of(changes(source, ask(model(), "name"), ledger)) == []
    assert ledger.streams > 0


class Filed(Examined):
    """Remembered in a DuckDB file as well."""

    def __init__(self, path: Path, rows: list[Remembered]) -> None:
        super().__init__(rows)
        self.streams = 0
        self._path = path
        with duckdb.connect(path) as connection:
            connection.register("remembered", self.table)
            connection.execute('CREATE SCHEMA state; CREATE TABLE state."of customers" AS FROM remembered')

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        self.streams += 1
        return super().__arrow_c_stream__(requested_schema)

    @property
    def database(self) -> tuple[str, str] | None:
        return (str(self._path), "state.of customers")


def test_too_little_memory_says_what_to_do(tmp_path: Path) -> None:
    database(tmp_path, TABLE)
    source = DuckDbSource(tmp_path / "crm.duckdb", tmp_path / "spool", Limits(memory="2MB"))
    error = source.changes(ask(model(), "name"), NEVER).failure()
    assert (error.reason, error.hint) == (
        "needs more memory than it may use",
        "Give the source a larger memory limit.",
    )
    assert spools(tmp_path) == []
