"""What happened in a simulation, line by line, and its digest: equal where two simulations were the same."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from tests.simulation.virtual_loop import Time


class Trace:
    """The story of one seed. ``counts``: how often each kind of thing happened."""

    def __init__(self, time: Time) -> None:
        self._time = time
        self._digest = sha256()
        self.lines: list[str] = []
        self.counts: Counter[str] = Counter()

    def tell(self, line: str) -> None:
        """Something happened, at this moment."""
        told = f"{self._time.seconds:12.4f}  {line}"
        self.lines.append(told)
        self._digest.update(told.encode() + b"\n")

    def count(self, kind: str, times: int = 1) -> None:
        """It was of that kind."""
        self.counts[kind] += times

    @property
    def digest(self) -> str:
        """Of all lines so far."""
        return self._digest.hexdigest()
