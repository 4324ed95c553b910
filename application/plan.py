"""PlanService: what a run would do, counted, costed and sampled; no call that writes is ever made."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from returns.pipeline import is_successful

from joey.application.assembly import Apps, Assembly
from joey.application.blocking import blocking
from joey.application.changes import changes_since, given_up, joined, moved_from, sharers
from joey.application.costing import calls_for, least_seconds, lists_for
from joey.application.delivery.brake import Brake
from joey.application.delivery.decider import Decider
from joey.application.delivery.task import Task
from joey.application.destination import Destination
from joey.application.destinations import DestinationsService, Stray
from joey.application.examination import Examination, Unit
from joey.application.forecast import Forecast
from joey.application.forgetting import forgotten_notes
from joey.application.guard import guard
from joey.application.off_loop import off_loop
from joey.application.overlaps import overlaps
from joey.application.plan_report import DestinationPlan, PlanReport, planned
from joey.application.preparation import Ready, detect, make_ready, unit_size
from joey.application.project import Project
from joey.application.survey import blind, units
from joey.application.tally import unwell
from joey.application.trouble import Trouble, ledger_failure, ledger_trouble
from joey.ports.clock import Clock
from joey.ports.ledger import LedgerFailed, LedgerStore, LedgerView
from joey.ports.source import Spool


class PlanService:
    """Plans a project's Destinations by the Ledger; ``blank`` stands for one that was never written."""

    def __init__(
        self,
        project: Project,
        apps: Apps,
        assembly: Assembly,
        ledgers: LedgerStore,
        blank: LedgerView,
        clock: Clock,
    ) -> None:
        self._project = project
        self._apps = apps
        self._assembly = assembly
        self._ledgers = ledgers
        self._blank = blank
        self._clock = clock

    async def plan(self, names: Sequence[str] = (), *, remote: bool = False) -> PlanReport:
        """A plan for each named Destination (all, where none is named); ``remote`` asks the vendor what it has."""
        try:
            chosen = list(names or self._project.destinations)
            assembled = await asyncio.gather(*(self._assembly.named(name) for name in chosen))
            destinations = [found.unwrap() for found in assembled if is_successful(found)]
            neighbours = await self._assembly.beside(destinations)
            refused = dict(overlaps(neighbours))
            plans: list[DestinationPlan] = []
            for name, found in zip(chosen, assembled, strict=True):
                trouble = refused.get(name) if is_successful(found) else found.failure()
                plans.append(_impossible(name, trouble) if trouble else await self._one(found.unwrap(), remote=remote))
        finally:
            await self._apps.aclose()
        strays = await DestinationsService(self._project, self._apps, self._ledgers).strays()
        planned_ones = (_told(plan, neighbours, strays) for plan in plans)
        return PlanReport(tuple(planned_ones), tuple(given_up(strays)))

    plan_now = blocking(plan)

    async def _one(self, destination: Destination, *, remote: bool) -> DestinationPlan:
        try:
            return await self._planned(destination, remote=remote)
        except LedgerFailed as failed:
            return _impossible(destination.name, ledger_failure(failed))

    async def _planned(self, destination: Destination, *, remote: bool) -> DestinationPlan:
        seen = await off_loop(self._ledgers.view, destination.target)
        if not is_successful(seen):
            return _impossible(destination.name, ledger_trouble(seen.failure()))
        view = seen.unwrap() or self._blank
        destination = replace(destination, forgotten=await off_loop(self._ledgers.forgotten))
        made_ready = await make_ready(destination, view)
        if not is_successful(made_ready):
            return _impossible(destination.name, made_ready.failure())
        ready = made_ready.unwrap()
        detected = await detect(destination, view, ready, self._clock.now())
        if not is_successful(detected):
            return _impossible(destination.name, detected.failure())
        spool = detected.unwrap()
        try:
            return await self._forecast(destination, view, ready, spool, remote=remote)
        finally:
            await off_loop(spool.close)

    async def _forecast(
        self, destination: Destination, view: LedgerView, ready: Ready, spool: Spool, *, remote: bool
    ) -> DestinationPlan:
        examination = Examination(
            spool, view, destination.writer, ready.projection, ready.scope, forgotten=destination.forgotten
        )
        sizes = destination.gateway.facts.sizes_for(spool.counts.changed + spool.counts.left)
        forecast, calls = Forecast(), Counter[str]()
        decider = Decider(destination, view, Brake()) if remote else None
        found = units(examination, unit_size(sizes))
        while (unit := await off_loop(next, found, None)) is not None:
            tasks = await _decided(unit, destination, decider, forecast)
            calls += calls_for(tasks, destination.rules, sizes)
        joins, leaves = forecast.joins.keys(), forecast.leaves.keys()
        calls += lists_for(joins, leaves, ready.scope.managed, destination.gateway.facts)
        summary = await off_loop(view.summary, destination.writer)
        stop = guard(forecast, spool.counts.total, summary.delivered, summary.members, destination.guards)
        plan = planned(destination, forecast, spool, calls)
        seconds = least_seconds(sum(calls.values()), destination.gateway.facts.limits)
        starts = not summary.delivered and not summary.last_run
        before = [known.destination for known in await off_loop(view.writers) if known != destination.writer]
        notes = (
            *(joined(before) if starts else ()),
            *changes_since(destination, ready, summary, spool.counts.changed),
            *forgotten_notes(destination),
        )
        return replace(
            plan, guard=stop, least_seconds=seconds, exact=remote, new_target=starts and not before, notes=notes
        )


async def _decided(unit: Unit, destination: Destination, decider: Decider | None, forecast: Forecast) -> Sequence[Task]:
    """The unit's decisions, counted into the forecast."""
    forecast.refuse(unwell(attempt) for attempt in unit.refused)
    forecast.unchanged += len(unit.settled) + unit.standing
    if decider is None:
        tasks = [blind(export, destination.rules) for export in unit.exports]
    else:
        tasks, failed = await decider.decide(unit.exports)
        decider.suppose(tasks)
        forecast.refuse(unwell(attempt) for attempt in failed)
    for task in tasks:
        forecast.see(task.export, task.action)
        forecast.leave_behind(task.decision.disposals)
    return tasks


def _told(plan: DestinationPlan, destinations: Sequence[Destination], strays: Sequence[Stray]) -> DestinationPlan:
    """The plan, with what else has changed around its Destination."""
    for destination in destinations:
        if destination.name == plan.destination:
            around = (*moved_from(destination, strays), *sharers(destination, destinations))
            return replace(plan, notes=(*around, *plan.notes))
    return plan


def _impossible(name: str, trouble: Trouble) -> DestinationPlan:
    return DestinationPlan(name, error=trouble.reason, hint=trouble.hint)
