"""The real time and real chance."""

from __future__ import annotations

import asyncio
import secrets
import time
from datetime import UTC, datetime

from joey.ports.clock import Clock, Randomness, StoppableClock


class SystemClock(Clock):
    """The machine's clocks; sleeping is asyncio's."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class SystemRandomness(Randomness):
    """The machine's chance."""

    def __init__(self) -> None:
        self._source = secrets.SystemRandom()

    def random(self) -> float:
        return self._source.random()


class AlarmClock(StoppableClock):
    """Another clock, whose sleepers can be woken."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hurried = False
        self._sleepers: set[asyncio.Task[None]] = set()

    @property
    def hurried(self) -> bool:
        return self._hurried

    def now(self) -> datetime:
        return self._clock.now()

    def monotonic(self) -> float:
        return self._clock.monotonic()

    async def sleep(self, seconds: float) -> None:
        if self._hurried:
            await asyncio.sleep(0)
            return
        sleeper = asyncio.create_task(self._clock.sleep(seconds))
        self._sleepers.add(sleeper)
        try:
            await asyncio.wait([sleeper])
        finally:
            self._sleepers.discard(sleeper)
            sleeper.cancel()

    def hurry(self) -> None:
        self._hurried = True
        for sleeper in self._sleepers:
            sleeper.cancel()

    def calm(self) -> None:
        self._hurried = False
