"""Cache: what changes rarely at a vendor, asked for once by whoever needs it first, and kept for the others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol, TypeAlias

from returns.result import Result

from joey.ports.errors import GatewayError

Make: TypeAlias = Callable[[], Awaitable[Result[str, GatewayError]]]


class Cache(Protocol):
    """Texts by name, each with a time to live; one maker per name at a time, across tasks and across workers.

    For ids and descriptions of Fields and lists; never for Records, since whoever is forgotten isn't looked for here.
    """

    def within(self, *scope: str) -> Cache:
        """The part whose names are its own. ``scope`` may hold credentials: it can't be read back."""
        ...

    def alone(self, name: str) -> AbstractAsyncContextManager[None]:
        """Hold a name: who else wants it waits. Not twice by one task, and not around a ``remember`` of that name."""
        ...

    async def remember(
        self, name: str, make: Make, seconds: float, *, fresh: bool = False
    ) -> Result[str, GatewayError]:
        """What is kept by that name; else what ``make`` gives, kept for so many seconds. A failure isn't kept.

        ``fresh``: make it anew, whatever is kept.
        """
        ...

    async def forget(self, name: str) -> None:
        """The next who asks makes it anew: the vendor says that it isn't so any more."""
        ...
