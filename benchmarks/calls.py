"""API calls per 1,000 Records, counted on the Sandboxes: the table in the README. Run it to print the table."""

# ruff: noqa: INP001 - a script
from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx
from benchmarks.ways import WAYS, Way
from dependency_injector import providers

from joey import Container
from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.sandbox.server import factories, sandbox_app
from joey.adapters.virtual_clock import VirtualClock

RECORDS = 1000
GROUPS = ("Gold", "Silver", "Bronze")
HOST = "http://127.0.0.1"

Calls = Mapping[str, int]
"""How many calls were sent, by kind."""


def table() -> str:
    """The table, in Markdown; every line as it stands in the README."""
    lines = ["| 1,000 records, each in 3 groups | new | changed | unchanged |", "| --- | --- | --- | --- |"]
    return "\n".join([*lines, *(line(name, counted(way, RECORDS)) for name, way in WAYS.items())])


def line(name: str, days: Sequence[Calls]) -> str:
    """One way's line of the table."""
    return f"| {name} | {' | '.join(map(_cell, days))} |"


def counted(way: Way, records: int) -> list[Calls]:
    """Calls by kind of a first run, a run with every Record changed, and a run with none."""
    clock = VirtualClock(grace=0.005)
    with tempfile.TemporaryDirectory() as folder:
        return [clock.run(_calls(container)) for container in _days(way, records, Path(folder), clock)]


def extrapolated(way: Way) -> list[Calls]:
    """The same for 1,000 Records, from the calls of 100 and of 200: what a hundred more take, all the others take."""
    pairs = zip(counted(way, 100), counted(way, 200), strict=True)
    more = RECORDS // 100 - 2
    return [{kind: count + more * (count - few.get(kind, 0)) for kind, count in many.items()} for few, many in pairs]


async def _calls(container: Container) -> Calls:
    report = await container.run_service().run()
    if report.exit_code != 0:
        raise RuntimeError(f"the run did not go well: {report.destinations}")
    return next(iter(report.calls.values()))


def _days(way: Way, records: int, folder: Path, clock: VirtualClock) -> Iterator[Container]:
    """Three days of one project at one Sandbox: everything is new, everything has changed, nothing has."""
    vendor = _vendor(way)
    served = sandbox_app({vendor: factories()[vendor]}, lambda: clock.now().timestamp())
    transport, ledgers = httpx.ASGITransport(served), MemoryLedgers()
    clock.run(_tell(transport, vendor, way.get("state")))
    for name in ("Ann", "Anna", "Anna"):
        _write(folder / "people.csv", name, records)
        container = Container.from_dict(_project(way, folder), folder).unwrap()
        container.transport.override(providers.Object(transport))
        container.ledgers.override(providers.Object(ledgers))
        container.clock.override(providers.Object(clock))
        yield container


async def _tell(transport: httpx.ASGITransport, vendor: str, state: object) -> None:
    async with httpx.AsyncClient(transport=transport, base_url=f"{HOST}/{vendor}") as sandbox:
        if state is not None:
            (await sandbox.put("/_state", json=state)).raise_for_status()


def _vendor(way: Way) -> str:
    app = way["app"]
    return str(app["type"]) if isinstance(app, Mapping) else ""


def _project(way: Way, folder: Path) -> Mapping[str, object]:
    destination = {name: part for name, part in way.items() if name not in {"app", "state"}}
    groups = {name: name for name in GROUPS}
    return {
        "warehouse": str(folder),
        "models": {"people": {"file": "people.csv", "key": "id", "groups": dict.fromkeys(GROUPS, "true")}},
        "apps": {"vendor": _at_sandbox(way["app"], _vendor(way))},
        "destinations": {
            "people": {**destination, "app": "vendor", "model": "people", "records": "all", "groups": groups}
        },
    }


def _at_sandbox(app: object, vendor: str) -> Mapping[str, object]:
    given = dict(app) if isinstance(app, Mapping) else {}
    return {**given, "options": {**given.get("options", {}), "base_url": f"{HOST}/{vendor}"}}


def _write(path: Path, name: str, records: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "email", "name"))
        rows.writerows((number, f"person{number}@demo.com", name) for number in range(records))


def _cell(calls: Calls) -> str:
    """The calls, and what they were: ``23 (2 read, 11 create …)``."""
    listed = ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in sorted(calls.items()) if count)
    return f"{sum(calls.values()):,}: {listed}"


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
