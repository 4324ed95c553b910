"""Faults of the in-memory vendor, as values: which calls go wrong, how, and how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

from joey.domain.facts import Call
from joey.domain.snapshot import Snapshot
from joey.ports.clock import Randomness
from joey.ports.errors import GatewayError, Misconfigured, Throttled, Unanswered, Unavailable

WRITES = frozenset({Call.CREATE, Call.UPDATE, Call.UPSERT, Call.DELETE})
LISTINGS = frozenset({Call.LIST_CREATE, Call.LIST_ADD, Call.LIST_REMOVE})


class Effect(StrEnum):
    """How a call goes wrong."""

    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    LOST_REQUEST = "lost_request"
    """The vendor never got it; the caller can't tell."""
    LOST_ANSWER = "lost_answer"
    """The vendor acted; the caller can't tell."""
    MISCONFIGURED = "misconfigured"
    ROW_THROTTLED = "row_throttled"
    """The last row of the call isn't taken for want of allowance."""
    ROW_SILENT = "row_silent"
    """The vendor acts on all rows, and its answer leaves the last one out."""


ROW_EFFECTS = frozenset({Effect.ROW_THROTTLED, Effect.ROW_SILENT})


@dataclass(frozen=True, slots=True)
class Fault:
    """The next ``times`` calls of the kinds ``on`` (none named: of every kind) go wrong, each with this ``chance``."""

    effect: Effect
    times: int = 1
    on: frozenset[Call] = frozenset()
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """The vendor refuses every row of which ``when`` holds, naming the field if it's given."""

    when: Callable[[Snapshot], bool]
    reason: str = "the vendor doesn't take this"
    field: str | None = None


@dataclass(slots=True)
class Faults:
    """The faults that are still to come, in the order in which they were planned."""

    randomness: Randomness | None = None
    _left: list[tuple[Fault, int]] = field(default_factory=list)

    def plan(self, *faults: Fault) -> None:
        """Have these happen."""
        self._left += [(fault, fault.times) for fault in faults]

    def clear(self) -> None:
        """Have nothing more happen."""
        self._left.clear()

    def strike(self, kind: Call) -> Effect | None:
        """What goes wrong with a call of this kind, now."""
        for place, (fault, times) in enumerate(self._left):
            if fault.on and kind not in fault.on:
                continue
            if fault.chance < 1 and (self.randomness is None or self.randomness.random() >= fault.chance):
                continue
            self._left[place : place + 1] = [(fault, times - 1)] if times > 1 else []
            return fault.effect
        return None


def error_of(effect: Effect) -> GatewayError | None:
    """What the caller gets of it; None where the answer comes, with a row amiss."""
    match effect:
        case Effect.THROTTLED:
            return Throttled("too many calls")
        case Effect.UNAVAILABLE:
            return Unavailable("the vendor is down")
        case Effect.LOST_REQUEST | Effect.LOST_ANSWER:
            return Unanswered("the connection broke")
        case Effect.MISCONFIGURED:
            return Misconfigured("the credential was revoked", "make a new one")
        case Effect.ROW_THROTTLED | Effect.ROW_SILENT:
            return None
        case _:
            assert_never(effect)
