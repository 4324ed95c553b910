"""Killed at any write on the way, and run again, a Record is forgotten all the same; no run sends it in between."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from joey.adapters.ledgers.erasing import Gone
from joey.adapters.ledgers.files.emptied import empty
from joey.adapters.ledgers.files.rewriting import rewrite
from joey.adapters.ledgers.files.state import State
from joey.adapters.ledgers.files.store import FileLedgers
from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.virtual_clock import VirtualClock
from joey.ports.contract.ledger_subject import TARGET
from joey.ports.ledger import LedgerStore
from tests.adapters.ledgers.subjects import InFiles
from tests.application.embedded import Embedded, people, person, ran
from tests.forgetting.filled import ADA, KEY, filled, speaking_files
from tests.forgetting.test_service import ADDRESS, ANN, forget, known

WRITES = frozenset({"intend", "note", "forget", "mark_forgotten"})


class Killed(Exception):  # noqa: N818 - it is what happened
    """The process is dead."""


@dataclass(slots=True)
class Fate:
    """At which write the process dies (0: never), and whether that write still got to the disk."""

    at: int = 0
    after: bool = False
    writes: int = 0

    def strikes(self) -> bool:
        self.writes += 1
        return self.writes == self.at


class Mortal:
    """A store, or one of its Ledgers, of a process that may be killed at a write."""

    def __init__(self, inner: object, fate: Fate) -> None:
        self._inner = inner
        self._fate = fate

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the Ledger has of that name
        method = getattr(self._inner, name)
        if name == "lease":
            return self._lease
        return (
            method if name not in WRITES else self._blocking(method) if name == "mark_forgotten" else self._at(method)
        )

    async def _lease(self, *args: object, **kwargs: object) -> object:
        leased = await cast("MemoryLedgers", self._inner).lease(*args, **kwargs)  # type: ignore[arg-type]
        return leased.map(lambda ledger: Mortal(ledger, self._fate))

    def _blocking(self, method: Callable[..., object]) -> Callable[..., object]:
        def write(*args: object) -> object:
            strikes = self._fate.strikes()
            if strikes and not self._fate.after:
                raise Killed
            done = method(*args)
            if strikes:
                raise Killed
            return done

        return write

    def _at(self, method: Callable[..., Awaitable[object]]) -> Callable[..., Awaitable[object]]:
        async def write(*args: object) -> object:
            strikes = self._fate.strikes()
            if strikes and not self._fate.after:
                raise Killed
            done = await method(*args)
            if strikes:
                raise Killed
            return done

        return write


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(1, 6))
def test_killed_at_a_write_and_run_again(at: int, *, after: bool) -> None:
    fate = Fate()
    ledgers = MemoryLedgers(VirtualClock())
    project = Embedded(ledgers=cast("LedgerStore", Mortal(ledgers, fate)))
    project.now([person(ANN, groups=["High"]), *people(3)])
    ran(project)
    fate.at, fate.after, fate.writes = at, after, 0
    with pytest.raises(Killed):
        forget(project)
    ledgers.crash()
    fate.at = 0
    begun = bool(ledgers.forgotten().stones)
    project.now([person(ANN, "Anne", groups=["High"]), *people(3)])
    before = ADDRESS in project.vendor().stored()
    assert ran(project).forgotten == int(begun)
    assert (ADDRESS in project.vendor().stored()) is (before or not begun)
    assert forget(project).finished
    assert ADDRESS not in project.vendor().stored()
    assert not known(project)


async def test_killed_between_two_files_it_goes_on(tmp_path: Path) -> None:
    """The segments come first, one by one, then the state; each is whole at any moment."""
    subject = InFiles(tmp_path)
    await filled(subject.store)
    folder = tmp_path / "ledger" / TARGET.id
    gone = Gone.of("customers", [ADA], [KEY])
    segments = sorted((folder / "journal").iterdir())
    original = [path.read_bytes() for path in segments]
    rewrite(folder / "journal", gone)
    written = [path.read_bytes() for path in segments]
    for done in range(0, len(segments) + 1, 2):
        for position, path in enumerate(segments):
            path.write_bytes(written[position] if position < done else original[position])
        (folder / "journal" / f".{segments[0].name}.123").write_bytes(b"half of it")
        (folder / "new").mkdir(exist_ok=True)
        (folder / "new" / "state.duckdb").write_bytes(b"half of it")
        copy = tmp_path / f"killed after {done}"
        shutil.copytree(tmp_path / "ledger", copy)
        store = FileLedgers(copy, subject.clock)
        ledger = (await store.lease(TARGET, "again")).unwrap()
        assert (await ledger.forget("customers", [ADA], [KEY])).left == ()
        await ledger.close()
        assert speaking_files(copy) == []


async def test_a_state_that_was_emptied_alone_is_no_damage(tmp_path: Path) -> None:
    subject = InFiles(tmp_path)
    await filled(subject.store)
    folder = tmp_path / "ledger" / TARGET.id
    assert empty(State(folder), Gone.of("customers", [ADA], [KEY]))
    ledger = (await subject.store.lease(TARGET, "again")).unwrap()
    assert (await ledger.forget("customers", [ADA], [KEY])).rewritten
    await ledger.close()
    assert speaking_files(tmp_path / "ledger") == []
