"""A Destination's run under a lease: what jobs came to, detect, guard, deliver, acknowledge."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from returns.pipeline import is_successful

from joey.application.delivery.brake import Brake
from joey.application.delivery.jobs import Jobs
from joey.application.delivery.pipeline import Pipeline
from joey.application.destination import Destination
from joey.application.dispatch import Dispatch
from joey.application.examination import Examination
from joey.application.forgetting import forgotten_notes
from joey.application.guard import guard
from joey.application.log import logger
from joey.application.off_loop import off_loop
from joey.application.preparation import Ready, detect, make_ready, unit_size
from joey.application.reports import DestinationReport, GuardStop
from joey.application.survey import survey
from joey.application.tally import Tally
from joey.application.trouble import Trouble, gateway_trouble
from joey.domain.outcome import Unknown, kind_of
from joey.domain.record import RecordId
from joey.ports.clock import Clock
from joey.ports.errors import Throttled
from joey.ports.ledger import Ledger, RunEnded, RunStarted
from joey.ports.source import Spool

_log = logger("run")
UNKNOWN = kind_of(Unknown(""))


@dataclass(frozen=True, slots=True)
class Orders:
    """How a run is to go.

    ``full``: look at every row, changed or not. ``wait``: wait for a run that has the Target. ``allow_deletes``: go on
    where the guard would stop. ``holder``: who runs, for the one who finds the Target taken.
    """

    full: bool = False
    wait: bool = False
    allow_deletes: bool = False
    holder: str = "joey"
    run_id: str = ""


class DestinationRun:
    """One run; made for it, used once."""

    def __init__(
        self,
        destination: Destination,
        ledger: Ledger,
        clock: Clock,
        orders: Orders,
        tally: Tally,
        stop: asyncio.Event | None = None,
    ) -> None:
        self._destination = destination
        self._writer = destination.writer
        self._ledger = ledger
        self._clock = clock
        self._orders = orders
        self._tally = tally
        self._brake = Brake(stop)
        self._jobs = Jobs(destination.gateway, ledger, destination.writer, clock)

    async def go(self) -> DestinationReport:
        """Run to the end, to a halt, or to a stop."""
        made_ready = await make_ready(self._destination, self._ledger)
        if not is_successful(made_ready):
            return self._report(trouble=made_ready.failure())
        ready = made_ready.unwrap()
        await self._ledger.begin(self._writer, RunStarted(self._orders.run_id, ready.version, ready.scope.topics))
        running = await self._settle_jobs(ready)
        await self._let_the_search_catch_up()
        detected = await detect(self._destination, self._ledger, ready, self._clock.now(), full=self._orders.full)
        if not is_successful(detected):
            return self._report(trouble=detected.failure())
        spool = detected.unwrap()
        try:
            stopped = await self._deliver(spool, ready, running)
        finally:
            await off_loop(spool.close)
        counts = {**self._tally.outcomes, "untried": self._tally.untried}
        await self._ledger.end(self._writer, RunEnded(self._orders.run_id, counts))
        return self._report(spool=spool, stopped=stopped)

    async def _settle_jobs(self, ready: Ready) -> frozenset[RecordId]:
        """Read what earlier runs' jobs came to, so that detection sees it; the Records of those that still run."""
        ended, running = await self._jobs.leftovers()
        if ended:
            await self._ledger.end(self._writer, RunEnded(self._orders.run_id))
            await self._ledger.begin(self._writer, RunStarted(self._orders.run_id, ready.version, ready.scope.topics))
        return running

    async def _let_the_search_catch_up(self) -> None:
        """Where an answer was lost, wait as long as the vendor's search may take to show what that write did."""
        lag = self._destination.gateway.facts.search_lag
        if not lag:
            return
        summary = await off_loop(self._ledger.summary, self._writer)
        if summary.standing.get(UNKNOWN):
            ended = summary.last_run
            passed = (self._clock.now() - ended).total_seconds() if ended is not None else 0.0
            await self._clock.sleep(max(0.0, lag - passed))

    async def _deliver(self, spool: Spool, ready: Ready, running: frozenset[RecordId]) -> GuardStop | None:
        destination, counts = self._destination, spool.counts
        self._tally.expected = counts.changed + counts.left
        _log.info("run started", destination=destination.name, changed=counts.changed, left=counts.left)
        sizes = destination.gateway.facts.sizes_for(self._tally.expected)
        stopped = await off_loop(self._guarded, spool, ready, unit_size(sizes))
        if stopped is not None and (stopped.final or not self._orders.allow_deletes):
            return stopped
        pipeline = Pipeline(destination, self._ledger, self._brake, self._jobs, sizes)
        dispatch = Dispatch(pipeline, self._ledger, self._writer, self._tally, self._brake)
        examination = Examination(
            spool, self._ledger, self._writer, ready.projection, ready.scope, running, self._destination.forgotten
        )
        await dispatch.all(examination, unit_size(sizes))
        return None

    def _guarded(self, spool: Spool, ready: Ready, size: int) -> GuardStop | None:
        """What the guard says; nothing has to be counted where nothing was ever delivered."""
        summary = self._ledger.summary(self._writer)
        if summary.delivered == 0:
            return None
        forgotten = self._destination.forgotten
        examination = Examination(spool, self._ledger, self._writer, ready.projection, ready.scope, forgotten=forgotten)
        forecast = survey(examination, self._destination.rules, size)
        guards = self._destination.guards
        return guard(forecast, spool.counts.total, summary.delivered, summary.members, guards)

    def _report(
        self, spool: Spool | None = None, trouble: Trouble | None = None, stopped: GuardStop | None = None
    ) -> DestinationReport:
        tally, halt = self._tally, self._brake.reason
        trouble = trouble or (gateway_trouble(halt) if halt is not None else Trouble(""))
        return DestinationReport(
            destination=self._destination.name,
            target=str(self._destination.target),
            outcomes=dict(tally.outcomes),
            actions=dict(tally.actions),
            total=spool.counts.total if spool else 0,
            unchanged=spool.counts.total - spool.counts.changed + tally.unchanged if spool else 0,
            untried=tally.untried,
            unwell=tuple(tally.unwell),
            refused_rows=spool.counts.refused if spool else 0,
            row_problems=tuple(f"{problem.row}: {problem.reason}" for problem in spool.problems) if spool else (),
            notes=(*_notes(spool), *tally.notes(), *forgotten_notes(self._destination)) if spool else (),
            forgotten=tally.forgotten,
            guard=stopped,
            error=trouble.reason,
            hint=trouble.hint,
            resumes=halt.until if isinstance(halt, Throttled) else None,
        )


def _notes(spool: Spool) -> tuple[str, ...]:
    if not spool.departures_withheld:
        return ()
    return ("some rows' ids can't be read, so nobody was treated as having left; mend those rows and run again",)
