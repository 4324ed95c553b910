"""A simulation is exactly repeatable from its seed, and its time passes only when nothing else can happen."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machine.warehouse import Customer
from tests.simulation.process import Process
from tests.simulation.story import tell
from tests.simulation.vendors import VENDORS
from tests.simulation.virtual_loop import Stuck, Time
from tests.simulation.world import World


@pytest.mark.parametrize(("name", "seed"), [(name, 1) for name in VENDORS] + [("hubspot", 0)])
def test_the_same_seed_twice_is_the_same_story(name: str, seed: int) -> None:
    """Seed 0 keeps its Ledger in files."""
    first, second = tell(VENDORS[name], seed), tell(VENDORS[name], seed)
    assert first.trace.lines == second.trace.lines
    assert first.trace.digest == second.trace.digest


@pytest.mark.parametrize("name", VENDORS)
def test_a_sandbox_gives_the_same_customers_the_same_remote_ids(name: str, tmp_path: Path) -> None:
    def made() -> set[str]:
        world = World(VENDORS[name], 1, tmp_path)
        always = frozenset([VENDORS[name].everybody or "High"])
        world.warehouse.rows |= {who: Customer(f"p{who}@x.io", f"Ann v{who}z", groups=always) for who in ("2", "3")}
        world.run()
        stored = world.look().stored
        world.close()
        return set(stored)

    first = made()
    assert len(first) >= 2
    assert made() == first


def test_the_story_is_the_same_in_another_process_that_hashes_otherwise() -> None:
    said = "from tests.simulation.story import tell; from tests.simulation.vendors import VENDORS"
    program = f"{said}; print([tell(VENDORS[name], 3).trace.digest for name in ('mailchimp', 'zendesk')])"
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_time_outs_of_asyncio_fire_in_virtual_time() -> None:
    async def waits() -> float:
        began = asyncio.get_running_loop().time()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(180.0):
                await asyncio.Event().wait()
        return asyncio.get_running_loop().time() - began

    time = Time()
    assert Process[float](time, None, lambda: None).run(waits()) == pytest.approx(180.0)
    assert time.seconds == pytest.approx(180.0)


def test_work_for_threads_is_done_on_the_loop_and_its_trouble_is_told() -> None:
    async def works() -> int:
        with pytest.raises(ValueError, match="could not convert"):
            await asyncio.to_thread(float, "three")
        return await asyncio.to_thread(sum, [1, 2])

    assert Process[int](Time(), None, lambda: None).run(works()) == 3


def test_who_waits_for_nothing_is_found_out() -> None:
    async def waits() -> None:
        await asyncio.Event().wait()

    with pytest.raises(Stuck):
        Process[None](Time(), None, lambda: None).run(waits())


def test_a_process_that_dies_does_nothing_more() -> None:
    done: list[str] = []

    async def lives() -> None:
        for name in "abcdef":
            await process.step()
            done.append(name)

    process = Process[None](Time(), 3, lambda: done.append("dies"))
    assert process.run(lives()) is None
    assert done == ["a", "b", "dies"]
