"""Records in memory as a RecordSource, with detection in plain Python: what the SQL one finds, told more simply."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
from returns.result import Result, Success

from joey.domain.property import PropertyType
from joey.domain.record import Record, RecordId
from joey.ports.source import (
    ChangedRow,
    ChangeQuery,
    Column,
    Description,
    ExaminedRows,
    LeftRow,
    Model,
    RecordSource,
    RowProblem,
    SourceError,
    Spool,
    SpoolCounts,
)


@dataclass(slots=True)
class InMemorySource(RecordSource):
    """A warehouse of one model; ``records`` is all that it has."""

    types: Mapping[str, PropertyType]
    records: list[Record] = field(default_factory=list)

    def describe(self, model: Model) -> Result[Description, SourceError]:
        columns = tuple(Column(name, type_) for name, type_ in self.types.items())
        return Success(Description(columns, len(self.records)))

    def changes(self, query: ChangeQuery, examined: ExaminedRows) -> Result[Spool, SourceError]:
        known = {row["record_id"]: row for row in pa.RecordBatchReader.from_stream(examined).read_all().to_pylist()}
        here = [record for record in self.records if query.only is None or query.only in record.groups]
        rows = [ChangedRow(_trimmed(record, query), _fingerprint(record, query)) for record in here]
        changed = [row for row in rows if query.full or _is_due(row, known.get(row.record.id))]
        ids = {record.id for record in self.records}
        left = [RecordId(who) for who, row in known.items() if who not in ids and (row["present"] or row["owed"])]
        return Success(InMemorySpool(changed, left, len(here)))

    def fetch(self, model: Model, record_id: RecordId) -> Result[Record | None, SourceError]:
        return Success(next((record for record in self.records if record.id == record_id), None))


@dataclass(slots=True)
class InMemorySpool(Spool):
    """What a detection found."""

    rows: list[ChangedRow]
    leavers: list[RecordId]
    total: int

    @property
    def counts(self) -> SpoolCounts:
        return SpoolCounts(self.total, len(self.rows), len(self.leavers), 0)

    @property
    def problems(self) -> Sequence[RowProblem]:
        return ()

    @property
    def departures_withheld(self) -> bool:
        return False

    def changed(self, size: int) -> Iterator[Sequence[ChangedRow]]:
        ordered = sorted(self.rows, key=lambda row: row.record.id)
        yield from (ordered[start : start + size] for start in range(0, len(ordered), size))

    def keys(self, properties: Sequence[str], size: int) -> Iterator[Sequence[tuple[RecordId, Mapping[str, object]]]]:
        for rows in self.changed(size):
            yield [(row.record.id, {name: row.record.properties.get(name) for name in properties}) for row in rows]

    def left(self, size: int) -> Iterator[Sequence[LeftRow]]:
        ordered = [LeftRow(who) for who in sorted(self.leavers)]
        yield from (ordered[start : start + size] for start in range(0, len(ordered), size))

    def close(self) -> None:
        self.rows, self.leavers = [], []


def _trimmed(record: Record, query: ChangeQuery) -> Record:
    return replace(record, groups=record.groups & set(query.groups))


def _fingerprint(record: Record, query: ChangeQuery) -> str:
    values = [(name, record.properties.get(name)) for name in query.properties]
    return repr((query.version, values, [name in record.groups for name in query.groups]))


def _is_due(row: ChangedRow, known: Mapping[str, object] | None) -> bool:
    if known is None or not known["present"] or known["owed"]:
        return True
    return known["fingerprint"] != row.fingerprint
