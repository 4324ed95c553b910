"""Looking through a state for Records that it isn't to know: every table, by their ids and their keys."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from joey.adapters.ledgers.erasing import Gone, intents_without
from joey.adapters.ledgers.files.payloads import read_job


def speaking(connection: duckdb.DuckDBPyConnection, gone: Gone) -> Iterator[str]:
    """Every place that speaks of the Records: table and column."""
    model, ids = gone.model, sorted(gone.ids)
    mine = {"model": model, "ids": ids}
    ((database,),) = connection.execute("SELECT current_database()").fetchall()
    by_record = [table for table, columns in tables(connection, database).items() if "record_id" in columns]
    for table, column in [*((table, "record_id") for table in by_record), ("opened", "inherits")]:
        asked = f"SELECT 1 FROM {table} WHERE model = $model AND list_contains($ids, {column}) LIMIT 1"  # noqa: S608
        if connection.execute(asked, mine).fetchall():
            yield f"{table}.{column}"
    claimed = "SELECT 1 FROM tracked WHERE list_contains($keys, claim) LIMIT 1"
    if connection.execute(claimed, {"keys": sorted(gone.keys)}).fetchall():
        yield "tracked.claim"
    if any(gone.mentions(reason) for reason in _texts(connection, "SELECT DISTINCT reason FROM tracked")):
        yield "tracked.reason"
    jobs = _texts(connection, "SELECT intents FROM jobs WHERE model = $model", {"model": model})
    carried = [read_job("", 0, intents).intents for intents in jobs]
    if any(intents_without(intents, gone) != intents for intents in carried):
        yield "jobs.intents"


def tables(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    """The tables of a database, and their columns."""
    asked = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = $name ORDER BY column_index"
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(asked, {"name": database}).fetchall():
        found.setdefault(table, []).append(column)
    return found


def _texts(connection: duckdb.DuckDBPyConnection, asked: str, given: dict[str, str] | None = None) -> list[str]:
    return [text for (text,) in connection.execute(asked, given or {}).fetchall()]
