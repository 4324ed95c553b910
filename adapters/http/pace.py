"""When a call may start: an App's parallelism, its rates, the vendor's pauses. First come, first served."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from joey.adapters.http.counters import Calls
from joey.adapters.http.outage import Outage
from joey.adapters.http.verdict import Allowance
from joey.adapters.http.window import Window
from joey.domain.facts import Limits, Rate
from joey.ports.clock import Clock

_DAY = 86_400.0
_DAY_GRAIN = 60.0
_UNTOLD = 3_600.0
_TICK = 0.001
_TOLERANCE = 0.05
_LEAST_SHARE = 0.1
_STEP_BACK = 0.1
_HURRIED = "the run was asked to stop before this was sent"


@dataclass(frozen=True, slots=True)
class Started:
    """A call's place in line was granted, at ``at`` (monotonic); ``used``: what each window had counted by then."""

    at: float
    used: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """No call may start for so many seconds. ``daily``: a quota of the day is spent; ``refused``: don't wait here."""

    seconds: float
    reason: str
    daily: bool = False
    vendor: bool = False
    refused: bool = False


class Pace:
    """The door that every call of an App goes through.

    One caller at a time stands at the door, and waits there for a free slot and for room in every window; asyncio's
    lock keeps the others in order. A lane is a second, narrower door in front of it (a vendor's limit on searches).
    ``patience``: the longest pause, in seconds, that is waited for; for a longer one, for a day's quota, where the
    vendor is down, and where the clock says to hurry, the caller gets the Hold. Waiting for a declared window is none.

    After a refusal half of the rate is used (of the parallelism where no rate is declared), and a tenth more with each
    window that passes.
    """

    def __init__(
        self,
        limits: Limits,
        clock: Clock,
        lanes: Mapping[str, tuple[Rate, ...]] | None = None,
        margin: float = 0.02,
        patience: float = 60.0,
        calls: Calls | None = None,
    ) -> None:
        self._clock = clock
        self._parallelism = max(1, limits.parallelism)
        self._windows = _windows(limits.rates, margin)
        self._day = Window(limits.per_day, _DAY, grain=_DAY_GRAIN) if limits.per_day is not None else None
        self._lanes = {name: (asyncio.Lock(), _windows(rates, margin)) for name, rates in (lanes or {}).items()}
        self._patience = patience
        self._recovery = _STEP_BACK / max((rate.seconds for rate in limits.rates), default=10.0)
        self._door = asyncio.Lock()
        self._freed = asyncio.Event()
        self._pause: tuple[float, Hold] | None = None
        self._share = 1.0
        self._slowed_at = float("-inf")
        self._calls = calls or Calls()
        self.outage = Outage(clock)
        self.in_flight = 0

    async def enter(self, lane: str = "") -> Started | Hold:
        """Wait until a call may start, and count it; each grant is given back with :meth:`leave`."""
        if lane not in self._lanes:
            return await self._enter(())
        lock, windows = self._lanes[lane]
        async with lock:
            while (seconds := _longest(windows, self._clock.monotonic(), self.share())) > 0:
                if self._clock.hurried:
                    break
                await self._clock.sleep(max(seconds, _TICK))
            return await self._enter(windows)

    def leave(self) -> None:
        """The call has ended."""
        self.in_flight -= 1
        self._freed.set()

    def pause(self, seconds: float | None, reason: str, *, daily: bool = False) -> None:
        """The vendor asks for a pause of all calls; None: for a time that it doesn't tell."""
        length = _UNTOLD if seconds is None else seconds
        until = self._clock.monotonic() + length
        if self._pause is None or until > self._pause[0]:
            self._pause = (until, Hold(length, reason, daily, vendor=True))

    def slow(self, started: Started) -> None:
        """A call was refused for its rate: use less of it. One from before the last refusal says nothing new."""
        if started.at <= self._slowed_at:
            return
        self._share = max(_LEAST_SHARE, self.share() / 2)
        self._slowed_at = self._clock.monotonic()

    def share(self) -> float:
        """The part of the declared rates that is used at this moment, up to 1."""
        if self._share >= 1.0:
            return 1.0
        return min(1.0, self._share + (self._clock.monotonic() - self._slowed_at) * self._recovery)

    def hear(self, allowance: Allowance, started: Started) -> None:
        """The vendor's own count: where it counts more calls than we made, somebody else uses the same allowance."""
        if allowance.daily is not None and allowance.daily <= 0:
            until = allowance.daily_until
            left = None if until is None else max((until - self._clock.now()).total_seconds(), 0.0)
            self.pause(left, "the day's quota is used up", daily=True)
        if allowance.remaining is None or not self._windows:
            return
        now = self._clock.monotonic()
        for window, before in zip(self._windows, started.used, strict=False):
            if allowance.seconds in {None, window.seconds}:
                others = window.calls - allowance.remaining - max(before, window.used(now))
                if others > max(self.in_flight, window.calls * _TOLERANCE):
                    window.others(others, now + (window.seconds if allowance.resets is None else allowance.resets))
                return

    async def _enter(self, also: tuple[Window, ...]) -> Started | Hold:
        windows = (*self._windows, *also)
        async with self._door:
            while True:
                await self._slot()
                now = self._clock.monotonic()
                hold = self._hold(windows, now)
                if hold is None:
                    return self._start(windows, now)
                if hold.refused:
                    return hold
                await self._wait(hold)

    async def _slot(self) -> None:
        while self.in_flight >= self._slots():
            self._freed.clear()
            await self._freed.wait()

    def _slots(self) -> int:
        if self.outage.on:
            return 1
        return self._parallelism if self._windows else max(1, int(self._parallelism * self.share()))

    def _hold(self, windows: tuple[Window, ...], now: float) -> Hold | None:
        if self._clock.hurried:
            return Hold(0.0, _HURRIED, refused=True)
        if (paused := self._paused(now)) is not None:
            return paused
        if (left := self.outage.left(now)) > 0:
            return Hold(left, self.outage.reason, vendor=True, refused=self.outage.lasting)
        if self._day is not None and (left := self._day.wait(now)) > 0:
            return Hold(left, f"the day's quota of {self._day.calls} calls is used up", daily=True, refused=True)
        seconds = _longest(windows, now, self.share())
        return Hold(seconds, "pacing") if seconds > 0 else None

    def _paused(self, now: float) -> Hold | None:
        if self._pause is None:
            return None
        until, hold = self._pause
        if until <= now:
            self._pause = None
            return None
        refused = hold.daily or until - now > self._patience
        return Hold(until - now, hold.reason, hold.daily, vendor=True, refused=refused)

    def _start(self, windows: tuple[Window, ...], now: float) -> Started:
        self.in_flight += 1
        for window in windows:
            window.start(now)
        if self._day is not None:
            self._day.start(now)
        return Started(now, tuple(window.used(now) for window in self._windows))

    async def _wait(self, hold: Hold) -> None:
        await self._clock.sleep(max(hold.seconds, _TICK))
        if hold.vendor:
            self._calls.paused += hold.seconds
        else:
            self._calls.waited += hold.seconds


def _windows(rates: tuple[Rate, ...], margin: float) -> tuple[Window, ...]:
    by_length = sorted(rates, key=lambda rate: rate.seconds)
    return tuple(Window(rate.calls, rate.seconds, margin) for rate in by_length)


def _longest(windows: tuple[Window, ...], now: float, share: float) -> float:
    return max((window.wait(now, share) for window in windows), default=0.0)
