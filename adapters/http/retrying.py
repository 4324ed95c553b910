"""What to do after a call that didn't come to an answer: again, after how long, or not again, and what is then known.

Own code, and no tenacity: a refusal for rate is no attempt, whether to repeat hangs on whether the vendor may have
acted in any attempt so far, and chance is a port; what tenacity would add is the loop.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from joey.adapters.http.exchange import Request
from joey.adapters.http.verdict import Throttle, Transient
from joey.ports.clock import Clock, Randomness
from joey.ports.errors import GatewayError, Throttled, Unanswered, Unavailable


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one request is kept at; times in seconds.

    ``max_wait``: the longest single wait that is sat out; ``max_throttled``: all waits for the vendor's throttling
    together; ``max_elapsed``: from the first attempt to the last, without those.
    """

    attempts: int = 5
    first_backoff: float = 0.5
    longest_backoff: float = 30.0
    max_wait: float = 60.0
    max_throttled: float = 300.0
    max_elapsed: float = 600.0


@dataclass(frozen=True, slots=True)
class Again:
    """Once more, after so many seconds."""

    wait: float = 0.0


@dataclass(slots=True)
class Tries:
    """One request's attempts so far."""

    request: Request
    repeatable: bool
    patience: Patience
    clock: Clock
    randomness: Randomness
    sent: int = 0
    attempts: int = 0
    throttles: int = 0
    throttled: float = 0.0
    refreshed: bool = False
    may_have_acted: bool = False
    began: float = field(default=0.0)

    def __post_init__(self) -> None:
        self.began = self.clock.monotonic()

    def after_trouble(self, trouble: Transient) -> Again | GatewayError:
        """Seconds to wait before the next attempt, or what is known if there is none."""
        self.attempts += 1
        surely_not = trouble.acted is False or not self.request.acts
        self.may_have_acted = self.may_have_acted or not surely_not
        again = trouble.acted is False or self.repeatable
        wait = max(self._backoff(self.attempts), trouble.wait or 0.0)
        if not again or self.attempts >= self.patience.attempts or self._late(wait):
            return self.gave_up(trouble.reason)
        if wait > self.patience.max_wait:
            return self.failed(Throttled(trouble.reason, self.clock.now() + timedelta(seconds=wait)))
        return Again(wait)

    def after_throttle(self, throttle: Throttle) -> Again | Throttled:
        """Seconds to wait at least, or Throttled where that is longer than anybody should sit here."""
        wait = self._asked(throttle)
        if wait is None:
            return Throttled(throttle.reason, None, daily=True)
        self.throttles += 1
        self.throttled += wait
        patience = self.patience
        if throttle.daily or wait > patience.max_wait or self.throttled > patience.max_throttled:
            return Throttled(throttle.reason, self.clock.now() + timedelta(seconds=wait), throttle.daily)
        return Again(wait)

    def failed(self, error: GatewayError) -> GatewayError:
        """The error; but where an earlier attempt may have acted, that is what counts."""
        if not self.may_have_acted or isinstance(error, Unanswered):
            return error
        return Unanswered(f"an earlier attempt was not answered; the last one: {error.reason}")

    def gave_up(self, reason: str) -> GatewayError:
        """No further attempt."""
        return Unanswered(reason) if self.may_have_acted else Unavailable(reason)

    def _asked(self, throttle: Throttle) -> float | None:
        if throttle.until is not None:
            return max((throttle.until - self.clock.now()).total_seconds(), 0.0)
        if throttle.wait is not None and throttle.wait > 0:
            return throttle.wait
        return None if throttle.daily else 1.0 + self._backoff(self.throttles + 2)

    def _backoff(self, nth: int) -> float:
        patience = self.patience
        highest: float = min(patience.longest_backoff, patience.first_backoff * 2.0 ** min(nth - 1, 30))
        return self.randomness.random() * highest

    def _late(self, wait: float) -> bool:
        elapsed = self.clock.monotonic() - self.began - self.throttled
        return elapsed + min(wait, self.patience.max_wait) > self.patience.max_elapsed
