"""Once: what is at the vendor under a name, or is made there by one caller at a time, also of several workers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.cache import MemoryCache
from joey.ports.cache import Cache
from joey.ports.errors import GatewayError
from joey.ports.plugin import World

T = TypeVar("T")


def cache_of(world: World) -> Cache:
    """The App's cache; one of its own where the world brings none."""
    return world.cache if world.cache is not None else MemoryCache(world.clock)


async def found_or_made(
    cache: Cache,
    name: str,
    find: Callable[[], Awaitable[Result[T | None, GatewayError]]],
    make: Callable[[], Awaitable[Result[T, GatewayError]]],
) -> Result[T, GatewayError]:
    """What ``find`` finds, else what ``make`` makes, while nobody else does either under this name."""
    async with cache.alone(name):
        found = await find()
        if not is_successful(found):
            return Failure(found.failure())
        there = found.unwrap()
        return Success(there) if there is not None else await make()
