"""Clock and Randomness: time and chance as ports, so that a simulation is repeatable from its seed."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time, and waiting for it."""

    @property
    def hurried(self) -> bool:
        """Whether nobody should wait any more, since the program is to end; then ``sleep`` ends early."""
        return False

    def now(self) -> datetime:
        """The time of day, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only go forward, from an arbitrary start."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; other tasks go on."""
        ...


class StoppableClock(Clock, Protocol):
    """A clock whose sleepers can be woken before their time."""

    def hurry(self) -> None:
        """Wake all who sleep; nobody sleeps any more."""
        ...

    def calm(self) -> None:
        """The other end of ``hurry``."""
        ...


class Randomness(Protocol):
    """Chance."""

    def random(self) -> float:
        """A number in [0, 1)."""
        ...
