"""Keys under way: no two writes that may make a lead with one key are sent at once, or Marketo makes two leads."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager


class KeysInFlight:
    """The keys of an App's writes that are under way, by the field they are of; case doesn't tell keys apart.

    All keys of a write are taken at once, or none: writes with common keys go one after the other, in the order in
    which they came, and can't wait for each other in a circle.
    """

    def __init__(self) -> None:
        self._held: set[str] = set()
        self._waiting: deque[tuple[frozenset[str], asyncio.Event]] = deque()

    @asynccontextmanager
    async def hold(self, field: str, keys: Iterable[str]) -> AsyncGenerator[None]:
        """Wait until none of the keys is under way, and hold them until the block ends."""
        wanted = frozenset(f"{field}\n{key.casefold()}" for key in keys)
        turn = (wanted, asyncio.Event())
        self._waiting.append(turn)
        try:
            self._admit()
            await turn[1].wait()
            yield
        finally:
            self._leave(turn)

    def _leave(self, turn: tuple[frozenset[str], asyncio.Event]) -> None:
        if turn[1].is_set():
            self._held -= turn[0]
        else:
            self._waiting.remove(turn)
        self._admit()

    def _admit(self) -> None:
        """Whoever shares no key with those under way, or with anybody who has waited longer."""
        earlier: set[str] = set()
        left: deque[tuple[frozenset[str], asyncio.Event]] = deque()
        for wanted, event in self._waiting:
            if wanted.isdisjoint(self._held) and wanted.isdisjoint(earlier):
                self._held |= wanted
                event.set()
            else:
                earlier |= wanted
                left.append((wanted, event))
        self._waiting = left
