"""Which types the texts of a CSV column have: those alone that lose nothing of any of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from joey.adapters.sources.duckdb import sql
from joey.adapters.sources.duckdb.session import Session
from joey.domain.property import PropertyType

TEXT = "VARCHAR"
TOGETHER = 100
"""Columns that are looked at in one query: what a query takes to plan grows faster than its expressions do."""

_INTEGER = "0|-?[1-9][0-9]{0,17}"
_DECIMAL = "-?(0|[1-9][0-9]{0,17})\\.[0-9]{1,18}"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = "[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?"
_ZONE = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)"

_PROPERTY: Mapping[str, PropertyType] = {
    "BOOLEAN": PropertyType.BOOLEAN,
    "BIGINT": PropertyType.INTEGER,
    "DECIMAL(38, 18)": PropertyType.DECIMAL,
    "DATE": PropertyType.DATE,
    "TIMESTAMP": PropertyType.DATETIME,
    "TIMESTAMPTZ": PropertyType.DATETIME,
}
_PATTERNS: Mapping[str, str] = {
    "BOOLEAN": "true|false",
    "BIGINT": _INTEGER,
    "DECIMAL(38, 18)": f"{_INTEGER}|{_DECIMAL}",
    "DATE": _DAY,
    "TIMESTAMP": _DAY + _CLOCK,
    "TIMESTAMPTZ": _DAY + _CLOCK + _ZONE,
}
_STATED: Mapping[PropertyType, str] = {
    PropertyType.BOOLEAN: "BOOLEAN",
    PropertyType.INTEGER: "HUGEINT",
    PropertyType.DECIMAL: "DECIMAL(38, 18)",
    PropertyType.FLOAT: "DOUBLE",
    PropertyType.DATE: "DATE",
    PropertyType.DATETIME: "TIMESTAMPTZ",
}


def inferred(session: Session, relation: str, columns: Iterable[str]) -> dict[str, str]:
    """Column → SQL type, over all rows; ``007``, ``+49…``, ``1e5`` and whatever mixes are text."""
    names = tuple(columns)
    parts = (names[at : at + TOGETHER] for at in range(0, len(names), TOGETHER))
    return {name: fits for part in parts for name, fits in _inferred(session, relation, part).items()}


def _inferred(session: Session, relation: str, names: tuple[str, ...]) -> dict[str, str]:
    tests = ", ".join(_test(name, sql_type) for name in names for sql_type in _PATTERNS)
    answers = iter(session.rows(f"SELECT {tests} FROM {relation}")[0])
    types: dict[str, str] = {}
    for name in names:
        fits = [sql_type for sql_type in _PATTERNS if next(answers)]
        types[name] = fits[0] if fits else TEXT
    return types


def property_type(sql_type: str) -> PropertyType:
    """The Property type of an inferred type."""
    return _PROPERTY.get(sql_type, PropertyType.STRING)


def stated_sql_type(stated: PropertyType) -> str:
    """The type that a predicate compares a text column as, where the model states its Property type."""
    return _STATED.get(stated, TEXT)


def _test(name: str, sql_type: str) -> str:
    column = sql.name(name)
    shaped = f"regexp_full_match({column}, {sql.text(_PATTERNS[sql_type])})"
    fits = f"bool_and({shaped} AND try_cast({column} AS {sql_type}) IS NOT NULL)"
    return f"coalesce({fits} FILTER ({column} IS NOT NULL), false)"


def typed_view(types: Mapping[str, str], relation: str) -> str:
    """A SELECT of the columns as their types, for SQL of the user's."""
    columns = (
        sql.name(name) if sql_type == TEXT else f"try_cast({sql.name(name)} AS {sql_type}) AS {sql.name(name)}"
        for name, sql_type in types.items()
    )
    return f"SELECT {', '.join(columns)} FROM {relation}"
