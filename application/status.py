"""StatusService: each Destination in numbers, as the Ledger knows it; no vendor is asked."""

from __future__ import annotations

from returns.pipeline import is_successful

from joey.application.assembly import Apps
from joey.application.blocking import blocking
from joey.application.off_loop import off_loop
from joey.application.project import DestinationConfig, Project
from joey.application.remembered import remembered_target
from joey.application.reports import DestinationStatus, StatusReport
from joey.application.trouble import ledger_failure, ledger_trouble
from joey.domain.target import Target
from joey.ports.ledger import LedgerFailed, LedgerStore, Writer


class StatusService:
    """Reads Ledgers, also while a run goes on."""

    def __init__(self, project: Project, apps: Apps, ledgers: LedgerStore) -> None:
        self._project = project
        self._apps = apps
        self._ledgers = ledgers

    async def status(self) -> StatusReport:
        """All Destinations, in the project's order."""
        statuses = [await off_loop(self._one, config) for config in self._project.destinations.values()]
        forgotten = await off_loop(self._ledgers.forgotten)
        counts = {model: number for model in self._project.models if (number := forgotten.counted(model))}
        return StatusReport(tuple(statuses), counts)

    status_now = blocking(status)

    def target(self, config: DestinationConfig) -> Target | None:
        """The Target as remembered from the last time the vendor was asked; None where it never was."""
        return remembered_target(config, self._apps, self._ledgers)

    def _one(self, config: DestinationConfig) -> DestinationStatus:
        target = self.target(config)
        if target is None:
            return DestinationStatus(config.name, "", never_ran=True)
        try:
            return self._known(config, target)
        except LedgerFailed as failed:
            return DestinationStatus(config.name, str(target), error=ledger_failure(failed).reason)

    def _known(self, config: DestinationConfig, target: Target) -> DestinationStatus:
        seen = self._ledgers.view(target)
        if not is_successful(seen):
            return DestinationStatus(config.name, str(target), error=ledger_trouble(seen.failure()).reason)
        view = seen.unwrap()
        if view is None:
            return DestinationStatus(config.name, str(target), never_ran=True)
        summary = view.summary(Writer(config.name, config.model))
        return DestinationStatus(
            destination=config.name,
            target=str(target),
            present=summary.present,
            delivered=summary.delivered,
            standing=summary.standing,
            last_run=summary.last_run,
            last_counts=summary.last_counts,
            never_ran=summary.last_run is None,
        )
