"""Erasing Records from the state: what stays is copied to a new file, since deleted rows' blocks keep their content."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import rmtree
from typing import Any

import duckdb
import pyarrow as pa

from joey.adapters.ledgers.erasing import Gone, intents_without
from joey.adapters.ledgers.files.locks import locked
from joey.adapters.ledgers.files.payloads import read_job, write_job
from joey.adapters.ledgers.files.private import FILE, make_folder, sync_folder
from joey.adapters.ledgers.files.rewriting import mentions, rewrite
from joey.adapters.ledgers.files.speaking import speaking, tables
from joey.adapters.ledgers.files.state import State
from joey.adapters.ledgers.rows import JobRow
from joey.ports.ledger import Erased

_MINE = "model = $model AND record_id IN (SELECT record_id FROM temp.gone)"

_COPIES = {
    "tracked": f"""
        SELECT t.* REPLACE (
            coalesce(said.after, t.reason) AS reason,
            CASE WHEN t.claim IN (SELECT key FROM temp.gone_keys) THEN NULL ELSE t.claim END AS claim,
            CASE WHEN t.claim IN (SELECT key FROM temp.gone_keys) THEN NULL ELSE t.examined END AS examined,
            t.owed OR coalesce(t.claim IN (SELECT key FROM temp.gone_keys), false) AS owed
        )
        FROM old.tracked AS t LEFT JOIN temp.said ON said.before = t.reason WHERE NOT ({_MINE})
    """,  # noqa: S608 - our own words
    "opened": f"""
        SELECT * REPLACE (
            CASE WHEN model = $model AND inherits IN (SELECT record_id FROM temp.gone) THEN NULL ELSE inherits END
            AS inherits
        )
        FROM old.opened WHERE NOT ({_MINE})
    """,  # noqa: S608
    "jobs": "SELECT * FROM old.jobs WHERE false",
}
"""How tables are copied that aren't just copied without the Records' rows."""


def erase(state: State, journal: Path, gone: Gone) -> Erased:
    """Have the Records gone from a Target's Ledger, whose lease the caller has, and read through what there is then."""
    rewritten = [str(path) for path in rewrite(journal, gone)]
    if empty(state, gone):
        rewritten.append(str(state.path))
    segments, left = mentions(journal, gone)
    left += [f"{state.path}: {place}" for place in still_known(state, gone)]
    return Erased(tuple(rewritten), (), segments + 1, tuple(left))


def empty(state: State, gone: Gone) -> bool:
    """Put a state without the Records in place, whole or not at all; False where it knows none of them."""
    state.let_go()
    with locked(state.lock, alone=True), state.troubles():
        if not _knows(state.path, gone):
            return False
        beside = state.path.parent / "new"
        rmtree(beside, ignore_errors=True)
        make_folder(beside)
        made = beside / state.path.name
        _copy(state.path, made, gone)
        made.chmod(FILE)
        _sync(made)
        made.replace(state.path)
        sync_folder(state.path.parent)
        rmtree(beside, ignore_errors=True)
    return True


def still_known(state: State, gone: Gone) -> list[str]:
    """Where the state's file still speaks of the Records: table and column."""
    with state.reading() as connection:
        return list(speaking(connection, gone))


def _knows(path: Path, gone: Gone) -> bool:
    connection = duckdb.connect(path, read_only=True)
    try:
        return next(speaking(connection, gone), None) is not None
    finally:
        connection.close()


def _copy(source: Path, made: Path, gone: Gone) -> None:
    connection = duckdb.connect()
    try:
        connection.execute(f"ATTACH {_quoted(source)} AS old (READ_ONLY)")
        connection.execute(f"ATTACH {_quoted(made)} AS fresh")
        connection.execute("COPY FROM DATABASE old TO fresh (SCHEMA)")
        _name_gone(connection, gone)
        for table, columns in tables(connection, "old").items():
            by_record = {"model", "record_id"} <= set(columns)
            plain = f"SELECT * FROM old.{table}" + (f" WHERE NOT ({_MINE})" if by_record else "")  # noqa: S608
            select = _COPIES.get(table, plain)
            parameters = {"model": gone.model} if "$model" in select else {}
            connection.execute(f"INSERT INTO fresh.{table} {select}", parameters)
        _copy_jobs(connection, gone)
        connection.execute("CHECKPOINT fresh")  # closing does it too, but does not tell where it can not
        connection.execute("DETACH fresh")
    finally:
        connection.close()


def _name_gone(connection: duckdb.DuckDBPyConnection, gone: Gone) -> None:
    """Who is gone, and what reasons that speak of them say afterwards."""
    reasons = connection.execute("SELECT DISTINCT reason FROM old.tracked WHERE reason <> ''").fetchall()
    said = [(reason, after) for (reason,) in reasons if (after := gone.text(reason)) != reason]
    _put(connection, "gone", record_id=sorted(gone.ids))
    _put(connection, "gone_keys", key=sorted(gone.keys))
    _put(connection, "said", before=[before for before, _ in said], after=[after for _, after in said])


def _put(connection: duckdb.DuckDBPyConnection, name: str, **columns: list[str]) -> None:
    connection.register("given", pa.table({c: pa.array(values, pa.string()) for c, values in columns.items()}))
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM given")  # noqa: S608 - our own names
    connection.unregister("given")


def _copy_jobs(connection: duckdb.DuckDBPyConnection, gone: Gone) -> None:
    for destination, model, *raw in connection.execute("SELECT * FROM old.jobs").fetchall():
        row = [destination, model, *_job(raw, gone)] if model == gone.model else [destination, model, *raw]
        connection.execute(f"INSERT INTO fresh.jobs VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608


def _job(raw: list[Any], gone: Gone) -> list[Any]:
    """A job's row, without the Records' intents."""
    handle, submitted, intents, *rest = raw
    job = read_job(handle, submitted, intents)
    kept = JobRow(job.handle, job.submitted, intents_without(job.intents, gone))
    return [handle, submitted, write_job(kept), *rest]


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
