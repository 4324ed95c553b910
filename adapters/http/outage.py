"""Whether a vendor is down: what is seen of it when requests are given up, and when the next one may try."""

from __future__ import annotations

from joey.ports.clock import Clock

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 60.0
"""Seconds that an App waits after a request that was given up: doubled each time, up to the longest."""

LASTING, ROUNDS = 60.0, 3
"""Seconds without any answer, and requests given up one after the other, until nobody is kept waiting any more."""


class Outage:
    """A circuit breaker. Any answer ends it, also one that refuses; requests that were in flight together count once.

    Until it ends one call at a time goes to the vendor, and none before a pause is over. Once it has lasted, those who
    come during a pause aren't kept waiting but told; the one who comes after it finds out whether the vendor is back.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rounds = 0
        self._since = 0.0
        self._told = ""
        self._until = float("-inf")

    @property
    def on(self) -> bool:
        """Whether the last request was given up."""
        return self._rounds > 0

    @property
    def lasting(self) -> bool:
        """Whether it has gone on for so long that nobody should wait for its end."""
        return self._rounds >= ROUNDS and self._clock.monotonic() - self._since >= LASTING

    @property
    def reason(self) -> str:
        """What is told of it."""
        return f"no answer for {self._clock.monotonic() - self._since:.0f} s; the last trouble: {self._told}"

    def left(self, now: float) -> float:
        """Seconds of the pause that are left."""
        return max(0.0, self._until - now)

    def over(self) -> None:
        """The vendor answered."""
        self._rounds = 0
        self._until = float("-inf")

    def gave_up(self, began: float, started: float, reason: str) -> None:
        """A request that began, and whose last attempt started, at these moments was given up."""
        if started < self._until:
            return
        self._since = began if not self._rounds else self._since
        self._told = reason
        pause = min(FIRST_PAUSE * 2.0**self._rounds, LONGEST_PAUSE)
        self._rounds += 1
        self._until = self._clock.monotonic() + pause
