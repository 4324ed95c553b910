"""Pins a plan to what a run then does, at every vendor's Sandbox: records, lists, and API calls of every kind."""

from __future__ import annotations

import csv
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from benchmarks.ways import WAYS, Way
from dependency_injector import providers

from joey import Container
from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.sandbox.server import factories, sandbox_app
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.facts import Call

PEOPLE = 16
GROUPS = ("Gold", "Silver")
Calls = Mapping[str, int]
"""By kind."""

Row = tuple[int, str, str, bool]
"""Id, e-mail, name, whether it's in the second group."""


def _people(name: str) -> list[Row]:
    return [(number, f"person{number}@demo.com", name, True) for number in range(PEOPLE)]


def _some(change: Callable[[Row], Row]) -> list[Row]:
    return [change(row) if row[0] < PEOPLE // 2 else row for row in _people("Anna")]


DAYS: Mapping[str, list[Row]] = {
    "all are new": _people("Ann"),
    "all have changed": _people("Anna"),
    "nothing has": _people("Anna"),
    "some leave a group": _some(lambda row: (*row[:3], False)),
    "some have another key": _some(lambda row: (row[0], f"other{row[0]}@demo.com", row[2], False)),
    "some leave": _people("Anna")[PEOPLE // 2 :],
}


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_planned_is_done_to_the_call(way: str, tmp_path: Path) -> None:
    days: dict[str, tuple[Calls, Calls]] = {}
    async with _account(WAYS[way], tmp_path) as day:
        for told, rows in DAYS.items():
            container = day(rows)
            (plan,) = (await container.plan_service().plan()).destinations
            ran = await container.run_service().run()
            (done,), (calls,) = ran.destinations, ran.calls.values()
            assert (plan.error, done.error) == ("", "")
            assert (_sent(plan.actions), plan.unchanged) == (_sent(done.actions), done.unchanged), told
            assert _writing(plan.calls) == _writing(calls), told
            days[told] = plan.calls, calls
    _, quiet = days["nothing has"]
    spared = {
        told: _looks(plan) + _looks(quiet) + _polls(calls) - _looks(calls) for told, (plan, calls) in days.items()
    }
    assert all(abs(count) <= len(GROUPS) for count in spared.values()), str(spared)


def _sent(actions: Mapping[str, int]) -> int:
    return sum(count for kind, count in actions.items() if kind != "skip")


def _writing(calls: Calls) -> dict[str, int]:
    return {kind: count for kind, count in calls.items() if count and kind not in {Call.READ, Call.FIND}}


def _looks(calls: Calls) -> int:
    """Some vendors' lists are read, and others' found; two that are read together are read once."""
    return calls.get(Call.READ, 0) + calls.get(Call.FIND, 0)


def _polls(calls: Calls) -> int:
    """A job's results are fetched once it's done, beside asking for it."""
    return calls.get(Call.SUBMIT, 0)


@asynccontextmanager
async def _account(way: Way, folder: Path) -> AsyncGenerator[Callable[[list[Row]], Container]]:
    """A vendor's account, and a project that is run against it day after day."""
    clock, ledgers = VirtualClock(grace=0.005), MemoryLedgers()
    app = way["app"]
    assert isinstance(app, Mapping)
    vendor = str(app["type"])
    served = sandbox_app({vendor: factories()[vendor]}, lambda: clock.now().timestamp())
    transport = httpx.ASGITransport(served)
    if "state" in way:
        async with httpx.AsyncClient(transport=transport, base_url=f"http://127.0.0.1/{vendor}") as sandbox:
            (await sandbox.put("/_state", json=way["state"])).raise_for_status()
    options = {**app.get("options", {}), "base_url": f"http://127.0.0.1/{vendor}"}
    described = {name: part for name, part in way.items() if name not in {"app", "state"}}
    project = {
        "warehouse": str(folder),
        "models": {
            "people": {"file": "people.csv", "key": "id", "groups": {"Gold": "true", "Silver": "silver = 'yes'"}}
        },
        "apps": {"vendor": {**app, "options": options}},
        "destinations": {
            "people": {
                **described,
                "app": "vendor",
                "model": "people",
                "records": "all",
                "groups": {name: name for name in GROUPS},
                "guards": {"max_deletes": 1000},
            }
        },
    }

    def day(rows: list[Row]) -> Container:
        _write(folder / "people.csv", rows)
        container = Container.from_dict(project, folder).unwrap()
        container.transport.override(providers.Object(transport))
        container.ledgers.override(providers.Object(ledgers))
        container.clock.override(providers.Object(clock))
        return container

    yield day


def _write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(("id", "email", "name", "silver"))
        written.writerows((*row[:3], "yes" if row[3] else "no") for row in rows)
