"""The state file: opened to read by anybody, to write by the fold alone; each waits for the other."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree

import duckdb

from joey.adapters.ledgers.files.damage import CLOSE_IT, MAKE_ROOM, NEWER, REBUILD, Damage
from joey.adapters.ledgers.files.locks import locked
from joey.adapters.ledgers.files.migrations import STEPS, NoWayUp, Step, migrate
from joey.adapters.ledgers.files.private import make_folder, replace
from joey.adapters.ledgers.files.schema import TABLES, VERSION
from joey.ports.ledger import LedgerFailed

NAME = "state.duckdb"

LIMITS = "SET memory_limit = '512MB'; SET threads = 2"
"""What each of a Ledger's databases may take of the machine; beyond it DuckDB goes to disk, beside the state file."""


class State:
    """A Target's state file and the lock beside it."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.lock = folder / "state.lock"
        self._anchor: duckdb.DuckDBPyConnection | None = None

    def make(self) -> None:
        """Put an empty state in place. DuckDB would make the file readable for others, so it's made elsewhere first."""
        beside = self.path.parent / "new"
        rmtree(beside, ignore_errors=True)
        make_folder(beside)
        made = beside / NAME
        with self.troubles():
            connection = duckdb.connect(made)
            try:
                connection.execute(TABLES)
                connection.execute("INSERT INTO meta VALUES ($version, 0)", {"version": VERSION})
                connection.execute("CHECKPOINT")  # closing does it too, but doesn't tell where it can't
            finally:
                connection.close()
        replace(self.path, made.read_bytes())
        rmtree(beside, ignore_errors=True)

    def folded(self, steps: Mapping[int, Step] = STEPS) -> int:
        """The last folded sequence number, of a state that is first brought up to date. ``Damage`` if it can't."""
        try:
            with self.reading() as connection:
                version, folded = self._meta(connection)
            if version == VERSION:
                return folded
            with self.writing() as connection:
                migrate(connection, version, steps)
                return self._meta(connection)[1]
        except NoWayUp as trouble:
            raise Damage(self.path, str(trouble), NEWER) from None

    @contextmanager
    def reading(self) -> Generator[duckdb.DuckDBPyConnection]:
        """A connection that reads; others may read at the same time."""
        with locked(self.lock, alone=False), self.troubles():
            connection = duckdb.connect(self.path, read_only=True)
            try:
                if self._anchor is None:
                    connection.execute(LIMITS)
                yield connection
            finally:
                connection.close()

    @contextmanager
    def writing(self) -> Generator[duckdb.DuckDBPyConnection]:
        """The one connection that writes, while nobody reads. At its end everything is in the file."""
        self.let_go()
        with locked(self.lock, alone=True), self.troubles():
            connection = duckdb.connect(self.path)
            try:
                connection.execute(LIMITS)
                connection.execute("SET checkpoint_threshold = '0B'")
                yield connection
            finally:
                connection.close()

    def keep_open(self) -> None:
        """Keep what was read in memory between reads; until the next ``writing``, or ``let_go``."""
        if self._anchor is None:
            with self.troubles():
                self._anchor = duckdb.connect(self.path, read_only=True)
                self._anchor.execute(LIMITS)

    def let_go(self) -> None:
        """The other end of ``keep_open``."""
        anchor, self._anchor = self._anchor, None
        if anchor is not None:
            anchor.close()

    def _meta(self, connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
        try:
            rows = connection.execute("SELECT version, folded FROM meta").fetchall()
        except duckdb.CatalogException:
            rows = []
        if len(rows) != 1:
            raise Damage(self.path, "it isn't a Ledger's state", REBUILD)
        version, folded = rows[0]
        return int(version), int(folded)

    @contextmanager
    def troubles(self) -> Generator[None]:
        """DuckDB's errors as what they come to: something a run can't go on with."""
        try:
            yield
        except duckdb.Error as trouble:
            raise LedgerFailed(str(self.path), _said(trouble), _way_back(trouble)) from trouble


def _way_back(trouble: duckdb.Error) -> str:
    said = str(trouble)
    if "set lock" in said or "different configuration" in said:
        return CLOSE_IT
    refused = ("o write", "not write", "No space", "File too large", "ermission", "Read-only", "read-only")
    return MAKE_ROOM if any(words in said for words in refused) else REBUILD


def _said(trouble: duckdb.Error) -> str:
    with suppress(IndexError):
        return f"DuckDB can't use it ({str(trouble).splitlines()[0][:300]})"
    return f"DuckDB can't use it ({type(trouble).__name__})"
