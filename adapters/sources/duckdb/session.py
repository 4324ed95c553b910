"""One connection for one question: the warehouse attached read-only, and everything outside of it shut."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from joey.adapters.sources.duckdb import sql
from joey.adapters.sources.duckdb.trouble import SourceTroubleError
from joey.ports.source import ExaminedRows

_LEDGER = f"{sql.OWN}ledger"
_TAKEN = frozenset({"memory", "system", "temp", _LEDGER})
_EXAMINED = f"{sql.OWN}examined"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a question may take of the machine; ``memory`` as DuckDB writes it ("1GB"), beyond which it goes to disk."""

    memory: str = "1GB"
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Session:
    """A connection; ``catalog`` is the name of the attached warehouse, None where it's a folder of files."""

    connection: duckdb.DuckDBPyConnection
    warehouse: Path
    scratch: Path
    catalog: str | None

    def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """The answer, as tuples."""
        rows: list[tuple[object, ...]] = self.connection.execute(statement, list(values)).fetchall()
        return rows

    def do(self, statement: str) -> None:
        """Execute a statement that has no answer."""
        self.connection.execute(statement)

    def lock(self, readable: Sequence[Path] = ()) -> None:
        """From here on, SQL reaches the warehouse and these files, and can't undo that."""
        self.do(f"SET allowed_paths = {sql.texts(readable)}")
        self.do("SET enable_external_access = false")
        self.do("SET lock_configuration = true")


@contextmanager
def opened(warehouse: Path, scratch: Path, limits: Limits) -> Generator[Session]:
    """A session; the warehouse is let go when it ends. Nothing is ever fetched from the network (no extensions)."""
    if not warehouse.exists():
        raise SourceTroubleError(
            "doesn't exist", f"the warehouse {warehouse}", "Check `warehouse` in the project file."
        )
    connection = duckdb.connect(config=_config(scratch, limits))
    try:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET TimeZone = 'UTC'")  # texts of timestamps with a zone must not depend on the machine's
        catalog = None if warehouse.is_dir() else _attach(connection, warehouse)
        yield Session(connection, warehouse, scratch, catalog)
    finally:
        connection.close()


def _config(scratch: Path, limits: Limits) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "threads": limits.threads,
        "memory_limit": limits.memory,
        "temp_directory": str(scratch / "overflow"),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
    }


def _attach(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> str:
    """Its views may name it by its file's name, as DuckDB does, so that is what it's called here."""
    catalog = warehouse.stem if warehouse.stem.lower() not in _TAKEN else "warehouse"
    connection.execute(f"ATTACH {sql.text(warehouse)} AS {sql.name(catalog)} (READ_ONLY, TYPE duckdb)")
    connection.execute(f"USE {sql.name(catalog)}")
    return catalog


def examined_relation(session: Session, examined: ExaminedRows) -> str:
    """The name of what a Ledger remembers: attached where it lies in a DuckDB file that can be, else read from it."""
    database = examined.database
    if database is not None and Path(database[0]).exists():
        try:
            session.do(f"ATTACH {sql.text(database[0])} AS {sql.name(_LEDGER)} (READ_ONLY, TYPE duckdb)")
            relation = f"{sql.name(_LEDGER)}.{sql.name(*database[1].split('.'))}"
            session.do(f"SELECT record_id, fingerprint, present, owed FROM {relation} LIMIT 0")
        except duckdb.Error:
            return _streamed(session, examined)  # open for writing elsewhere: its owner can still stream it
        return relation
    return _streamed(session, examined)


def _streamed(session: Session, examined: ExaminedRows) -> str:
    stream = f"{sql.OWN}stream"
    session.connection.register(stream, _Stream(examined))
    try:
        relation = sql.name(_EXAMINED)
        session.do(
            f"CREATE TEMP TABLE {relation} AS SELECT record_id, fingerprint, present, owed FROM {sql.name(stream)}"
        )
    finally:
        session.connection.unregister(stream)
    return f"temp.{relation}"


class _Stream:
    """Only the stream of an object, so that DuckDB takes it for nothing else."""

    def __init__(self, examined: ExaminedRows) -> None:
        self._examined = examined

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._examined.__arrow_c_stream__(requested_schema)
