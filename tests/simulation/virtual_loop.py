"""An event loop whose time is virtual: it passes only when nothing can go on, and threads are none."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from joey.ports.clock import Clock

T = TypeVar("T")

START = datetime(2020, 1, 1, tzinfo=UTC)
"""Long ago, so that no file's real age looks old."""

_LEAST = 1e-6


class Stuck(AssertionError):  # noqa: N818 - it is what happened
    """Everybody waits, and nothing will ever wake anybody."""


class Time:
    """Seconds since the simulation began; it outlives processes and their loops."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        """The time of day."""
        return START + timedelta(seconds=self.seconds)


class TimeClock(Clock):
    """The Clock port on a simulation's time; sleeping is asyncio's, in its loop."""

    def __init__(self, time: Time) -> None:
        self._time = time

    def now(self) -> datetime:
        return self._time.now()

    def monotonic(self) -> float:
        return self._time.seconds

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Timers, time-outs and sleeps of asyncio, httpx and aiohttp fire in virtual time.

    Work for threads is done on the loop, one after the other for each executor, after as long as ``lasts`` says;
    ``surround`` does it, or leaves it undone where the process dies of it.
    """

    def __init__(
        self, time: Time, surround: Callable[[Callable[[], None]], None], lasts: Callable[[], float] = lambda: 1e-4
    ) -> None:
        self._time = time
        self._began = time.seconds
        self._elapsed = 0.0
        self._surround = surround
        self._lasts = lasts
        self._free_at: dict[object, float] = {}
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self._elapsed

    def jump(self, seconds: float) -> None:
        """Nothing can go on for so long."""
        self._elapsed += max(seconds, _LEAST)
        self._time.seconds = self._began + self._elapsed

    def run_in_executor(  # type: ignore[override]
        self, executor: object, func: Callable[..., T], *args: object
    ) -> Awaitable[T]:
        future: asyncio.Future[T] = self.create_future()

        def work() -> None:
            if not future.cancelled():
                self._surround(lambda: _settle(future, func, args))

        at = max(self._elapsed, self._free_at.get(executor, 0.0)) + self._lasts()
        self._free_at[executor] = at
        self.call_at(at, work)
        return future


def _settle(future: asyncio.Future[T], func: Callable[..., T], args: tuple[object, ...]) -> None:
    try:
        result = func(*args)
    except Exception as trouble:  # noqa: BLE001 - it's for who waits for the future
        future.set_exception(trouble)
    else:
        future.set_result(result)


class _Jumping(selectors.DefaultSelector):
    """Moves the time on where the loop would wait."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, Any]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None:
            raise Stuck("everybody waits, and nothing will ever wake anybody")
        self._loop.jump(timeout)
        return ready
