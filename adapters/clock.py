"""The real time and real chance."""

from __future__ import annotations

import asyncio
import secrets
import time
from datetime import UTC, datetime

from joey.ports.clock import Clock, Randomness


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
