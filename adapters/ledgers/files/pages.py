"""The fold in files: the rows that entries touch are loaded, folded by the common rules, and written back in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import orjson
import pyarrow as pa

from joey.adapters.ledgers.entries import (
    Dropped,
    Ended,
    Entry,
    Intended,
    JobAnswered,
    Noted,
    Recovered,
    Renamed,
    Retried,
)
from joey.adapters.ledgers.files.moves import fold_move
from joey.adapters.ledgers.files.payloads import overwrites, write_job
from joey.adapters.ledgers.folding import Pages
from joey.adapters.ledgers.rows import Course, Kept, Opened, RecordKey, Tracked, TrackKey

_TEXT, _FLAG, _NUMBER = pa.string(), pa.bool_(), pa.int64()
_KEPT = [_TEXT, _TEXT, _TEXT, _TEXT, _TEXT, _TEXT, _NUMBER, pa.list_(_TEXT)]
_TRACKED = [*[_TEXT] * 4, _FLAG, _FLAG, _NUMBER, *[_TEXT] * 4, *[_NUMBER] * 3]
_OPENED = [_TEXT] * 7
_GROUPS = ", json_extract_string(c3, '$.g[*]')"
_TRACK_KEY = ("destination", "model", "record_id")
_RECORD_KEY = ("model", "record_id")


def fold_all(connection: duckdb.DuckDBPyConnection, entries: Sequence[Entry[str]], recheck: int) -> None:
    """Fold entries, in order, within the transaction that the caller has open."""
    run: list[Entry[str]] = []
    for entry in entries:
        if isinstance(entry, Ended | Recovered | JobAnswered):
            _fold_some(connection, run, recheck)
            run = []
            _fold_closing(connection, entry, recheck)
        elif isinstance(entry, Renamed | Dropped):
            _fold_some(connection, run, recheck)
            run = []
            fold_move(connection, entry)
        else:
            run.append(entry)
    _fold_some(connection, run, recheck)


def _fold_some(connection: duckdb.DuckDBPyConnection, entries: Sequence[Entry[str]], recheck: int) -> None:
    if not entries:
        return
    pages: Pages[str] = Pages(recheck=recheck)
    touched = _touched(entries)
    if touched:
        found = _matching(connection, "opened", _TRACK_KEY, touched)
        pages.opened = {(row[0], row[1], row[2]): Opened(*row[3:]) for row in found}
    kept, tracked = _reads(entries, set(pages.opened))
    former = _former(pages)
    _load(connection, pages, kept | {who[1:] for who in former}, tracked | former)
    _load_courses(connection, pages)
    for entry in entries:
        pages.fold(entry)
    _save(connection, pages, touched)


def _fold_closing(connection: duckdb.DuckDBPyConnection, entry: Ended | Recovered | JobAnswered, recheck: int) -> None:
    """An entry that closes intents which it doesn't name."""
    pages: Pages[str] = Pages(recheck=recheck)
    where, parameters = "WHERE handle IS NULL", dict[str, object]()
    if isinstance(entry, JobAnswered):
        where, parameters = "WHERE handle = $handle", {"handle": entry.handle}
    if not isinstance(entry, Recovered):
        where += " AND destination = $destination AND model = $model"
        parameters |= {"destination": entry.writer[0], "model": entry.writer[1]}
    found = connection.execute(f"SELECT * FROM opened {where}", parameters).fetchall()  # noqa: S608 - our own words
    pages.opened = {(row[0], row[1], row[2]): Opened(*row[3:]) for row in found}
    _load_courses(connection, pages)
    touched = list(pages.opened)
    named = set(touched) | _former(pages)
    _load(connection, pages, {who[1:] for who in named}, named)
    pages.fold(entry)
    _save(connection, pages, touched)
    if isinstance(entry, JobAnswered):
        connection.execute(
            "DELETE FROM jobs WHERE destination = $destination AND model = $model AND handle = $handle", parameters
        )


def _touched(entries: Iterable[Entry[str]]) -> list[TrackKey]:
    """Whose intents the entries open or close."""
    named = (
        (*entry.writer, row.record_id) for entry in entries if isinstance(entry, Intended | Noted) for row in entry.rows
    )
    return list(dict.fromkeys(named))


