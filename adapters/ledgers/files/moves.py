"""The fold of what moves a whole Destination, in SQL, by the rules of ``Pages``: renamed, dropped."""

from __future__ import annotations

import duckdb

from joey.adapters.ledgers.entries import Dropped, Renamed
from joey.adapters.ledgers.files.queries import OF_WRITER

_TABLES = ("tracked", "opened", "jobs", "courses")

_ALONE = f"""
(model, record_id) IN (SELECT (model, record_id) FROM tracked WHERE {OF_WRITER})
AND (model, record_id) NOT IN (
    SELECT (model, record_id) FROM tracked WHERE present AND NOT (destination = $destination AND model = $model)
)
"""  # noqa: S608 - our own words

_FORGET = f"DELETE FROM kept WHERE {_ALONE}"  # noqa: S608

_RELEASE = f"""
UPDATE kept SET mark = 'released', snapshot = NULL, key = NULL, since = $at, unanswered = [], groups = NULL
WHERE (mark = 'snapshot' OR len(unanswered) > 0) AND {_ALONE}
"""  # noqa: S608


def fold_move(connection: duckdb.DuckDBPyConnection, entry: Renamed | Dropped) -> None:
    """Fold it, within the transaction that the caller has open."""
    of_writer = {"destination": entry.writer[0], "model": entry.writer[1]}
    if isinstance(entry, Renamed):
        for table in _TABLES:
            renamed = f"UPDATE {table} SET destination = $to WHERE {OF_WRITER}"  # noqa: S608 - our own words
            connection.execute(renamed, of_writer | {"to": entry.to[0]})
        return
    if entry.forget:
        connection.execute(_FORGET, of_writer)
    else:
        connection.execute(_RELEASE, of_writer | {"at": entry.at})
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE {OF_WRITER}", of_writer)  # noqa: S608
