"""The rows of a Ledger's state and journal; ``S`` is how an implementation writes a Snapshot, opaque to the fold."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Generic, NamedTuple, TypeAlias, TypeVar

S = TypeVar("S")

Micros: TypeAlias = int
"""A moment: microseconds since 1970, UTC."""

RecordKey: TypeAlias = tuple[str, str]
"""Model and record id."""

TrackKey: TypeAlias = tuple[str, str, str]
"""Destination, model and record id."""

WriterKey: TypeAlias = tuple[str, str]
"""Destination and model."""

JobKey: TypeAlias = tuple[str, str, str]
"""Destination, model and handle."""

SNAPSHOT, ABSENT, RELEASED = "snapshot", "absent", "released"
"""What a Target is known to hold, as the state marks it."""

STANDS = ("rejected", "failed", "unknown", "deferred")
"""The kinds of Outcome after which another attempt can be asked for."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


def micros(moment: datetime) -> Micros:
    """A moment as the Ledger keeps it."""
    return (moment - _EPOCH) // _MICRO


def moment_of(kept: Micros) -> datetime:
    """A kept moment, aware, in UTC."""
    return _EPOCH + timedelta(microseconds=kept)


class Kept(NamedTuple, Generic[S]):
    """What the Target is known to hold for one Record, and what it may hold besides (``unanswered``)."""

    mark: str
    snapshot: S | None
    key: str | None
    remote_id: str | None
    since: Micros
    unanswered: tuple[S, ...]


class Tracked(NamedTuple):
    """How one Record stands at one Destination. ``since``: when the kind of Outcome that stands was first seen."""

    examined: str | None
    present: bool
    owed: bool
    recheck_at: Micros | None
    kind: str
    reason: str
    field: str | None
    claim: str | None
    failures: int
    since: Micros
    at: Micros


class Opened(NamedTuple, Generic[S]):
    """An intent without an Outcome. ``handle``: the job that it's in, and that answers for it (None: no job)."""

    wanted: S | None
    remote_id: str | None
    handle: str | None
    inherits: str | None = None


class IntentRow(NamedTuple, Generic[S]):
    """An intent, as the journal has it."""

    record_id: str
    wanted: S | None
    remote_id: str | None
    fingerprint: str | None
    action: str
    inherits: str | None = None


class AttemptRow(NamedTuple, Generic[S]):
    """An attempt, as the journal has it. ``mark`` is None where nothing is known that wasn't."""

    record_id: str
    kind: str
    reason: str
    field: str | None
    claim: str | None
    recheck: bool
    handle: str | None
    mark: str | None
    snapshot: S | None
    key: str | None
    remote_id: str | None
    fingerprint: str | None
    departed: bool
    inherited_from: str | None
    action: str


@dataclass(frozen=True, slots=True)
class Course:
    """A Destination's runs, as far as the next one needs them."""

    version: str = ""
    managed: frozenset[str] = frozenset()
    last_run: Micros | None = None
    last_counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class JobRow(Generic[S]):
    """A job that isn't answered yet."""

    handle: str
    submitted: Micros
    intents: tuple[IntentRow[S], ...]
