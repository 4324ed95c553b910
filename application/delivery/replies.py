"""What became of one row of a call: the vendor's answer, or why the whole call failed; and the Outcome it comes to."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from joey.domain.outcome import Deferred, Delivered, Failed, Outcome, Pending, Rejected, Unknown
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import Answer, Exists, Gone, Refused, RowThrottled, RowUnknown, Submitted, Written

RowReply: TypeAlias = Answer | GatewayError


def outcome_of(reply: RowReply) -> Outcome:
    """The Outcome of an Export whose last word from the vendor was this."""
    match reply:
        case Written(note=note):
            return Delivered(note)
        case Exists() | Gone():
            return Failed("the remote record appeared or vanished while it was written; the next run looks again")
        case Refused(reason=reason, field=field) | BatchRefused(reason=reason, field=field):
            return Rejected(reason, field)
        case RowThrottled(reason=reason, until=until) | Throttled(reason=reason, until=until):
            return Deferred(reason, until)
        case RowUnknown(reason=reason) | Unanswered(reason=reason):
            return Unknown(reason)
        case Submitted(handle=handle):
            return Pending(handle)
        case Misconfigured(reason=reason) | Unavailable(reason=reason):
            return Failed(reason)
        case _:
            assert_never(reply)


_GRAVITY = (Unknown, Pending, Rejected, Failed, Deferred)


def gravest(replies: list[RowReply]) -> Outcome | None:
    """Of several replies the Outcome that leaves most open; None where all are successes."""
    if not replies:
        return None
    outcomes = [outcome for outcome in map(outcome_of, replies) if not isinstance(outcome, Delivered)]
    return min(outcomes, key=lambda outcome: _GRAVITY.index(type(outcome)), default=None)
