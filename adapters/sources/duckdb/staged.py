"""A relation that a session holds: the rows of a model, under one name, with what couldn't be read of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from joey.adapters.sources.duckdb import sql
from joey.adapters.sources.duckdb.column import SourceColumn
from joey.adapters.sources.duckdb.session import Session
from joey.adapters.sources.duckdb.trouble import SourceTroubleError, nearest
from joey.ports.source import RowProblem

MOST_PROBLEMS = 100
"""How many problems are named; all are counted."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Lines of files that aren't rows: how many, and the first of them."""

    count: int = 0
    named: tuple[RowProblem, ...] = ()

    def __add__(self, other: Broken) -> Broken:
        return Broken(self.count + other.count, (self.named + other.named)[:MOST_PROBLEMS])


NOTHING_BROKEN = Broken()


@dataclass(frozen=True, slots=True)
class Staged:
    """``relation``: its name in SQL, quoted; ``where``: what a person calls it."""

    relation: str
    where: str
    columns: Mapping[str, SourceColumn]
    broken: Broken = NOTHING_BROKEN

    def column(self, name: str, wanted_as: str) -> SourceColumn:
        """A column by its name; unknown, it's a trouble that names the nearest."""
        found = self.columns.get(name)
        if found is None:
            raise SourceTroubleError(f"has no column {name!r} ({wanted_as})", self.where, nearest(name, self.columns))
        return found


def described(session: Session, relation: str, *, raw: bool = False) -> dict[str, SourceColumn]:
    """The columns of a relation, in its order."""
    answer = session.connection.sql(f"SELECT * FROM {relation} LIMIT 0")
    return {
        column: SourceColumn(column, sql_type, raw)
        for column, sql_type in zip(answer.columns, answer.types, strict=True)
    }


def own(name: str) -> str:
    """The quoted name of a table of Joey's own, in the session's memory."""
    return sql.name("temp", "main", f"{sql.OWN}{name}")
