"""Real processes: killed at any moment, reading while another writes, holding the lease, out of room."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from returns.pipeline import is_successful

from joey.adapters.ledgers.files.store import FileLedgers
from joey.domain.record import RecordId
from joey.ports.contract.ledger_subject import ADA, CRM, TARGET, attempted, delivered, leased, snapshot, standing, view
from joey.ports.ledger import LeaseHeld

PROGRAM = Path(__file__).with_name("crashing.py")
A = snapshot("a@x.example", name="Ada")


@contextmanager
def program(*arguments: object) -> Generator[subprocess.Popen[str]]:
    """The program; killed at the end if it still runs."""
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def run_to_its_end(text: str) -> None:
    subprocess.run([sys.executable, "-c", text], input="", text=True, check=True, stdout=subprocess.DEVNULL)


async def test_whatever_was_intended_is_known_after_a_kill(tmp_path: Path) -> None:
    root, chance = tmp_path / "ledger", random.Random(11)
    intended: list[RecordId] = []
    for kill in range(4):
        with program("write", root, kill * 10_000) as process:
            told = [line(process) for _ in range(chance.randrange(3, 25))]
            process.kill()
            told += process.stdout.readlines() if process.stdout is not None else []
        for words in (said.split() for said in told if said.startswith("intended") and said.endswith("\n")):
            intended += map(RecordId, words[1:])
        await (await leased(FileLedgers(root))).close()
        standings = view(FileLedgers(root)).standings(CRM, intended)
        assert set(standings) == set(intended)
        assert all(one.delivered for one in standings.values())
        assert all(one.snapshots[0].key == f"{who}@x.example" for who, one in standings.items())
    assert len(intended) > 100


async def test_a_lease_that_another_process_has_says_who_and_goes_with_it(tmp_path: Path) -> None:
    root = tmp_path / "ledger"
    with program("hold", root) as process:
        assert line(process) == "holding\n"
        second = await FileLedgers(root).lease(TARGET, "another")
        assert not is_successful(second)
        refused = second.failure()
        assert isinstance(refused, LeaseHeld)
        assert "the nightly run" in refused.holder
        assert f"process {process.pid} " in refused.holder
    await (await leased(FileLedgers(root))).close()


async def test_a_ledger_can_be_read_while_another_process_runs(tmp_path: Path) -> None:
    root = tmp_path / "ledger"
    await attempted(FileLedgers(root), delivered(ADA, A, "r1"))
    with program("write", root, 100) as process:
        while not line(process).startswith("ended"):
            assert standing(FileLedgers(root), ADA).held == A
        assert view(FileLedgers(root)).summary(CRM).delivered >= 201


async def test_a_ledger_out_of_room_says_so_and_loses_nothing(tmp_path: Path) -> None:
    root = tmp_path / "ledger"
    with program("fill", root) as process:
        told = process.communicate(timeout=60)[0].splitlines()
    assert told[-1].startswith("failed")
    assert "make room" in told[-1]
    intended = [RecordId(one) for said in told if said.startswith("intended") for one in said.split()[1:]]
    store = FileLedgers(root)
    await (await leased(store)).close()
    assert all(one.delivered for one in view(store).standings(CRM, intended).values())
    assert set(view(store).standings(CRM, intended)) == set(intended)


@pytest.mark.parametrize("umask", ["0o000", "0o022"])
async def test_files_are_private_from_the_moment_they_exist(tmp_path: Path, umask: str) -> None:
    root = tmp_path / "new" / "ledger"
    program_text = (
        f"import asyncio, os, runpy, sys; os.umask({umask}); sys.argv = ['x', 'hold', {str(root)!r}];"
        f"runpy.run_path({str(PROGRAM)!r}, run_name='__main__')"
    )
    run_to_its_end(program_text)
    await (await leased(FileLedgers(root))).close()
    FileLedgers(root).remember_account("crm", "https://a.example", "1")
    modes = {path.relative_to(root): path.stat().st_mode & 0o777 for path in (root, *root.rglob("*"))}
    assert {mode for path, mode in modes.items() if (root / path).is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if not (root / path).is_dir()} == {0o600}
