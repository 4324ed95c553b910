"""How an attempted Export ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from joey.domain.record import RecordId
from joey.domain.snapshot import Held


@dataclass(frozen=True, slots=True)
class Delivered:
    """The vendor acknowledged. ``note`` says what is less than certain (accepted, but no row results)."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Nothing to do, or the sync mode forbids it. ``recheck``: worth looking up again after a while."""

    reason: str
    recheck: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """The vendor or a rule refuses the data; it's tried again when the row, the Mapping or the Field changes.

    ``claim``: another Record owns this one's key, which it inherits when that one goes.
    """

    reason: str
    field: str | None = None
    claim: str | None = None


@dataclass(frozen=True, slots=True)
class Deferred:
    """Throttled or out of quota: not an attempt; owed from ``until`` on."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Transient: the vendor did not act, and the retries are spent. Owed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Sent, and no answer says whether the vendor acted. Owed, and found before it's sent again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Pending:
    """The vendor took it as a job that still runs (``handle``). Owed until its row results are read."""

    handle: str


Outcome: TypeAlias = Delivered | Skipped | Rejected | Deferred | Failed | Unknown | Pending

OWED = (Deferred, Failed, Unknown, Pending)
"""The kinds of Outcome after which the Export is still owed."""


def kind_of(outcome: Outcome) -> str:
    """The Outcome's name as reports and the Ledger write it (``delivered``, ``skipped`` and so on)."""
    return type(outcome).__name__.lower()


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one Export: the Outcome, and what the Target is known to hold now.

    ``held`` and ``remote_id`` are None where the attempt changed nothing that is known. ``inherited_from`` names the
    Record whose remote record this one took over. ``action``: the kind of Action that was tried, in lower case.
    """

    record_id: RecordId
    outcome: Outcome
    held: Held | None = None
    remote_id: str | None = None
    fingerprint: str | None = None
    departed: bool = False
    inherited_from: RecordId | None = None
    action: str = ""
