"""What can become of a call, and how likely that is in each kind of weather."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of one call."""

    FINE = "fine"
    SLOW = "slow"
    """Answered, after a while."""
    REFUSED_CONNECTION = "refused connection"
    LOST_REQUEST = "lost request"
    LOST_ANSWER = "lost answer"
    RESET = "reset within the answer"
    TRUNCATED = "truncated answer"
    TIMED_OUT_BEFORE = "no answer in time, not acted"
    TIMED_OUT_AFTER = "no answer in time, acted"
    TRICKLE = "an answer that never ends"
    THROTTLED = "throttled"
    UNAVAILABLE = "5xx, not acted"
    FAILED_AFTER = "5xx, acted"
    WRONG_BEFORE = "wrong answer, not acted"
    WRONG_AFTER = "wrong answer, acted"
    EXPIRED = "token expired"
    DOWN = "vendor down"


LOSSES = (Fate.REFUSED_CONNECTION, Fate.LOST_REQUEST, Fate.LOST_ANSWER, Fate.RESET, Fate.TRUNCATED)
DELAYS = (Fate.SLOW, Fate.TIMED_OUT_BEFORE, Fate.TIMED_OUT_AFTER, Fate.TRICKLE)
ERRORS = (Fate.UNAVAILABLE, Fate.FAILED_AFTER)
WRONG = (Fate.WRONG_BEFORE, Fate.WRONG_AFTER)
ALL = tuple(fate for fate in Fate if fate not in {Fate.FINE, Fate.DOWN})

HOUR = 3_600.0


@dataclass(frozen=True, slots=True)
class Climate:
    """How likely each fate is, ``after`` so many calls. ``down_after``: calls until the vendor is down for an hour."""

    name: str
    odds: Mapping[Fate, float]
    down_after: int | None = None
    after: int = 0


CALM = Climate("calm", {})


_WEIGHED: Mapping[str, tuple[tuple[Fate, ...], tuple[float, ...]]] = {
    "drizzle": (ALL, (0.01,)),
    "lossy": (LOSSES, (0.04, 0.12)),
    "storm": (ALL, (0.05,)),
    "throttling": ((Fate.THROTTLED,), (0.2, 0.5, 0.95)),
    "errors": (ERRORS, (0.1, 0.3)),
    "garbled": ((*WRONG, Fate.TRUNCATED), (0.05, 0.2)),
    "wrong": ((Fate.WRONG_BEFORE,), (0.25, 1.0)),
    "slow": (DELAYS, (0.08,)),
    "down": ((), (0.0,)),
}
"""What happens in each kind of weather, and how often."""


def climate(chance: random.Random) -> Climate:
    """One kind of weather, drawn."""
    kind = chance.choice(tuple(_WEIGHED))
    fates, odds = _WEIGHED[kind]
    begins = chance.randint(0, 10)
    drawn = dict.fromkeys(fates, chance.choice(odds))
    return Climate(kind, drawn, begins if kind == "down" else None, begins if kind == "wrong" else 0)


def fate(weather: Climate, chance: random.Random, number: int) -> Fate:
    """That of the process's so many-th call."""
    if number <= weather.after:
        return Fate.FINE
    drawn = chance.random()
    for kind, odds in weather.odds.items():
        drawn -= odds
        if drawn < 0:
            return kind
    return Fate.FINE
