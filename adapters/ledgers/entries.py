"""The entries of a journal: what each method of a Ledger leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from joey.adapters.ledgers.rows import AttemptRow, IntentRow, JobRow, Micros, WriterKey

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Began:
    """A run of a Destination began."""

    writer: WriterKey
    at: Micros
    run_id: str
    version: str
    speaks_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intended(Generic[S]):
    """Intents."""

    writer: WriterKey
    at: Micros
    run_id: str
    rows: tuple[IntentRow[S], ...]


@dataclass(frozen=True, slots=True)
class Noted(Generic[S]):
    """Attempts."""

    writer: WriterKey
    at: Micros
    run_id: str
    rows: tuple[AttemptRow[S], ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """Rows that need nothing: record id and fingerprint."""

    writer: WriterKey
    at: Micros
    run_id: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class JobSubmitted(Generic[S]):
    """A job's handle."""

    writer: WriterKey
    at: Micros
    run_id: str
    job: JobRow[S]


@dataclass(frozen=True, slots=True)
class JobAnswered:
    """A job is done with."""

    writer: WriterKey
    at: Micros
    run_id: str
    handle: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A run of a Destination ended: intents of it that are still open stay unanswered."""

    writer: WriterKey
    at: Micros
    run_id: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Recovered:
    """A crash was recovered from: every intent that is open, whoever's, stays unanswered."""

    at: Micros


@dataclass(frozen=True, slots=True)
class Retried:
    """Records that the next run looks at again."""

    writer: WriterKey
    at: Micros
    run_id: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Renamed:
    """A Destination goes on under another name."""

    writer: WriterKey
    at: Micros
    run_id: str
    to: WriterKey


@dataclass(frozen=True, slots=True)
class Dropped:
    """A Destination was given up; ``forget``: what it delivered is no longer known."""

    writer: WriterKey
    at: Micros
    run_id: str
    forget: bool


Ordered: TypeAlias = Retried | Renamed | Dropped
"""What people order between runs."""

Entry: TypeAlias = (
    Began | Intended[S] | Noted[S] | Settled | JobSubmitted[S] | JobAnswered | Ended | Recovered | Ordered
)
