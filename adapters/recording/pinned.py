"""What is pinned, so that a replay sends what the recording sent: the time of day, and chance."""

from __future__ import annotations

from datetime import datetime

from joey.ports.clock import Clock


class StandingClock(Clock):
    """It is always the moment at which the recording began; waiting, and how long things take, are another clock's."""

    def __init__(self, moment: datetime, waiting: Clock) -> None:
        self._moment = moment
        self._waiting = waiting

    def now(self) -> datetime:
        return self._moment

    def monotonic(self) -> float:
        return self._waiting.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self._waiting.sleep(seconds)
