"""The index behind HubSpot's search: what it finds is as old as the lag, what it shows of a hit is live.

Recorded in 2022: after a change of e-mail, a search for the old one found the contact and showed the new
one; after an archive, `total` still counted the contact that `results` no longer held.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the index is behind: a write shows after both, `seconds` and `calls` searches."""

    seconds: float = 0.0
    calls: int = 0


@dataclass(slots=True)
class _Pending(Generic[R]):
    row_id: str
    row: R | None
    at: float | None = None
    searches: int = 0


class SearchIndex(Generic[R]):
    """Follows the live rows; costs nothing until a lag is switched on."""

    def __init__(self, rows: Mapping[str, R]) -> None:
        self._rows = rows
        self._stale: dict[str, R] | None = None
        self._pending: deque[_Pending[R]] = deque()
        self._lag = Lag()
        self._now = 0.0

    def turn(self, lag: Lag, now: float) -> None:
        """Tell the lag and the time, before a call is answered."""
        self._now = now
        if lag == self._lag:
            return
        self._lag = lag
        if lag == Lag():
            self._stale = None
            self._pending.clear()
        elif self._stale is None:
            self._stale = dict(self._rows)

    def note(self, row_id: str, row: R | None) -> None:
        """A row was written, or (None) taken out."""
        if self._stale is not None:
            self._pending.append(_Pending(row_id, row, self._now))

    def found(self) -> Mapping[str, R]:
        """The rows as a search finds them now; None of the rows here is to be shown."""
        if self._stale is None:
            return self._rows
        while self._pending and self._due(self._pending[0]):
            pending = self._pending.popleft()
            if pending.row is None:
                self._stale.pop(pending.row_id, None)
            else:
                self._stale[pending.row_id] = pending.row
        for pending in self._pending:
            pending.searches += 1
        return self._stale

    @property
    def lags(self) -> bool:
        """Whether what is found may differ from what is there."""
        return self._stale is not None

    def _due(self, pending: _Pending[R]) -> bool:
        old = self._now - (pending.at or 0.0) >= self._lag.seconds
        return old and pending.searches >= self._lag.calls
