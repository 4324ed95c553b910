"""A process that may die at any moment that anybody outside could tell: a call, an answer, a write, an fsync."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

from tests.simulation.virtual_loop import Time, VirtualLoop

T = TypeVar("T")


class Process(Generic[T]):
    """Runs one coroutine in a loop of its own. ``dies_at``: the step that is its last; None: it lives.

    ``last_words``: called at the moment of death, before anything else can happen. What the dead process's code still
    does while its tasks are cancelled reaches neither the network nor the disk that is left behind.
    """

    def __init__(
        self,
        time: Time,
        dies_at: int | None,
        last_words: Callable[[], None],
        lasts: Callable[[], float] = lambda: 1e-4,
    ) -> None:
        self._time = time
        self._dies_at = dies_at
        self._last_words = last_words
        self._loop = VirtualLoop(time, self._surround, lasts)
        self.steps = 0
        self.dead = False
        self._over = False

    def strikes(self) -> bool:
        """Count a step; whether the process is dead, by this one or before it."""
        self.steps += 1
        if not self.dead and self._dies_at is not None and self.steps >= self._dies_at:
            self.dead = self._over = True
            self._last_words()
            self._loop.stop()
        return self.dead

    async def step(self) -> None:
        """A moment on the loop at which the process may die; it never returns if it does."""
        if self.strikes():
            await self._loop.create_future()

    def run(self, main: Coroutine[Any, Any, T]) -> T | None:
        """Run to the end, or to death: then None."""
        task = self._loop.create_task(main)
        task.add_done_callback(lambda _: None if self._over else self._loop.stop())
        try:
            self._loop.run_forever()
            return None if self.dead else task.result()
        finally:
            self._over = True
            self._bury()
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()

    def _bury(self) -> None:
        moment = self._time.seconds
        while left := asyncio.all_tasks(self._loop):
            for task in left:
                task.cancel()
            self._loop.run_until_complete(asyncio.wait(left, timeout=1.0))
            _look_at(left)
        self._time.seconds = moment

    def _surround(self, work: Callable[[], None]) -> None:
        if self.dead:
            work()
            return
        if not self.strikes():
            work()
            self.strikes()


def _look_at(tasks: set[asyncio.Task[Any]]) -> None:
    """What the tasks of the dead come to is nobody's affair."""
    for task in tasks:
        if task.done() and not task.cancelled():
            task.exception()
