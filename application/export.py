"""ExportService: one Destination's run, from what changed at the source to Outcomes in the Ledger."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace

from returns.pipeline import is_successful

from joey.application.blocking import blocking
from joey.application.destination import Destination
from joey.application.destination_run import DestinationRun, Orders
from joey.application.off_loop import off_loop
from joey.application.reports import DestinationReport, ProgressHook
from joey.application.tally import Tally
from joey.application.trouble import Trouble, ledger_failure, ledger_trouble
from joey.ports.clock import Clock
from joey.ports.ledger import LedgerFailed, LedgerStore


class ExportService:
    """Runs Destinations over Ledgers.

    ``stop``, once set, ends a run early: what is in flight is finished and recorded, and the report says what is left.
    """

    def __init__(self, ledgers: LedgerStore, clock: Clock, stop: asyncio.Event | None = None) -> None:
        self._ledgers = ledgers
        self._clock = clock
        self._stop = stop

    async def export(
        self, destination: Destination, orders: Orders | None = None, progress: ProgressHook | None = None
    ) -> DestinationReport:
        """Bring the Target in step with the Destination's Records; every way it can end is in the report."""
        orders = orders or Orders()
        orders = orders if orders.run_id else replace(orders, run_id=uuid.uuid4().hex)
        started = self._clock.monotonic()
        try:
            report = await self._leased(destination, orders, progress)
        except LedgerFailed as failed:
            report = unable(destination, ledger_failure(failed))
        return replace(report, seconds=self._clock.monotonic() - started)

    async def _leased(
        self, destination: Destination, orders: Orders, progress: ProgressHook | None
    ) -> DestinationReport:
        leased = await self._ledgers.lease(destination.target, orders.holder, wait=orders.wait)
        if not is_successful(leased):
            return unable(destination, ledger_trouble(leased.failure(), waits=True))
        ledger = leased.unwrap()
        try:
            destination = replace(destination, forgotten=await off_loop(self._ledgers.forgotten))
            tally = Tally(destination.name, progress)
            return await DestinationRun(destination, ledger, self._clock, orders, tally, self._stop).go()
        finally:
            await ledger.close()

    export_now = blocking(export)


def unable(destination: Destination, trouble: Trouble) -> DestinationReport:
    """The report of a Destination that could not run."""
    return DestinationReport(destination.name, str(destination.target), error=trouble.reason, hint=trouble.hint)
