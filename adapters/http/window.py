"""An exact sliding window: how many calls started in the last so many seconds, and when the next one may."""

from __future__ import annotations

from bisect import insort
from collections import deque


class Window:
    """At most ``calls`` starts in any window of ``seconds``, counted one by one, so that no window sees twice as many.

    ``margin``: the part by which the window is stretched, since calls that we start a window apart may reach the vendor
    closer together; 0.02 uses 98 % of what is allowed. ``grain``: starts within so many seconds are counted as one lump
    that leaves with its last, so that a day's window needs 1,440 entries and not a million.

    Libraries were looked at: pyrate-limiter's log is as exact, but it sleeps by asyncio, not by a clock that it is
    given, and knows neither calls that others made nor a rate that shrinks after a refusal; aiolimiter is a leaky
    bucket, which lets nearly twice the allowance through in a window.
    """

    def __init__(self, calls: int, seconds: float, margin: float = 0.0, grain: float = 0.0) -> None:
        self.calls = calls
        self.seconds = seconds
        self._length = seconds * (1 + margin) + grain
        self._grain = grain
        self._ours: deque[list[float]] = deque()
        self._others: list[tuple[float, int]] = []
        self._used = 0

    def used(self, now: float) -> int:
        """Calls that count at this moment, ours and others'."""
        while self._ours and self._ours[0][0] <= now:
            self._used -= int(self._ours.popleft()[1])
        while self._others and self._others[0][0] <= now:
            self._others.pop(0)
        return self._used + sum(count for _, count in self._others)

    def wait(self, now: float, share: float = 1.0) -> float:
        """Seconds until it is worth asking again; 0: a call may start now. ``share`` of the allowance may be used."""
        if self.used(now) < max(1, int(self.calls * share)):
            return 0.0
        ours = self._ours[0][0] if self._ours else float("inf")
        others = self._others[0][0] if self._others else float("inf")
        return min(ours, others) - now

    def start(self, now: float) -> None:
        """A call starts."""
        leaves = now + self._length
        if self._ours and leaves - self._ours[-1][0] < self._grain:
            self._ours[-1][1] += 1
        else:
            self._ours.append([leaves, 1])
        self._used += 1

    def others(self, calls: int, until: float) -> None:
        """Somebody else used so many of the same allowance, for so long."""
        insort(self._others, (until, min(calls, self.calls)))
