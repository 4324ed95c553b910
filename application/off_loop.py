"""Blocking work off the event loop; or on it, where a simulation must be repeatable."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_on_loop: ContextVar[bool] = ContextVar("joey_on_loop", default=False)


async def off_loop(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run blocking work in a thread, so that other tasks go on."""
    if _on_loop.get():
        return work(*args, **kwargs)
    return await asyncio.to_thread(work, *args, **kwargs)


@contextmanager
def everything_on_the_loop() -> Generator[None]:
    """Within this, nothing runs in threads: a simulation under a virtual clock is exactly repeatable."""
    token = _on_loop.set(True)
    try:
        yield
    finally:
        _on_loop.reset(token)
