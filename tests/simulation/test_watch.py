"""The watch over a simulation bites: calls are planted past Joey, and promises that it doesn't keep."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from joey.domain.facts import Rate
from joey.ports.plugin import Options
from tests.machine.laws import Witness
from tests.machine.warehouse import Customer
from tests.simulation.invariants import Watch
from tests.simulation.kept import KeptInMemory
from tests.simulation.network import Line
from tests.simulation.process import Process
from tests.simulation.story import Story
from tests.simulation.vendors import VENDORS
from tests.simulation.world import World

LEADS = "http://127.0.0.1/marketo/rest/v1/leads.json"


class _NeverSafe(KeptInMemory):
    """A Ledger of which a crash would take everything."""

    def safe(self) -> str:
        return ""


@pytest.fixture
def slow_and_single(tmp_path: Path) -> Iterator[World]:
    """Marketo that allows 4 calls in 20 seconds, one at a time; Joey has delivered two customers to it, watched."""
    app: Options = {"client_id": "demo", "client_secret": "any", "calls_per_20s": 4, "parallelism": 1}
    world = World(replace(VENDORS["marketo"], apps=(app,)), 1, tmp_path)
    Watch(world, Witness())
    world.warehouse.rows["2"] = Customer("p2@x.io", "Ann v1z")
    assert world.run() is not None
    yield world
    world.close()


def _past_joey(world: World, work: Coroutine[Any, Any, object]) -> None:
    """Something else in Joey's process calls, on its line."""
    process = Process[object](world.time, None, lambda: None)
    world.network.line = Line(process.step)
    process.run(work)


async def _post(world: World, text: str = "") -> None:
    async with httpx.AsyncClient(transport=world.network) as client:
        await client.post(LEADS, json={"input": [{"lastName": text}]})


async def _one_after_the_other(world: World, calls: int) -> None:
    for _ in range(calls):
        await _post(world)


async def _at_once(world: World, calls: int) -> None:
    await asyncio.gather(*(_post(world) for _ in range(calls)))


def test_a_call_more_than_a_window_holds_is_told(slow_and_single: World) -> None:
    _past_joey(slow_and_single, _one_after_the_other(slow_and_single, 4))
    with pytest.raises(AssertionError, match=r"5 calls in 20\.0 s"):
        _past_joey(slow_and_single, _one_after_the_other(slow_and_single, 5))


def test_a_call_beside_the_only_one_that_may_be_under_way_is_told(slow_and_single: World) -> None:
    with pytest.raises(AssertionError, match="2 calls at once"):
        _past_joey(slow_and_single, _at_once(slow_and_single, 2))


def test_what_is_sent_before_its_intent_is_journalled_is_told(slow_and_single: World) -> None:
    _past_joey(slow_and_single, _post(slow_and_single, "Ann v1z"))
    with pytest.raises(AssertionError, match=r"before it was safely journalled: \{'v2z'\}"):
        _past_joey(slow_and_single, _post(slow_and_single, "Bob v2z"))


def test_a_story_breaks_where_joey_calls_more_often_than_is_declared(tmp_path: Path) -> None:
    story = Story(VENDORS["hubspot"], 1, tmp_path)
    world = story.world
    world.facts = replace(world.facts, limits=replace(world.facts.limits, rates=(Rate(1, 1.0),)))
    with pytest.raises(AssertionError, match=r"2 calls in 1\.0 s"):
        story.play()
    world.close()


def test_a_story_breaks_where_joey_sends_before_its_journal_is_safe(tmp_path: Path) -> None:
    story = Story(VENDORS["hubspot"], 1, tmp_path)
    world = story.world
    world.ledgers = _NeverSafe(world.time, world.trace, world.chance("disk"))
    with pytest.raises(AssertionError, match="before it was safely journalled"):
        story.play()
    world.close()


def _runs(folder: Path, dies_at: int) -> tuple[str, str]:
    """A run whose journal is never safe: what happened, and which promise broke."""
    world = World(VENDORS["hubspot"], 1, folder)
    world.warehouse.rows["2"] = Customer("p2@x.io", "Ann v1z")
    world.ledgers = _NeverSafe(world.time, world.trace, world.chance("disk"))
    Watch(world, Witness())
    try:
        world.run(dies_at=dies_at)
    except AssertionError as broken:
        return "\n".join(world.trace.lines), str(broken)
    finally:
        world.close()
    return "\n".join(world.trace.lines), ""


def test_a_promise_that_a_process_broke_is_told_though_it_died_of_something_else(tmp_path: Path) -> None:
    runs = (_runs(tmp_path, dies_at) for dies_at in count(20))
    happened, broken = next(run for run in runs if run[1])
    assert "before it was safely journalled" in broken
    assert "the process dies" in happened
