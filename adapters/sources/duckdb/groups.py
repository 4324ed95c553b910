"""Groups as SQL: whether a row is in one, by a predicate or by a list column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

import duckdb
import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from joey.adapters.sources.duckdb import sql
from joey.adapters.sources.duckdb.inference import inferred, stated_sql_type
from joey.adapters.sources.duckdb.session import Session
from joey.adapters.sources.duckdb.staged import Staged
from joey.adapters.sources.duckdb.trouble import SourceTroubleError, nearest, told
from joey.ports.source import InGroup, InList, Model

_ONE_EXPRESSION = "Write one condition, as after WHERE."
_CAST = "The column holds text; compare it with text, or with try_cast(… AS INTEGER) and the like."


def flags(session: Session, staged: Staged, model: Model, groups: Iterable[str]) -> dict[str, str]:
    """Group → the expression that is true for a row in it, and never null. Each is tried."""
    found: dict[str, str] = {}
    for group in groups:
        membership = model.groups.get(group)
        where = f"the group {group!r} of the model {model.name}"
        match membership:
            case None:
                raise SourceTroubleError("isn't defined", where, nearest(group, model.groups))
            case InGroup(predicate):
                flag = _predicate(session, staged, model, predicate, where)
            case InList(column, value):
                flag = _in_list(staged, column, value, where)
            case _:
                assert_never(membership)
        found[group] = f"coalesce({flag}, false)"
    return found


def _in_list(staged: Staged, name: str, value: str, where: str) -> str:
    column = staged.column(name, where)
    if not column.many:
        raise SourceTroubleError(
            f"is read from {name!r}, which isn't a list column", where, "Write a condition instead."
        )
    return f"list_contains(CAST({column.value} AS VARCHAR[]), {sql.text(value)})"


def _predicate(session: Session, staged: Staged, model: Model, predicate: str, where: str) -> str:
    parsed = _parsed(predicate, where)
    flag = _typed(parsed, _types(session, staged, model, parsed)).sql(sql.DIALECT, comments=False)
    try:
        kind = session.connection.sql(f"SELECT ({flag}) FROM {staged.relation} WHERE ({flag}) LIMIT 0").types[0].id
    except duckdb.Error as error:
        found = told(error, where)
        raise SourceTroubleError(found.reason, where, _hint(found.reason, parsed, staged)) from error
    if kind != "boolean":
        raise SourceTroubleError(f"isn't a condition: it is of type {kind}", where, "Compare it with something.")
    return f"({flag})"


def _parsed(predicate: str, where: str) -> exp.Expr:
    try:
        statements = sqlglot.parse(predicate, dialect=sql.DIALECT)
    except SqlglotError:
        raise SourceTroubleError("can't be read as SQL", where, _ONE_EXPRESSION) from None
    only = statements[0] if len(statements) == 1 else None
    if not isinstance(only, exp.Condition):
        raise SourceTroubleError("isn't one SQL expression", where, _ONE_EXPRESSION)
    return only


def _types(session: Session, staged: Staged, model: Model, parsed: exp.Expr) -> Mapping[str, str]:
    """SQL types of the text columns that a predicate reads: as stated, else as their texts are."""
    lowered = {name.lower(): name for name, column in staged.columns.items() if column.raw}
    used = {lowered[each.name.lower()] for each in parsed.find_all(exp.Column) if each.name.lower() in lowered}
    unstated = sorted(used - model.properties.keys())
    stated = {name: stated_sql_type(model.properties[name]) for name in used & model.properties.keys()}
    return stated | inferred(session, staged.relation, unstated)


def _typed(parsed: exp.Expr, types: Mapping[str, str]) -> exp.Expr:
    by_lowered = {name.lower(): sql_type for name, sql_type in types.items() if sql_type != "VARCHAR"}

    def cast(node: exp.Expr) -> exp.Expr:
        sql_type = by_lowered.get(node.name.lower()) if isinstance(node, exp.Column) else None
        return exp.TryCast(this=node, to=exp.DataType.build(sql_type, dialect=sql.DIALECT)) if sql_type else node

    return parsed.transform(cast) if by_lowered else parsed


def _hint(reason: str, parsed: exp.Expr, staged: Staged) -> str:
    known = {name.lower() for name in staged.columns}
    unknown = [column.name for column in parsed.find_all(exp.Column) if column.name.lower() not in known]
    if unknown:
        return nearest(unknown[0], staged.columns)
    return _CAST if "explicit cast" in reason else _ONE_EXPRESSION
