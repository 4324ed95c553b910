"""RunService: runs a project's Destinations, side by side, so that one that is down doesn't stop the others."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from returns.pipeline import is_successful

from joey.application.assembly import Apps, Assembly
from joey.application.blocking import blocking
from joey.application.destination import Destination
from joey.application.destination_run import Orders
from joey.application.export import ExportService
from joey.application.log import logger
from joey.application.overlaps import overlaps
from joey.application.project import Project
from joey.application.reports import DestinationReport, ProgressHook, RunReport
from joey.application.trouble import Trouble
from joey.ports.clock import StoppableClock
from joey.ports.ledger import LedgerStore

_log = logger("run")


@dataclass(frozen=True, slots=True)
class Errand:
    """A Destination to run, or why it can't be."""

    name: str
    destination: Destination | None
    trouble: Trouble | None = None


class RunService:
    """Runs Destinations of a project."""

    def __init__(
        self, project: Project, apps: Apps, assembly: Assembly, ledgers: LedgerStore, clock: StoppableClock
    ) -> None:
        self._project = project
        self._apps = apps
        self._assembly = assembly
        self._ledgers = ledgers
        self._clock = clock

    async def run(
        self,
        names: Sequence[str] = (),
        orders: Orders | None = None,
        progress: ProgressHook | None = None,
        stop: asyncio.Event | None = None,
    ) -> RunReport:
        """Run the named Destinations (all, where none is named). Those on one Target go one after the other.

        ``stop``, once set, ends it early: calls that are under way are finished and recorded, and none is waited for.
        """
        with hurrying(self._clock, stop):
            return await self._run(names, orders, progress, stop)

    run_now = blocking(run)

    async def _run(
        self,
        names: Sequence[str],
        orders: Orders | None,
        progress: ProgressHook | None,
        stop: asyncio.Event | None,
    ) -> RunReport:
        orders = replace(orders or Orders(), run_id=(orders and orders.run_id) or uuid.uuid4().hex)
        try:
            errands = await asyncio.gather(*(self._errand(name) for name in names or self._project.destinations))
            runnable = [errand.destination for errand in errands if errand.destination is not None]
            errands = without_overlaps(errands, await self._assembly.beside(runnable))
            service = ExportService(self._ledgers, self._clock, stop)
            reports: dict[str, DestinationReport] = {}
            async with asyncio.TaskGroup() as tasks:
                for group in by_target(errands).values():
                    tasks.create_task(self._one_after_the_other(service, group, orders, progress, reports))
            for errand in errands:
                if errand.trouble is not None:
                    reports[errand.name] = failed(errand.name, errand.trouble)
            calls = self._apps.calls()
        finally:
            await self._apps.aclose()
        ordered = tuple(reports[errand.name] for errand in errands)
        return RunReport(orders.run_id, ordered, calls, stopped=stop is not None and stop.is_set())

    async def _errand(self, name: str) -> Errand:
        assembled = await self._assembly.named(name)
        if not is_successful(assembled):
            return Errand(name, None, assembled.failure())
        return Errand(name, assembled.unwrap())

    async def _one_after_the_other(
        self,
        service: ExportService,
        destinations: Sequence[Destination],
        orders: Orders,
        progress: ProgressHook | None,
        reports: dict[str, DestinationReport],
    ) -> None:
        for destination in destinations:
            try:
                reports[destination.name] = await service.export(destination, orders, progress)
            except Exception as bug:  # noqa: BLE001 - a bug in one Destination must not stop the others
                _log.error("a destination failed by a fault of Joey's own", destination=destination.name, exc_info=True)
                trouble = Trouble(f"a fault of Joey's own: {type(bug).__name__}", "Run with -v, and report it, please.")
                reports[destination.name] = failed(destination.name, trouble)


@contextmanager
def hurrying(clock: StoppableClock, stop: asyncio.Event | None) -> Generator[None]:
    """Once ``stop`` is set nobody waits by this clock."""

    async def hurry(asked: asyncio.Event) -> None:
        await asked.wait()
        clock.hurry()

    watching = asyncio.create_task(hurry(stop)) if stop is not None else None
    try:
        yield
    finally:
        if watching is not None:
            watching.cancel()
        clock.calm()


def without_overlaps(errands: Sequence[Errand], destinations: Sequence[Destination]) -> list[Errand]:
    """The errands, with those held back that would undo the work of one of ``destinations``."""
    refused = dict(overlaps(destinations))
    return [Errand(errand.name, None, refused[errand.name]) if errand.name in refused else errand for errand in errands]


def by_target(errands: Sequence[Errand]) -> Mapping[str, list[Destination]]:
    """The Destinations that can run, by their Target's id."""
    groups: dict[str, list[Destination]] = {}
    for errand in errands:
        if errand.destination is not None:
            groups.setdefault(errand.destination.target.id, []).append(errand.destination)
    return groups


def failed(name: str, trouble: Trouble) -> DestinationReport:
    """The report of a Destination that could not run."""
    return DestinationReport(name, error=trouble.reason, hint=trouble.hint)
