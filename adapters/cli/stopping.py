"""Stopping: Ctrl-C and SIGTERM ask a run to finish what is in flight; a second one ends it at once."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(slots=True)
class Stop:
    """A stop request: ``event`` is set by the first signal, whose number is kept."""

    event: asyncio.Event = field(default_factory=asyncio.Event)
    signal: int | None = None

    @property
    def exit_code(self) -> int | None:
        """What shells expect of a program that a signal ended; None where none came."""
        return None if self.signal is None else 128 + self.signal


@contextmanager
def stoppable(told: Callable[[], None]) -> Generator[Stop]:
    """Within a running event loop: signals become a stop request, and ``told`` is called with the first."""
    loop = asyncio.get_running_loop()
    stop = Stop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def ask(number: int, _frame: FrameType | None) -> None:
        stop.signal = number
        for again in _SIGNALS:
            signal.signal(again, signal.SIG_DFL)
        loop.call_soon_threadsafe(stop.event.set)
        loop.call_soon_threadsafe(told)

    for number in _SIGNALS:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
