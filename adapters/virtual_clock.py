"""Time that passes only when everybody waits for it, and chance from a seed: what a repeatable simulation runs on."""

from __future__ import annotations

import asyncio
import heapq
import random
import selectors
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from joey.ports.clock import Clock, Randomness

T = TypeVar("T")


class SeededRandomness(Randomness):
    """The same numbers for the same seed."""

    def __init__(self, seed: int = 0) -> None:
        self._source = random.Random(seed)  # noqa: S311 - repeatable, and no cryptography

    def random(self) -> float:
        return self._source.random()


class VirtualClock(Clock):
    """A clock for simulations: ``clock.run(coroutine)`` gives it an event loop whose idle moments make its time pass.

    While any task can go on, no time passes; when none can, the earliest sleeper is woken and it is that moment.
    Sleepers of one moment wake in the order in which they lay down. Only this clock's ``sleep`` is virtual:
    ``asyncio.sleep`` and time-outs of the loop are real. ``grace``: real seconds that an idle loop listens for sockets
    and threads before it calls itself idle; 0 for tests without any.

    In a loop that isn't its own there is no telling who is idle, so a sleep just moves the time on and ends at once.
    """

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC), grace: float = 0.0) -> None:
        self._start = start
        self._elapsed = 0.0
        self._grace = grace
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()
        self._loop: asyncio.AbstractEventLoop | None = None

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._elapsed += max(seconds, 0.0)
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._sleepers, (self._elapsed + max(seconds, 0.0), next(self._order), woken))
        await woken

    def advance(self, seconds: float) -> None:
        """Move the time on, as if nobody had slept."""
        self._elapsed += seconds

    def run(self, main: Coroutine[Any, Any, T]) -> T:
        """Run to the end, in a new event loop. Sleepers that nobody waited for are forgotten."""
        with asyncio.Runner(loop_factory=self._make_loop) as runner:
            try:
                return runner.run(main)
            finally:
                self._sleepers.clear()
                self._loop = None

    def _make_loop(self) -> asyncio.AbstractEventLoop:
        self._loop = asyncio.SelectorEventLoop(_IdleSelector(self, self._grace))
        return self._loop

    def wake_next(self) -> bool:
        """Let it be the earliest sleeper's moment; False where nobody sleeps."""
        while self._sleepers:
            when, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                self._elapsed = max(self._elapsed, when)
                woken.set_result(None)
                return True
        return False


class _IdleSelector(selectors.DefaultSelector):
    """Tells the clock when its loop has nothing to do: an event loop selects with a wait only then."""

    def __init__(self, clock: VirtualClock, grace: float) -> None:
        super().__init__()
        self._clock = clock
        self._grace = grace

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is not None and timeout <= 0:
            return super().select(timeout)
        ready = super().select(self._grace if timeout is None else min(timeout, self._grace))
        if ready or self._clock.wake_next():
            return ready
        return super().select(timeout)
