"""A model's rows as one relation of a session, whatever names them: a table, a SELECT, files."""

from __future__ import annotations

from typing import assert_never

import duckdb

from joey.adapters.sources.duckdb import sql
from joey.adapters.sources.duckdb.files import folder_tables, load_files, mentioned, named_files
from joey.adapters.sources.duckdb.inference import inferred, typed_view
from joey.adapters.sources.duckdb.session import Session
from joey.adapters.sources.duckdb.staged import NOTHING_BROKEN, Staged, described, own
from joey.adapters.sources.duckdb.trouble import SourceTroubleError, nearest, told
from joey.ports.source import File, Model, Query, Table

_ONE_SELECT = "Write one SELECT, and no other statement."


def stage(session: Session, model: Model) -> Staged:
    """Stage the rows, and lock the session: nothing outside of the warehouse is reached after it."""
    rows = model.rows
    match rows:
        case Table(name):
            return _table(session, name)
        case File(path):
            files = named_files(session.warehouse, path)
            staged = load_files(session, files, f"the file {path}")
            session.lock(files)
            return staged
        case Query(statement):
            return _query(session, statement, f"the SQL of the model {model.name}")
        case _:
            assert_never(rows)


def _table(session: Session, name: str) -> Staged:
    if session.catalog is None:
        tables = folder_tables(session.warehouse)
        if name not in tables:
            raise SourceTroubleError(f"has no table {name!r}", f"the folder {session.warehouse}", nearest(name, tables))
        staged = load_files(session, tables[name], f"the table {name}")
        session.lock(tables[name])
        return staged
    session.lock()
    relation = _found(session, session.catalog, name)
    return Staged(relation, f"the table {name}", described(session, relation))


def _found(session: Session, catalog: str, name: str) -> str:
    known = {
        f"{schema}.{table}": sql.name(catalog, str(schema), str(table))
        for schema, table in session.rows(
            "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = ?", catalog
        )
    }
    found = known.get(name) or known.get(f"main.{name}")
    if found is None:
        names = [each.removeprefix("main.") for each in known]
        raise SourceTroubleError(f"has no table {name!r}", f"the warehouse {session.warehouse}", nearest(name, names))
    return found


def _query(session: Session, statement: str, where: str) -> Staged:
    """The SELECT is read once, into a table: it may be dear, or answer differently at each time of asking."""
    _raise_unless_select(statement, where)
    broken = NOTHING_BROKEN
    parquet = []
    if session.catalog is None:
        for table, files in mentioned(folder_tables(session.warehouse), statement).items():
            staged = load_files(session, files, f"the table {table}")
            _expose(session, table, staged)
            broken += staged.broken
            parquet += files
    session.lock(parquet)
    relation = own("query")
    try:
        session.do(f"CREATE TEMP TABLE {relation} AS {statement}")
    except duckdb.Error as error:
        raise _of_statement(error, where) from error
    return Staged(relation, where, described(session, relation), broken)


def _expose(session: Session, table: str, staged: Staged) -> None:
    raw = [column.name for column in staged.columns.values() if column.raw]
    select = f"SELECT * FROM {staged.relation}"
    if raw:
        select = typed_view(inferred(session, staged.relation, raw), staged.relation)
    session.do(f"CREATE TEMP VIEW {sql.name(table)} AS {select}")


def _of_statement(error: duckdb.Error, where: str) -> SourceTroubleError:
    found = told(error, where)
    return SourceTroubleError(found.reason, found.where, found.hint)


def _raise_unless_select(statement: str, where: str) -> None:
    """By DuckDB's own parser, which alone knows all of its SQL."""
    try:
        statements = duckdb.extract_statements(statement)
    except duckdb.Error as error:
        raise _of_statement(error, where) from error
    if len(statements) != 1:
        raise SourceTroubleError(f"holds {len(statements)} statements", where, _ONE_SELECT)
    if statements[0].type != duckdb.StatementType.SELECT:
        kind = str(statements[0].type).rpartition(".")[2]
        raise SourceTroubleError(f"is a statement of the kind {kind}, not a SELECT", where, _ONE_SELECT)
