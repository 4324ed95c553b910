"""What a vendor's answer means for the call that got it: the closed union that a vendor's reading answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from joey.adapters.http.exchange import Reply


@dataclass(frozen=True, slots=True)
class Fine:
    """The reply goes to the vendor's code, which knows what to make of it (success, row results, a 404, a 409)."""


@dataclass(frozen=True, slots=True)
class Throttle:
    """Too many calls; the vendor did not act. All calls of the App wait for ``wait`` seconds, or until then (UTC).

    ``daily``: a quota of the day is spent; that is not waited for. Neither given: a wait that grows with each refusal.
    """

    reason: str
    wait: float | None = None
    until: datetime | None = None
    daily: bool = False


@dataclass(frozen=True, slots=True)
class Transient:
    """Trouble that may pass. ``acted``: False where the vendor surely did nothing, None where nobody can say.

    ``wait``: seconds that the vendor asks for at least.
    """

    reason: str
    acted: bool | None = None
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Denied:
    """Credentials, permissions or the address are wrong; ``hint`` says what to do."""

    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Expired:
    """The token is no longer good: it is refreshed once, and the call made again."""

    reason: str = "the access token is not valid, or no longer"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The vendor refuses the whole call's data, and doesn't say which row."""

    reason: str
    field: str | None = None


Verdict: TypeAlias = Fine | Throttle | Transient | Denied | Expired | Refusal


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left, by the vendor's count, after the call that was just answered; None: it doesn't say.

    ``remaining`` calls in the window of ``seconds`` (None: the shortest that is declared), for another ``resets``
    seconds (None: a whole window). ``daily``: calls left today, until ``daily_until`` (UTC).
    """

    remaining: int | None = None
    seconds: float | None = None
    resets: float | None = None
    daily: int | None = None
    daily_until: datetime | None = None


class Reading(Protocol):
    """How a vendor's answers are to be read; pure."""

    def classify(self, reply: Reply) -> Verdict:
        """What this answer means for its call."""
        ...

    def allowance(self, reply: Reply) -> Allowance | None:
        """What the vendor says is left."""
        ...
