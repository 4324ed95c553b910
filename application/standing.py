"""StandingService: which Records don't stand well at a Destination and why, and having them looked at again."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.application.assembly import Apps
from joey.application.blocking import blocking
from joey.application.off_loop import off_loop
from joey.application.project import DestinationConfig, Project
from joey.application.remembered import remembered_target
from joey.application.trouble import Trouble, ledger_failure, ledger_trouble
from joey.domain.ownership import Claimant, seniority
from joey.domain.record import RecordId
from joey.ports.ledger import LedgerFailed, LedgerStore, LedgerView, Rejection, Writer

_OWN = re.compile(r"""'[^']*'|"[^"]*"|\S+@\S+|\d+""")
"""What a reason says of one Record alone."""

ALL = 10_000_000
"""More Records than a list is good for."""


@dataclass(frozen=True, slots=True)
class StandingGroup:
    """Records that stand badly for one reason: the kind of Outcome, the field, and the Records, numbers by value."""

    kind: str
    reason: str
    field: str | None
    records: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class StandingReport:
    """A Destination's Records that don't stand well, the largest group first; ``error`` where that can't be told."""

    destination: str
    groups: tuple[StandingGroup, ...] = ()
    error: str = ""
    hint: str = ""

    @property
    def count(self) -> int:
        """How many Records."""
        return sum(len(group.records) for group in self.groups)


class StandingService:
    """Reads and orders by the Ledger alone; no vendor is asked."""

    def __init__(self, project: Project, apps: Apps, ledgers: LedgerStore) -> None:
        self._project = project
        self._apps = apps
        self._ledgers = ledgers

    async def rejected(self, names: Sequence[str] = ()) -> tuple[StandingReport, ...]:
        """What stands rejected, failed, unknown or deferred at the named Destinations (all, where none is named)."""
        reports = [off_loop(self._report, name) for name in names or self._project.destinations]
        return tuple(await asyncio.gather(*reports))

    rejected_now = blocking(rejected)

    async def retry(
        self, name: str, record_ids: Sequence[str] | None = None, holder: str = "joey retry"
    ) -> Result[int, Trouble]:
        """Have the next run look again at those Records, or at all that don't stand well; how many there are."""
        config = self._project.destinations[name]
        target = remembered_target(config, self._apps, self._ledgers)
        if target is None or target not in await off_loop(self._ledgers.targets):
            return Success(0)
        try:
            leased = await self._ledgers.lease(target, holder)
            if not is_successful(leased):
                return Failure(ledger_trouble(leased.failure()))
            ledger = leased.unwrap()
            try:
                ids = None if record_ids is None else [RecordId(one) for one in record_ids]
                return Success(await ledger.retry(Writer(name, config.model), ids))
            finally:
                await ledger.close()
        except LedgerFailed as failed:
            return Failure(ledger_failure(failed))

    retry_now = blocking(retry)

    def _report(self, name: str) -> StandingReport:
        config = self._project.destinations[name]
        target = remembered_target(config, self._apps, self._ledgers)
        if target is None:
            return StandingReport(name)
        try:
            seen = self._ledgers.view(target)
            if not is_successful(seen):
                trouble = ledger_trouble(seen.failure())
                return StandingReport(name, error=trouble.reason, hint=trouble.hint)
            view = seen.unwrap()
            return StandingReport(name, grouped(_standing(view, config)) if view is not None else ())
        except LedgerFailed as failed:
            trouble = ledger_failure(failed)
            return StandingReport(name, error=trouble.reason, hint=trouble.hint)


def grouped(records: Sequence[Rejection]) -> tuple[StandingGroup, ...]:
    """Records by reason; what a reason says of one Record alone (numbers, quoted values) doesn't make it another."""
    groups: defaultdict[tuple[str, str, str | None], list[Rejection]] = defaultdict(list)
    for record in sorted(records, key=lambda record: seniority(Claimant("", record.record_id))):
        groups[record.kind, _OWN.sub("…", record.reason), record.field].append(record)
    made = (StandingGroup(kind, _said(general, of), field, tuple(of)) for (kind, general, field), of in groups.items())
    return tuple(sorted(made, key=lambda group: -len(group.records)))


def _said(general: str, records: Sequence[Rejection]) -> str:
    """The reason as it is where it's one and the same, else what the reasons have in common."""
    reasons = {record.reason for record in records}
    return reasons.pop() if len(reasons) == 1 else general


def _standing(view: LedgerView, config: DestinationConfig) -> Sequence[Rejection]:
    return view.standing_badly(Writer(config.name, config.model), ALL)
