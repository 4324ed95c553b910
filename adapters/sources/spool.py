"""What a detection found, in Parquet files on disk: read back a batch at a time, only the columns asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from joey.adapters.sources.scratch import Scratch
from joey.domain.record import Record, RecordId
from joey.ports.source import ChangedRow, LeftRow, RowProblem, SpoolCounts

RECORD_ID = "record_id"
FINGERPRINT = "fingerprint"
ROW_GROUP = 8192
"""Rows that are read from the disk at once."""


def property_column(index: int) -> str:
    """The column of the property at this place of the asked ones; names could clash with the others."""
    return f"p{index}"


def group_column(index: int) -> str:
    """The column that says whether the row is in the Group at this place of the asked ones."""
    return f"g{index}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a detection tells beside its rows."""

    counts: SpoolCounts
    problems: tuple[RowProblem, ...]
    departures_withheld: bool


class ParquetSpool:
    """A Spool over ``changed.parquet`` and ``left.parquet`` of a scratch folder, which it removes when closed."""

    def __init__(self, scratch: Scratch, properties: Sequence[str], groups: Sequence[str], found: Found) -> None:
        self._scratch = scratch
        self._properties = tuple(properties)
        self._groups = tuple(groups)
        self._found = found

    @property
    def counts(self) -> SpoolCounts:
        return self._found.counts

    @property
    def problems(self) -> Sequence[RowProblem]:
        return self._found.problems

    @property
    def departures_withheld(self) -> bool:
        return self._found.departures_withheld

    def changed(self, size: int) -> Iterator[Sequence[ChangedRow]]:
        flags = [group_column(index) for index in range(len(self._groups))]
        members = _Members(self._groups)
        columns = [RECORD_ID, FINGERPRINT, *self._columns(self._properties), *flags]
        for batch in _batches(changed_file(self._scratch.path), columns, size):
            ids, fingerprints = values(batch.column(0)), values(batch.column(1))
            properties = named_rows(batch, self._properties, 2)
            groups = members.of(batch, 2 + len(self._properties))
            yield [
                ChangedRow(Record(RecordId(str(record_id)), raw, memberships), str(fingerprint))
                for record_id, fingerprint, raw, memberships in zip(ids, fingerprints, properties, groups, strict=True)
            ]

    def keys(self, properties: Sequence[str], size: int) -> Iterator[Sequence[tuple[RecordId, Mapping[str, object]]]]:
        for batch in _batches(changed_file(self._scratch.path), [RECORD_ID, *self._columns(properties)], size):
            ids = (RecordId(str(record_id)) for record_id in values(batch.column(0)))
            yield list(zip(ids, named_rows(batch, properties, 1), strict=True))

    def left(self, size: int) -> Iterator[Sequence[LeftRow]]:
        if self.departures_withheld:
            return
        for batch in _batches(left_file(self._scratch.path), [RECORD_ID], size):
            yield [LeftRow(RecordId(str(record_id))) for record_id in values(batch.column(0))]

    def close(self) -> None:
        self._scratch.close()

    def _columns(self, properties: Sequence[str]) -> list[str]:
        return [property_column(self._properties.index(name)) for name in properties]


class _Members:
    """Sets of Groups from flags, one object for each set however many rows have it."""

    def __init__(self, groups: tuple[str, ...]) -> None:
        self._groups = groups
        self._known: dict[tuple[object, ...], frozenset[str]] = {}

    def of(self, batch: pa.RecordBatch, first: int) -> list[frozenset[str]]:
        if not self._groups:
            return [frozenset()] * batch.num_rows
        flags = [values(batch.column(first + index)) for index in range(len(self._groups))]
        return [self._set(row) for row in zip(*flags, strict=True)]

    def _set(self, row: tuple[object, ...]) -> frozenset[str]:
        found = self._known.get(row)
        if found is None:
            found = frozenset(group for group, flag in zip(self._groups, row, strict=True) if flag)
            self._known[row] = found
        return found


def changed_file(folder: Path) -> Path:
    """Where the changed rows are."""
    return folder / "changed.parquet"


def left_file(folder: Path) -> Path:
    """Where those that left are."""
    return folder / "left.parquet"


def named_rows(batch: pa.RecordBatch, names: Sequence[str], first: int) -> list[dict[str, object]]:
    """Each row's values under these names, which stand for the columns from ``first`` on."""
    if not names:
        return [{} for _ in range(batch.num_rows)]
    columns = [values(batch.column(first + index)) for index in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def values(column: pa.Array) -> list[object]:
    """A column's values as Python's; one that Python has no value for (a date after the year 9999) as its text."""
    try:
        found: list[object] = column.to_pylist()
    except (ValueError, OverflowError):
        return [_value(scalar) for scalar in column]
    return found


def _value(scalar: pa.Scalar) -> object:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return f"out of range: {scalar.type}"


def _batches(path: Path, columns: list[str], size: int) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=size, columns=columns):
            yield batch.select(columns)
