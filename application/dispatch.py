"""Dispatch: units of Exports off the spool to the pipeline, a few in flight at once, in the order that keys need."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from joey.application.delivery.brake import Brake
from joey.application.delivery.pipeline import Pipeline
from joey.application.examination import Examination, Unit
from joey.application.off_loop import off_loop
from joey.application.tally import Tally
from joey.domain.outcome import Delivered
from joey.domain.record import RecordId
from joey.ports.ledger import Ledger, LedgerFailed, Writer

UNITS_IN_FLIGHT = 3
"""Units side by side, so that one's groups and another's writes share the vendor's allowance."""


class Dispatch:
    """Sends one run's units: departures first, then changes, then those who had to wait for a key."""

    def __init__(self, pipeline: Pipeline, ledger: Ledger, writer: Writer, tally: Tally, brake: Brake) -> None:
        self._pipeline = pipeline
        self._ledger = ledger
        self._writer = writer
        self._tally = tally
        self._brake = brake
        self._awaited: frozenset[RecordId] = frozenset()
        self._moved: set[RecordId] = set()

    async def all(self, examination: Examination, size: int) -> None:
        """Everything that the examination finds, until the brake is pulled."""
        await off_loop(examination.settle_keys)
        self._awaited = examination.awaited
        await self._each(examination.departures(size))
        await self._each(examination.changes(size))
        await self._work(examination.swaps())
        number = 1
        while not self._brake.pulled and (unit := examination.wave(number, self._moved)) is not None:
            await self._work(unit)
            number += 1

    async def _each(self, units: Iterator[Unit]) -> None:
        """All units of a kind; a Ledger that fails under one of them ends it all, and is told as that."""
        try:
            await self._side_by_side(units)
        except* LedgerFailed as failures:
            failed = first_of(failures)
        else:
            return
        raise failed

    async def _side_by_side(self, units: Iterator[Unit]) -> None:
        slots = asyncio.Semaphore(UNITS_IN_FLIGHT)

        async def work(unit: Unit) -> None:
            try:
                await self._work(unit)
            finally:
                slots.release()

        async with asyncio.TaskGroup() as tasks:
            while not self._brake.pulled:
                await slots.acquire()
                unit = await off_loop(next, units, None)
                if unit is None:
                    break
                tasks.create_task(work(unit))

    async def _work(self, unit: Unit) -> None:
        self._tally.pass_over(unit.handed_over)
        self._tally.forget(len(unit.forgotten))
        if unit.settled:
            await self._ledger.settle(self._writer, unit.settled)
        self._tally.settle(len(unit.settled) + unit.standing)
        if unit.refused:
            await self._ledger.note(self._writer, unit.refused)
            self._tally.add(unit.refused)
        self._tally.add(unit.pending)
        if unit.exports and not self._brake.pulled:
            attempts = await self._pipeline.deliver(unit.exports)
            self._tally.add(attempts)
            delivered = {attempt.record_id for attempt in attempts if isinstance(attempt.outcome, Delivered)}
            self._moved |= delivered & self._awaited


def first_of(failures: BaseExceptionGroup[LedgerFailed]) -> LedgerFailed:
    """One failure of several that are the same."""
    failure = failures.exceptions[0]
    return failure if isinstance(failure, LedgerFailed) else first_of(failure)
