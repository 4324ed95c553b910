"""Why a whole call to a vendor failed: the closed union that every port method towards a vendor may return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Misconfigured:
    """Credentials, permissions or options are wrong: nothing of this Destination can go on. ``hint``: what to do."""

    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class BatchRefused:
    """The vendor refuses the call's data without saying which row; the pipeline halves the batch to find it."""

    reason: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Throttled:
    """Out of allowance until then (UTC); the vendor did not act. ``daily``: a quota of the day, not of seconds."""

    reason: str
    until: datetime | None = None
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Transient, and the vendor surely did not act; retries are spent."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Sent, and no answer says whether the vendor acted."""

    reason: str


GatewayError: TypeAlias = Misconfigured | BatchRefused | Throttled | Unavailable | Unanswered
