"""Ids of rows as text, and the rows whose id can't be used: null, or not theirs alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joey.adapters.sources.duckdb.session import Session
from joey.adapters.sources.duckdb.staged import MOST_PROBLEMS, Staged, own
from joey.adapters.sources.duckdb.trouble import SourceTroubleError
from joey.ports.source import Model, RowProblem


@dataclass(frozen=True, slots=True)
class Ids:
    """How a model's rows are told apart. ``sql``: the id's text, null where it can't be read."""

    parts: tuple[str, ...]

    @property
    def sql(self) -> str:
        """One column: its text; several: a JSON array of their texts. An empty text is no id."""
        if len(self.parts) == 1:
            return f"nullif({self.parts[0]}, '')"
        missing = " OR ".join(f"{part} IS NULL" for part in self.parts)
        return f"CASE WHEN {missing} THEN NULL ELSE CAST(to_json([{', '.join(self.parts)}]) AS VARCHAR) END"


@dataclass(frozen=True, slots=True)
class RefusedIds:
    """Rows that alone have their id, rows whose id is null or others' too, and the first of these by name."""

    usable: int
    unreadable: int
    duplicated: int
    named: tuple[RowProblem, ...]


def ids_of(staged: Staged, model: Model) -> Ids:
    """The ids of a model's rows; an unknown key column is a trouble."""
    if not model.key:
        raise SourceTroubleError("has no key", f"the model {model.name}", "Name the column of its id under `key`.")
    return Ids(tuple(staged.column(name, "the key").text for name in model.key))


def refused_ids(session: Session, staged: Staged, model: Model, ids: Ids) -> RefusedIds:
    """Find them; the ids that several rows have are left in the table ``duplicates``."""
    rows, readable, distinct = (
        int(str(number))
        for number in session.rows(
            f"SELECT count(*), count({ids.sql}), count(DISTINCT hash({ids.sql})) FROM {staged.relation}"
        )[0]
    )
    named: list[RowProblem] = []
    if readable < rows:
        named += _without_id(session, staged, model, ids)
    duplicated = _duplicates(session, staged, ids) if distinct < readable else 0
    if duplicated:
        named += _named_duplicates(session)
    return RefusedIds(readable - duplicated, rows - readable, duplicated, tuple(named[:MOST_PROBLEMS]))


def _without_id(session: Session, staged: Staged, model: Model, ids: Ids) -> list[RowProblem]:
    parts = ", ".join(ids.parts)
    numbers = ", ".join(f"part{index}" for index in range(len(ids.parts)))
    found = session.rows(
        f"SELECT * FROM (SELECT row_number() OVER (), {ids.sql} AS id, {parts} FROM {staged.relation}) "
        f"AS numbered(number, id, {numbers}) WHERE id IS NULL ORDER BY number LIMIT {MOST_PROBLEMS}"
    )
    return [
        RowProblem(f"row {number} of {staged.where}", f"has no {_missing(model.key, values)}")
        for number, _, *values in found
    ]


def _missing(key: Sequence[str], values: Sequence[object]) -> str:
    return " and no ".join(name for name, value in zip(key, values, strict=True) if value is None or value == "")


def _duplicates(session: Session, staged: Staged, ids: Ids) -> int:
    session.do(
        f"CREATE TEMP TABLE {own('duplicates')} AS SELECT {ids.sql} AS record_id, count(*) AS number "
        f"FROM {staged.relation} WHERE {ids.sql} IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
    )
    return int(str(session.rows(f"SELECT coalesce(sum(number), 0) FROM {own('duplicates')}")[0][0]))


def _named_duplicates(session: Session) -> list[RowProblem]:
    found = session.rows(f"SELECT record_id, number FROM {own('duplicates')} ORDER BY 1 LIMIT {MOST_PROBLEMS}")
    return [RowProblem(f"id {record_id}", f"is the id of {number} rows") for record_id, number in found]
