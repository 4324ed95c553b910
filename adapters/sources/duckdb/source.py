"""DuckDbSource: a RecordSource over a DuckDB file, or a folder of CSV, Parquet and JSON lines files."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import duckdb
from returns.result import Failure, Result, Success

from joey.adapters.sources.duckdb.detection import detect
from joey.adapters.sources.duckdb.groups import flags
from joey.adapters.sources.duckdb.identity import ids_of
from joey.adapters.sources.duckdb.inference import inferred, property_type
from joey.adapters.sources.duckdb.session import Limits, Session, examined_relation, opened
from joey.adapters.sources.duckdb.staged import Staged
from joey.adapters.sources.duckdb.staging import stage
from joey.adapters.sources.duckdb.trouble import SourceTroubleError, no_room, told
from joey.adapters.sources.scratch import new_scratch
from joey.adapters.sources.spool import ParquetSpool, named_rows, values
from joey.domain.record import Record, RecordId
from joey.ports.source import ChangeQuery, Column, Description, ExaminedRows, Model, SourceError, Spool

T = TypeVar("T")
DEFAULT_LIMITS = Limits()


class DuckDbSource:
    """Reads a warehouse, and lets it go before each method returns.

    ``warehouse``: a DuckDB file, or a folder whose CSV, Parquet and JSON lines files (and sub-folders of them) are
    tables by their stems. ``spool_folder``: where spools and what exceeds the memory are written, for this user only.
    CSV values are delivered as the texts that they are; the types told of them are those that all of a column's texts
    have without loss, and Group predicates and SQL see them so.
    """

    def __init__(self, warehouse: Path, spool_folder: Path, limits: Limits = DEFAULT_LIMITS) -> None:
        self._warehouse = warehouse.absolute()
        self._spool_folder = spool_folder.absolute()
        self._limits = limits

    def describe(self, model: Model) -> Result[Description, SourceError]:
        return self._answered(lambda: self._describe(model))

    def changes(self, query: ChangeQuery, examined: ExaminedRows) -> Result[Spool, SourceError]:
        return self._answered(lambda: self._changes(query, examined))

    def fetch(self, model: Model, record_id: RecordId) -> Result[Record | None, SourceError]:
        return self._answered(lambda: self._fetch(model, record_id))

    def _answered(self, ask: Callable[[], T]) -> Result[T, SourceError]:
        """The one place where what goes wrong in here becomes a value."""
        try:
            return Success(ask())
        except SourceTroubleError as trouble:
            return Failure(trouble.error)
        except (duckdb.Error, OSError) as error:
            return Failure(no_room(error, self._spool_folder) or told(error, f"the warehouse {self._warehouse}"))

    @contextmanager
    def _session(self) -> Generator[Session]:
        scratch = new_scratch(self._spool_folder)
        try:
            with opened(self._warehouse, scratch.path, self._limits) as session:
                yield session
        finally:
            scratch.close()

    def _describe(self, model: Model) -> Description:
        with self._session() as session:
            staged = stage(session, model)
            ids_of(staged, model)
            for name in model.properties:
                staged.column(name, "its type is stated under `properties`")
            flags(session, staged, model, model.groups)
            columns = _columns(session, staged, model)
            rows = int(str(session.rows(f"SELECT count(*) FROM {staged.relation}")[0][0]))
            return Description(columns, rows + staged.broken.count)

    def _changes(self, query: ChangeQuery, examined: ExaminedRows) -> Spool:
        scratch = new_scratch(self._spool_folder)
        try:
            with opened(self._warehouse, scratch.path, self._limits) as session:
                relation = examined_relation(session, examined)
                found = detect(session, stage(session, query.model), query, relation)
        except BaseException:
            scratch.close()
            raise
        return ParquetSpool(scratch, query.properties, query.groups, found)

    def _fetch(self, model: Model, record_id: RecordId) -> Record | None:
        with self._session() as session:
            staged = stage(session, model)
            members = flags(session, staged, model, model.groups)
            wanted = [column.value for column in staged.columns.values()] + list(members.values())
            named = ", ".join(f"{each} AS c{index}" for index, each in enumerate(wanted))
            table = session.connection.sql(
                f"SELECT {named} FROM {staged.relation} WHERE {ids_of(staged, model).sql} = ? LIMIT 2",
                params=[record_id],
            ).to_arrow_table()
        if table.num_rows > 1:
            reason = f"has several rows with the id {record_id}"
            raise SourceTroubleError(reason, staged.where, "Make the key columns unique.")
        if not table.num_rows:
            return None
        batch = table.combine_chunks().to_batches()[0]
        inside = (values(batch.column(len(staged.columns) + index))[0] for index in range(len(members)))
        groups = frozenset(group for group, member in zip(members, inside, strict=True) if member)
        return Record(record_id, named_rows(batch, list(staged.columns), 0)[0], groups)


def _columns(session: Session, staged: Staged, model: Model) -> tuple[Column, ...]:
    raw = inferred(session, staged.relation, (column.name for column in staged.columns.values() if column.raw))
    return tuple(
        Column(
            name=column.name,
            type=model.properties.get(
                column.name, property_type(raw[column.name]) if column.name in raw else column.type
            ),
            stated=column.name in model.properties,
            many=column.many,
        )
        for column in staged.columns.values()
    )
