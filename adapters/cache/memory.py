"""MemoryCache: what is kept for the tasks of one process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from joey.adapters.cache.remembering import Remembering
from joey.ports.cache import Cache
from joey.ports.clock import Clock


@dataclass(slots=True)
class _Shelves:
    values: dict[tuple[str, ...], tuple[float, str]] = field(default_factory=dict[tuple[str, ...], tuple[float, str]])
    locks: defaultdict[tuple[str, ...], asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))


class MemoryCache(Remembering, Cache):
    """Goes with the process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._scope: tuple[str, ...] = ()
        self._shelves = _Shelves()

    def within(self, *scope: str) -> MemoryCache:
        """A part of it, on the same shelves."""
        part = MemoryCache(self._clock)
        part._scope, part._shelves = (*self._scope, *scope), self._shelves
        return part

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncGenerator[None]:
        async with self._shelves.locks[*self._scope, name]:
            yield

    def kept(self, name: str) -> str | None:
        until, value = self._shelves.values.get((*self._scope, name), (0.0, None))
        return value if self._clock.monotonic() < until else None

    def keep(self, name: str, value: str, seconds: float) -> None:
        self._shelves.values[*self._scope, name] = (self._clock.monotonic() + seconds, value)

    def drop(self, name: str) -> None:
        self._shelves.values.pop((*self._scope, name), None)
