"""Ledgers in memory of a process that may die: around each write, and with what wasn't fsynced lost in part."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, cast

from returns.result import Result

from joey.adapters.ledgers.memory import MemoryLedgers
from joey.domain.target import Target
from joey.ports.clock import Clock
from joey.ports.ledger import Ledger, LedgerError

_WRITES = frozenset({"begin", "intend", "note", "settle", "submitted", "answered", "end", "close"})
_NOT_SYNCED = frozenset({"note", "settle", "answered"})

Step = Callable[[], Awaitable[None]]


class MortalLedgers(MemoryLedgers):
    """Outlives processes, as a disk does. ``step``: a moment at which the process that runs may die."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.step: Step | None = None
        self._leased: list[_Mortal] = []

    async def lease(self, target: Target, holder: str, *, wait: bool = False) -> Result[Ledger, LedgerError]:
        leased = await super().lease(target, holder, wait=wait)
        return leased.map(lambda ledger: cast(Ledger, self._mortal(ledger)))

    def _mortal(self, ledger: Ledger) -> _Mortal:
        assert self.step is not None, "nobody may write without a process"
        self._leased.append(_Mortal(ledger, self.step))
        return self._leased[-1]

    def safe(self) -> str:
        """All intents that are journalled, in some words."""
        return "".join(intents for ledger in self._leased for intents in ledger.intents)

    def die(self, chance: random.Random) -> int:
        """How many of the writes that weren't fsynced are lost: as many as chance will have it."""
        lost = sum(ledger.die(chance) for ledger in self._leased)
        self._leased.clear()
        return lost

    def bury(self) -> None:
        """The dead process's leases are free."""
        self._leased.clear()
        self.crash()


@dataclass(slots=True)
class _Mortal:
    """A leased Ledger; notes wait, as on disk, for the next write that is fsynced."""

    ledger: Ledger
    step: Step
    notes: list[Callable[[], Coroutine[Any, Any, None]]] = field(default_factory=list)
    intents: list[str] = field(default_factory=list[str])
    dead: bool = False

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the Ledger has of that name
        method = getattr(self.ledger, name)
        return self._mortal(name, method) if name in _WRITES else method

    def _mortal(
        self, name: str, method: Callable[..., Coroutine[Any, Any, None]]
    ) -> Callable[..., Coroutine[Any, Any, None]]:
        async def write(*args: object) -> None:
            await self.step()
            if self.dead:
                return
            self.notes.append(lambda: method(*args))
            if name not in _NOT_SYNCED:
                while self.notes:
                    await self.notes.pop(0)()
            if name == "intend":
                self.intents.append(repr(args))
            await self.step()

        return write

    def die(self, chance: random.Random) -> int:
        """The first few of the notes are on the disk, the others aren't."""
        self.dead = True
        kept = chance.randint(0, len(self.notes))
        for note in self.notes[:kept]:
            for _ in note().__await__():
                raise AssertionError("a Ledger in memory never waits")
        return len(self.notes) - kept
