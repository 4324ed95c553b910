"""RecordSource: where Records come from. It finds what changed, in the engine where the rows live, and spools it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from returns.result import Result

from joey.domain.property import PropertyType
from joey.domain.record import Record, RecordId


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a table or view, by name (``schema.table`` where need be)."""

    name: str


@dataclass(frozen=True, slots=True)
class Query:
    """Rows of a SELECT."""

    sql: str


@dataclass(frozen=True, slots=True)
class File:
    """Rows of a file, or of all files that a glob names: CSV, Parquet or JSON lines."""

    path: str


Rows: TypeAlias = Table | Query | File


@dataclass(frozen=True, slots=True)
class InGroup:
    """A Group by an SQL predicate over the row ("lifetime_value >= 1000", or a boolean column's name)."""

    predicate: str


@dataclass(frozen=True, slots=True)
class InList:
    """A Group by a list column that holds its name."""

    column: str
    value: str


Membership: TypeAlias = InGroup | InList


@dataclass(frozen=True, slots=True)
class Model:
    """A kind of Record: where its rows are, their key columns, the Property types stated, the Groups."""

    name: str
    rows: Rows
    key: tuple[str, ...]
    properties: Mapping[str, PropertyType] = field(default_factory=dict)
    groups: Mapping[str, Membership] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a model: the Property type that its own type stands for, or the one stated for it."""

    name: str
    type: PropertyType
    stated: bool = False
    many: bool = False


@dataclass(frozen=True, slots=True)
class Description:
    """What a model's rows look like."""

    columns: tuple[Column, ...]
    rows: int | None = None

    @property
    def types(self) -> Mapping[str, PropertyType]:
        """Property name → type."""
        return {column.name: column.type for column in self.columns}


@dataclass(frozen=True, slots=True)
class SourceError:
    """The source can't be read. ``where``: file, line, column or model, as far as known."""

    reason: str
    where: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row whose id can't be used. It's present, not a leaver; only it is refused."""

    row: str
    reason: str


class ExaminedRows(Protocol):
    """What a Ledger remembers of the Records of one Destination, for a source to compare with.

    An Arrow stream (PyCapsule interface) with the columns ``record_id`` (text), ``fingerprint`` (text, null where the
    row was never examined), ``present`` (bool: it was in the Destination) and ``owed`` (bool: it's wanted again even
    if unchanged).
    """

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream, from its start, at each call."""
        ...

    @property
    def database(self) -> tuple[str, str] | None:
        """A DuckDB file and the relation in it that holds the same columns, where a source may attach it read-only."""
        ...


@dataclass(frozen=True, slots=True)
class ChangeQuery:
    """Which rows are wanted of a model.

    ``properties`` and ``groups``: those that a Mapping reads; the fingerprint is over their raw values and over
    ``version``, in that order. ``only``: the Group that a Record must be in to belong to the Destination.
    ``full``: all rows, changed or not.
    """

    model: Model
    properties: tuple[str, ...]
    groups: tuple[str, ...]
    version: str
    only: str | None = None
    full: bool = False


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that is new, changed or owed."""

    record: Record
    fingerprint: str


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A Record that was in the Destination and isn't any more, or that is still owed its departure."""

    record_id: RecordId


@dataclass(frozen=True, slots=True)
class SpoolCounts:
    """How many rows: in the Destination altogether, changed (or new, or owed), left, and refused for their id."""

    total: int
    changed: int
    left: int
    refused: int


class Spool(Protocol):
    """What a detection found, kept on disk; the source has been let go. Iterating never holds more than a batch."""

    @property
    def counts(self) -> SpoolCounts:
        """How many rows of each kind."""
        ...

    @property
    def problems(self) -> Sequence[RowProblem]:
        """The first rows (up to 100) whose id can't be used."""
        ...

    @property
    def departures_withheld(self) -> bool:
        """Whether ids that can't be read keep all departures back: who seems to have left may be one of those rows."""
        ...

    def changed(self, size: int) -> Iterator[Sequence[ChangedRow]]:
        """The changed rows, in the order of their ids as texts, ``size`` at a time; can be asked again."""
        ...

    def keys(self, properties: Sequence[str], size: int) -> Iterator[Sequence[tuple[RecordId, Mapping[str, object]]]]:
        """The changed rows' ids with only some of their properties: what tells their keys."""
        ...

    def left(self, size: int) -> Iterator[Sequence[LeftRow]]:
        """Those that left; none while departures are withheld."""
        ...

    def close(self) -> None:
        """Delete the spool."""
        ...


class RecordSource(Protocol):
    """A warehouse. Methods block; callers run them off the event loop."""

    def describe(self, model: Model) -> Result[Description, SourceError]:
        """The model's columns, with unknown tables, columns and predicates found out."""
        ...

    def changes(self, query: ChangeQuery, examined: ExaminedRows) -> Result[Spool, SourceError]:
        """Find and spool what changed against what was examined."""
        ...

    def fetch(self, model: Model, record_id: RecordId) -> Result[Record | None, SourceError]:
        """One Record with all its properties and groups; None where the model doesn't have it."""
        ...
