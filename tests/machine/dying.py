"""Ledgers of a process that dies: at the n-th write to the journal, before it or after it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from returns.result import Result

from joey.adapters.ledgers.memory import MemoryLedgers
from joey.domain.forgotten import Burial, Forgotten
from joey.domain.target import Target
from joey.ports.ledger import Ledger, LedgerError, LedgerStore, LedgerView

_WRITES = frozenset({"begin", "intend", "note", "settle", "submitted", "answered", "end"})


class Died(Exception):  # noqa: N818 - it is what happened
    """The process is dead."""


@dataclass(slots=True)
class Death:
    """When: at which write (None: never). ``after``: it still got to the disk. ``loses``: notes not fsynced don't."""

    at: int | None = None
    after: bool = False
    loses: bool = False
    writes: int = 0
    dead: bool = False

    def strikes(self) -> bool:
        """Whether this write is the one."""
        self.writes += 1
        return self.at is not None and self.writes >= self.at


@dataclass(slots=True)
class _Mortal:
    """A leased Ledger of a process that may die. Notes wait, as on disk, for the next write that is fsynced."""

    ledger: Ledger
    death: Death
    notes: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the Ledger has of that name
        method = getattr(self.ledger, name)
        return self._mortal(name, method) if name in _WRITES else method

    def _mortal(self, name: str, method: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def write(*args: object) -> None:
            if self.death.dead:
                raise Died
            strikes = self.death.strikes()
            if not strikes or self.death.after:
                self.notes.append(lambda: method(*args))
            if strikes:
                self.death.dead = True
                await self._flush() if not self.death.loses else self.notes.clear()
                raise Died
            if name != "note":
                await self._flush()

        return write

    async def _flush(self) -> None:
        for note in self.notes:
            await note()
        self.notes.clear()

    async def close(self) -> None:
        """What a process does at its end, unless it's dead."""
        if not self.death.dead:
            await self._flush()
        await self.ledger.close()


class MortalLedgers(LedgerStore):
    """Ledgers in memory whose process can be made to die."""

    def __init__(self, ledgers: MemoryLedgers) -> None:
        self._ledgers = ledgers
        self.death = Death()

    async def lease(self, target: Target, holder: str, *, wait: bool = False) -> Result[Ledger, LedgerError]:
        leased = await self._ledgers.lease(target, holder, wait=wait)
        return leased.map(lambda ledger: cast(Ledger, _Mortal(ledger, self.death)))

    def view(self, target: Target) -> Result[LedgerView | None, LedgerError]:
        return self._ledgers.view(target)

    def targets(self) -> Sequence[Target]:
        return self._ledgers.targets()

    def remember_account(self, app: str, origin: str, account: str) -> None:
        self._ledgers.remember_account(app, origin, account)

    def remembered_account(self, app: str, origin: str) -> str | None:
        return self._ledgers.remembered_account(app, origin)

    def forgotten(self) -> Forgotten:
        return self._ledgers.forgotten()

    def mark_forgotten(self, order: Burial) -> Forgotten:
        return self._ledgers.mark_forgotten(order)

    def lift(self, marks: Collection[str]) -> int:
        return self._ledgers.lift(marks)

    def bury(self) -> None:
        """The process is gone, and the next one begins."""
        self._ledgers.crash()
        self.death = Death()
