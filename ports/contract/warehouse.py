"""The Subject of a source's contract, and what its scenarios ask and remember."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from joey.domain.record import Record, RecordId
from joey.ports.source import ChangedRow, ChangeQuery, ExaminedRows, Model, RecordSource, Spool

VIP = "Very Important"
PROPERTIES = ("email", "score", "tags")


class SourceSubject(Protocol):
    """A source under its contract. Each scenario gets a fresh one, which holds nothing.

    ``model`` has the Properties ``email`` (text), ``score`` (an integer) and ``tags`` (a list of texts), and the Group
    ``Very Important``.
    """

    @property
    def source(self) -> RecordSource: ...

    @property
    def model(self) -> Model: ...

    def hold(self, records: Sequence[Record]) -> None:
        """Make these the rows of the model, none other; an empty id is one that can't be read."""
        ...


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a Ledger remembers of one Record."""

    record_id: RecordId
    fingerprint: str | None
    present: bool = True
    owed: bool = False


class Examined:
    """ExaminedRows of a few remembered Records."""

    def __init__(self, rows: Iterable[Remembered] = ()) -> None:
        kept = list(rows)
        columns = {
            "record_id": pa.array([row.record_id for row in kept], pa.string()),
            "fingerprint": pa.array([row.fingerprint for row in kept], pa.string()),
            "present": pa.array([row.present for row in kept], pa.bool_()),
            "owed": pa.array([row.owed for row in kept], pa.bool_()),
        }
        self.table = pa.table(columns)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)

    @property
    def database(self) -> tuple[str, str] | None:
        return None


NEVER = Examined()


def customer(
    record_id: str,
    email: str | None = "a@example.com",
    score: int | None = 1,
    tags: Sequence[str] | None = (),
    groups: Iterable[str] = (),
) -> Record:
    """A Record of the contract's model."""
    properties = {"email": email, "score": score, "tags": None if tags is None else list(tags)}
    return Record(RecordId(record_id), properties, frozenset(groups))


def asked(model: Model, *, version: str = "1", only: str | None = None, full: bool = False) -> ChangeQuery:
    """A query for all that the model has."""
    return ChangeQuery(model, PROPERTIES, (VIP,), version, only, full)


def found(subject: SourceSubject, query: ChangeQuery, examined: ExaminedRows = NEVER) -> Spool:
    """The spool of a detection that succeeds."""
    return subject.source.changes(query, examined).unwrap()


def rows_of(spool: Spool) -> list[ChangedRow]:
    """All changed rows."""
    return [row for batch in spool.changed(100) for row in batch]


def ids_of(spool: Spool) -> list[str]:
    """The ids of all changed rows."""
    return [row.record.id for row in rows_of(spool)]


def leavers_of(spool: Spool) -> list[str]:
    """The ids of all that left."""
    return [row.record_id for batch in spool.left(100) for row in batch]


def remembered(spool: Spool) -> list[Remembered]:
    """All changed rows, as a Ledger remembers them once they're delivered."""
    return [Remembered(row.record.id, row.fingerprint) for row in rows_of(spool)]
