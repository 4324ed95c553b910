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
    """How likely each fate is. ``down_after``: calls until the vendor is down for an hour; None: it isn't."""

    name: str
    odds: Mapping[Fate, float]
    down_after: int | None = None


CALM = Climate("calm", {})


def climate(chance: random.Random) -> Climate:
    """One kind of weather, drawn."""
    kind = chance.choice(("drizzle", "drizzle", "lossy", "storm", "throttling", "errors", "garbled", "slow", "down"))
    match kind:
        case "drizzle":
            return Climate(kind, dict.fromkeys(ALL, 0.01))
        case "lossy":
            return Climate(kind, dict.fromkeys(LOSSES, chance.choice((0.04, 0.12))))
        case "throttling":
            return Climate(kind, {Fate.THROTTLED: chance.choice((0.2, 0.5, 0.95))})
        case "errors":
            return Climate(kind, dict.fromkeys(ERRORS, chance.choice((0.1, 0.3))))
        case "garbled":
            return Climate(kind, dict.fromkeys((*WRONG, Fate.TRUNCATED), chance.choice((0.05, 0.2))))
        case "slow":
            return Climate(kind, dict.fromkeys(DELAYS, 0.08))
        case "down":
            return Climate(kind, {}, down_after=chance.randint(0, 12))
        case _:
            return Climate(kind, dict.fromkeys(ALL, 0.05))


def fate(weather: Climate, chance: random.Random) -> Fate:
    """One call's."""
    drawn = chance.random()
    for kind, odds in weather.odds.items():
        drawn -= odds
        if drawn < 0:
            return kind
    return Fate.FINE
