"""MemorySource: an app's own Records as a RecordSource, compared in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256

import pyarrow as pa
from returns.result import Failure, Result, Success

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
    RowProblem,
    SourceError,
    Spool,
    SpoolCounts,
)

_TYPES: Mapping[type, PropertyType] = {
    bool: PropertyType.BOOLEAN,
    int: PropertyType.INTEGER,
    float: PropertyType.FLOAT,
    Decimal: PropertyType.DECIMAL,
    date: PropertyType.DATE,
    datetime: PropertyType.DATETIME,
}
_MOST_PROBLEMS = 100


class MemorySource:
    """Records that are in memory, of one model or of each; their Groups are those that they say.

    ``records``: gone through anew by each call, so that a list may be changed in between; an iterator is kept as a
    list. ``types``: of the Properties that the model doesn't state; the others are told by the first value that isn't
    None. A Record whose id is empty stands for a row whose id can't be read.
    """

    def __init__(self, records: Iterable[Record], types: Mapping[str, PropertyType] | None = None) -> None:
        self._records = list(records) if isinstance(records, Iterator) else records
        self._types = dict(types or {})

    def describe(self, model: Model) -> Result[Description, SourceError]:
        samples: dict[str, object] = {**dict.fromkeys(self._types)}
        rows = 0
        for record in self._records:
            rows += 1
            for name, value in record.properties.items():
                if samples.get(name) is None:
                    samples[name] = value
        stated = self._types | dict(model.properties)
        columns = (_column(name, sample, stated.get(name)) for name, sample in samples.items())
        return Success(Description(tuple(columns), rows))

    def changes(self, query: ChangeQuery, examined: ExaminedRows) -> Result[Spool, SourceError]:
        known = _known(examined)
        records = list(self._records)
        number = Counter(record.id for record in records)
        mine = [record for record in records if record.id and number[record.id] == 1 and _inside(record, query)]
        rows = sorted((_row(record, query) for record in mine), key=lambda row: row.record.id)
        changed = [row for row in rows if query.full or _due(row, known.get(row.record.id))]
        here = {record.id for record in mine} | {record_id for record_id, count in number.items() if count > 1}
        left = sorted(who for who, row in known.items() if who not in here and (row.present or row.owed))
        refused = sum(count for who, count in number.items() if count > 1 or not who)
        counts = SpoolCounts(len(mine), len(changed), len(left), refused)
        return Success(MemorySpool(counts, changed, left, _problems(number), bool(number[RecordId("")])))

    def fetch(self, model: Model, record_id: RecordId) -> Result[Record | None, SourceError]:
        found = [record for record in self._records if record.id == record_id]
        if len(found) > 1:
            return Failure(SourceError(f"has several Records with the id {record_id}", f"the model {model.name}"))
        return Success(found[0] if found else None)


@dataclass(frozen=True, slots=True)
class _Examined:
    fingerprint: str | None
    present: bool
    owed: bool


@dataclass(slots=True)
class MemorySpool:
    """What a detection found, in lists; ``counts`` are given with nothing withheld."""

    found: SpoolCounts
    rows: list[ChangedRow]
    leavers: list[RecordId]
    problems: Sequence[RowProblem] = ()
    departures_withheld: bool = False
    closed: bool = field(default=False, init=False)

    @property
    def counts(self) -> SpoolCounts:
        return replace(self.found, left=0) if self.departures_withheld else self.found

    def changed(self, size: int) -> Iterator[Sequence[ChangedRow]]:
        yield from (self.rows[start : start + size] for start in range(0, len(self.rows), size))

    def keys(self, properties: Sequence[str], size: int) -> Iterator[Sequence[tuple[RecordId, Mapping[str, object]]]]:
        for rows in self.changed(size):
            yield [(row.record.id, {name: row.record.properties[name] for name in properties}) for row in rows]

    def left(self, size: int) -> Iterator[Sequence[LeftRow]]:
        if not self.departures_withheld:
            starts = range(0, len(self.leavers), size)
            yield from ([LeftRow(who) for who in self.leavers[start : start + size]] for start in starts)

    def close(self) -> None:
        self.rows, self.leavers, self.closed = [], [], True


def _column(name: str, sample: object, stated: PropertyType | None) -> Column:
    many = isinstance(sample, (list, tuple))
    one = next(iter(sample), None) if isinstance(sample, (list, tuple)) else sample
    return Column(name, stated or _TYPES.get(type(one), PropertyType.STRING), stated is not None, many)


def _known(examined: ExaminedRows) -> dict[RecordId, _Examined]:
    rows = pa.RecordBatchReader.from_stream(examined).read_all().to_pylist()
    return {
        RecordId(row["record_id"]): _Examined(row["fingerprint"], bool(row["present"]), bool(row["owed"]))
        for row in rows
    }


def _inside(record: Record, query: ChangeQuery) -> bool:
    return query.only is None or query.only in record.groups


def _due(row: ChangedRow, known: _Examined | None) -> bool:
    return known is None or known.owed or not known.present or known.fingerprint != row.fingerprint


def _row(record: Record, query: ChangeQuery) -> ChangedRow:
    properties = {name: record.properties.get(name) for name in query.properties}
    groups = record.groups & frozenset(query.groups)
    values = [properties[name] for name in query.properties]
    text = repr((query.version, [_exact(value) for value in values], [group in groups for group in query.groups]))
    return ChangedRow(Record(record.id, properties, groups), sha256(text.encode()).hexdigest())


def _exact(value: object) -> object:
    """A value with its type, in a shape whose repr differs wherever the value does."""
    if isinstance(value, (list, tuple)):
        return [_exact(each) for each in value]
    return (type(value).__name__, value)


def _problems(number: Counter[RecordId]) -> tuple[RowProblem, ...]:
    idless = [RowProblem(f"{number[RecordId('')]} Records", "have no id")] if number[RecordId("")] else []
    repeated = sorted(who for who, count in number.items() if count > 1 and who)
    named = [RowProblem(f"id {who}", f"is the id of {number[who]} Records") for who in repeated]
    return tuple((idless + named)[:_MOST_PROBLEMS])
