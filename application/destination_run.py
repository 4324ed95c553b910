"""A Destination's run under a lease: detect, settle keys, deliver in units, acknowledge."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from returns.pipeline import is_successful

from joey.application.delivery.brake import Brake
from joey.application.delivery.pipeline import Pipeline
from joey.application.destination import Destination
from joey.application.examination import Examination, Unit
from joey.application.off_loop import off_loop
from joey.application.preparation import Ready, detect, make_ready, unit_size
from joey.application.reports import DestinationReport
from joey.application.tally import Tally
from joey.application.trouble import Trouble, gateway_trouble
from joey.domain.outcome import Delivered
from joey.domain.record import RecordId
from joey.ports.clock import Clock
from joey.ports.errors import Throttled
from joey.ports.ledger import Ledger, RunEnded, RunStarted
from joey.ports.source import Spool

_log = structlog.get_logger("joey.run")

UNITS_IN_FLIGHT = 3
"""Units side by side, so that one's groups and another's writes share the vendor's allowance."""


@dataclass(frozen=True, slots=True)
class Orders:
    """How a run is to go.

    ``full``: look at every row, changed or not. ``wait``: wait for a run that has the Target. ``holder``: who runs, for
    the one who finds the Target taken.
    """

    full: bool = False
    wait: bool = False
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
        self._ledger = ledger
        self._clock = clock
        self._orders = orders
        self._tally = tally
        self._stop = stop
        self._brake = Brake()
        self._jobs = Jobs(destination.gateway, ledger, destination.writer, clock)
        self._awaited: frozenset[RecordId] = frozenset()
        self._moved: set[RecordId] = set()

    async def go(self) -> DestinationReport:
        """Run to the end, to a halt, or to a stop."""
        made_ready = await make_ready(self._destination, self._ledger)
        if not is_successful(made_ready):
            return self._report(trouble=made_ready.failure())
        ready = made_ready.unwrap()
        detected = await detect(self._destination, self._ledger, ready, self._clock.now(), full=self._orders.full)
        if not is_successful(detected):
            return self._report(trouble=detected.failure())
        spool = detected.unwrap()
        try:
            await self._deliver(spool, ready)
        finally:
            await off_loop(spool.close)
        counts = {**self._tally.outcomes, "untried": self._tally.untried}
        await self._ledger.end(self._destination.writer, RunEnded(self._orders.run_id, counts))
        return self._report(spool=spool)

    async def _deliver(self, spool: Spool, ready: Ready) -> None:
        destination = self._destination
        self._tally.expected = spool.counts.changed + spool.counts.left
        _log.info("run started", destination=destination.name, changed=spool.counts.changed, left=spool.counts.left)
        started = RunStarted(self._orders.run_id, ready.version, ready.scope.topics)
        await self._ledger.begin(destination.writer, started)
        examination = Examination(spool, self._ledger, destination.writer, ready.projection, ready.scope)
        await off_loop(examination.settle_keys)
        size = unit_size(destination.gateway.facts.sizes)
        await self._each(examination.departures(size))
        self._awaited = examination.awaited
        await self._each(examination.changes(size))
        await self._work(examination.swaps())
        number = 1
        while not self._halted and (unit := examination.wave(number, self._moved)) is not None:
            await self._work(unit)
            number += 1

    async def _each(self, units: Iterator[Unit]) -> None:
        """Units one after the other off the spool, a few in flight at once, none begun after a halt."""
        slots = asyncio.Semaphore(UNITS_IN_FLIGHT)

        async def work(unit: Unit) -> None:
            try:
                await self._work(unit)
            finally:
                slots.release()

        async with asyncio.TaskGroup() as tasks:
            while not self._halted:
                await slots.acquire()
                unit = await off_loop(next, units, None)
                if unit is None:
                    break
                tasks.create_task(work(unit))

    async def _work(self, unit: Unit) -> None:
        writer = self._destination.writer
        self._tally.pass_over(unit.handed_over)
        if unit.settled:
            await self._ledger.settle(writer, unit.settled)
            self._tally.settle(len(unit.settled))
        if unit.refused:
            await self._ledger.note(writer, unit.refused)
            self._tally.add(unit.refused)
        if unit.exports and not self._halted:
            attempts = await self._pipeline.deliver(unit.exports)
            self._tally.add(attempts)
            delivered = {attempt.record_id for attempt in attempts if isinstance(attempt.outcome, Delivered)}
            self._moved |= delivered & self._awaited

    @property
    def _halted(self) -> bool:
        if self._stop is not None and self._stop.is_set():
            self._brake.stopped = True
        return self._brake.pulled

    def _report(self, spool: Spool | None = None, trouble: Trouble | None = None) -> DestinationReport:
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
            notes=_notes(spool) if spool else (),
            error=trouble.reason,
            hint=trouble.hint,
            resumes=halt.until if isinstance(halt, Throttled) else None,
        )


def _notes(spool: Spool) -> tuple[str, ...]:
    if not spool.departures_withheld:
        return ()
    return ("some rows' ids can't be read, so nobody was treated as having left; mend those rows and run again",)
