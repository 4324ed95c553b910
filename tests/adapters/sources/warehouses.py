"""Warehouses on disk for tests, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
from returns.pipeline import is_successful

from joey.adapters.sources.duckdb import DuckDbSource
from joey.domain.record import RecordId
from joey.ports.contract.warehouse import NEVER, ids_of, remembered, rows_of
from joey.ports.source import ChangeQuery, Description, ExaminedRows, Model, Rows, SourceError, Spool, Table

__all__ = ["NEVER", "ids_of", "remembered", "rows_of"]


def database(folder: Path, *statements: str) -> DuckDbSource:
    """A DuckDB file made by these statements."""
    with duckdb.connect(folder / "crm.duckdb") as connection:
        for statement in statements:
            connection.execute(statement)
    return DuckDbSource(folder / "crm.duckdb", folder / "spool")


def folder_of(folder: Path, **files: str | bytes) -> DuckDbSource:
    """A folder of files; two underscores in a name stand for the dot: ``customers__csv``."""
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return DuckDbSource(folder, folder / ".spool")


def model(rows: Rows | str = "customers", key: Iterable[str] = ("id",), **more: object) -> Model:
    """A model of a table, or of other rows."""
    return Model("customers", Table(rows) if isinstance(rows, str) else rows, tuple(key), **more)  # type: ignore[arg-type]


def ask(of: Model, *properties: str, groups: tuple[str, ...] = (), version: str = "1") -> ChangeQuery:
    """A query for some properties."""
    return ChangeQuery(of, properties, groups, version)


def changes(source: DuckDbSource, query: ChangeQuery, examined: ExaminedRows = NEVER) -> Spool:
    """The spool of a detection that succeeds."""
    return source.changes(query, examined).unwrap()


def values(source: DuckDbSource, of: Model, name: str) -> dict[RecordId, object]:
    """Id → value of one property."""
    return {row.record.id: row.record.properties[name] for row in rows_of(changes(source, ask(of, name)))}


def described(source: DuckDbSource, of: Model) -> Description:
    """A description that succeeds."""
    return source.describe(of).unwrap()


def refusal(source: DuckDbSource, of: Model) -> SourceError:
    """Why a model can't be described."""
    answer = source.describe(of)
    assert not is_successful(answer)
    return answer.failure()