def _reads(entries: Iterable[Entry[str]], opened: set[TrackKey]) -> tuple[set[RecordKey], set[TrackKey]]:
    """The rows whose present content matters to what the entries make of them; the others are written over whole."""
    kept: set[RecordKey] = set()
    tracked: set[TrackKey] = set()
    for entry in entries:
        if isinstance(entry, Noted):
            for row in entry.rows:
                if not overwrites(row):
                    kept.add((entry.writer[1], row.record_id))
                    tracked.add((*entry.writer, row.record_id))
                if row.inherited_from is not None:
                    kept.add((entry.writer[1], row.inherited_from))
                    tracked.add((*entry.writer, row.inherited_from))
        elif isinstance(entry, Intended):
            mine = {(*entry.writer, row.record_id) for row in entry.rows}
            kept.update(who[1:] for who in mine & opened)
            opened |= mine
            former = {(*entry.writer, row.inherits) for row in entry.rows if row.inherits is not None}
            kept.update(who[1:] for who in former)
            tracked |= former
        elif isinstance(entry, Retried):
            tracked.update((*entry.writer, who) for who in entry.rows)
    return kept, tracked


def _former(pages: Pages[str]) -> set[TrackKey]:
    """Whose remote records the open intents would take over."""
    return {(*who[:2], intent.inherits) for who, intent in pages.opened.items() if intent.inherits is not None}


def _load(
    connection: duckdb.DuckDBPyConnection, pages: Pages[str], kept: set[RecordKey], tracked: set[TrackKey]
) -> None:
    if kept:
        found = _matching(connection, "kept", _RECORD_KEY, list(kept))
        pages.kept = {(row[0], row[1]): Kept._make((*row[2:7], tuple(row[7]))) for row in found}
    if tracked:
        found = _matching(connection, "tracked", _TRACK_KEY, list(tracked))
        pages.tracked = {(row[0], row[1], row[2]): Tracked(*row[3:]) for row in found}


def _matching(
    connection: duckdb.DuckDBPyConnection, table: str, names: Sequence[str], keys: Sequence[tuple[str, ...]]
) -> list[tuple[Any, ...]]:
    if _is_empty(connection, table):
        return []
    ids = _arrow(names, [_TEXT] * len(names), keys)
    connection.register("ids", ids)
    try:
        return connection.execute(f"SELECT t.* FROM {table} t JOIN ids USING ({', '.join(names)})").fetchall()  # noqa: S608 - our own names
    finally:
        connection.unregister("ids")


def _load_courses(connection: duckdb.DuckDBPyConnection, pages: Pages[str]) -> None:
    for destination, model, version, managed, last_run, counts in connection.execute(
        "SELECT * FROM courses"
    ).fetchall():
        pages.courses[destination, model] = Course(version, frozenset(managed), last_run, orjson.loads(counts))


def _save(connection: duckdb.DuckDBPyConnection, pages: Pages[str], touched: Sequence[TrackKey]) -> None:
    kept = [(*who, *row) for who, row in pages.kept.items()]
    _replace(connection, "kept", _RECORD_KEY, _KEPT, kept, list(pages.kept), _GROUPS)
    tracked = [(*who, *row) for who, row in pages.tracked.items()]
    _replace(connection, "tracked", _TRACK_KEY, _TRACKED, tracked, list(pages.tracked))
    opened = [(*who, *row) for who, row in pages.opened.items()]
    _replace(connection, "opened", _TRACK_KEY, _OPENED, opened, list(touched))
    for who, course in pages.courses.items():
        connection.execute("DELETE FROM courses WHERE destination = ? AND model = ?", list(who))
        row = [*who, course.version, sorted(course.managed), course.last_run, orjson.dumps(course.last_counts).decode()]
        connection.execute("INSERT INTO courses VALUES (?, ?, ?, ?, ?, ?)", row)
    for job_key, job in pages.jobs.items():
        connection.execute("DELETE FROM jobs WHERE destination = ? AND model = ? AND handle = ?", list(job_key))
        connection.execute("INSERT INTO jobs VALUES (?, ?, ?, ?, ?)", [*job_key, job.submitted, write_job(job)])


def _replace(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    names: Sequence[str],
    kinds: Sequence[pa.DataType],
    rows: Sequence[tuple[object, ...]],
    keys: Sequence[tuple[str, ...]],
    also: str = "",
) -> None:
    """Take out the rows of these keys, and put these in."""
    if keys and not _is_empty(connection, table):
        connection.register("gone", _arrow(names, [_TEXT] * len(names), keys))
        same = " AND ".join(f"{table}.{name} = gone.{name}" for name in names)
        connection.execute(f"DELETE FROM {table} USING gone WHERE {same}")  # noqa: S608 - our own names
        connection.unregister("gone")
    if rows:
        connection.register("fresh", _arrow([f"c{i}" for i in range(len(kinds))], kinds, rows))
        connection.execute(f"INSERT INTO {table} SELECT *{also} FROM fresh")  # noqa: S608 - our own names
        connection.unregister("fresh")


def _is_empty(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall() == []  # noqa: S608 - our own names


def _arrow(names: Sequence[str], kinds: Sequence[pa.DataType], rows: Sequence[tuple[object, ...]]) -> pa.Table:
    columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
    return pa.table(dict(zip(names, columns, strict=True)))
