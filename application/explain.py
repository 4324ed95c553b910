"""ExplainService: why a Record is at a Destination as it is: its row, its mapping, what's known, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.application.assembly import Apps, Assembly
from joey.application.blocking import blocking
from joey.application.destination import Destination
from joey.application.examination import Examination
from joey.application.off_loop import off_loop
from joey.application.one_record import OneRecord
from joey.application.preparation import Ready, make_ready
from joey.application.survey import blind, units
from joey.application.tally import reason_of
from joey.application.trouble import Trouble, ledger_failure, ledger_trouble, source_trouble
from joey.domain.action import Action, Delete, LeaveGroups, Reject, Skip
from joey.domain.export import Export, Standing
from joey.domain.record import Record, RecordId
from joey.domain.tracing import Trace, trace
from joey.ports.ledger import HistoryEntry, LedgerFailed, LedgerStore, LedgerView
from joey.ports.source import Spool

_NEVER = "it isn't in the Destination, and was never delivered"


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of one Record at one Destination.

    ``presence``: whether the source has it and it belongs to the Destination, in words. ``next_action``: what a run
    would do now, and ``because``: why.
    """

    destination: str
    record_id: str
    presence: str
    record: Record | None = None
    trace: Trace | None = None
    standing: Standing = field(default_factory=Standing)
    next_action: str = ""
    because: str = ""
    history: Sequence[HistoryEntry] = ()


class ExplainService:
    """Answers for any Record, also for one that nobody has ever seen. Nothing is written."""

    def __init__(self, apps: Apps, assembly: Assembly, ledgers: LedgerStore, blank: LedgerView) -> None:
        self._apps = apps
        self._assembly = assembly
        self._ledgers = ledgers
        self._blank = blank

    async def explain(self, destination: str, record_id: str) -> Result[Explanation, Trouble]:
        """Explain a Record at a Destination; Trouble where the Destination itself can't be looked at."""
        try:
            assembled = await self._assembly.named(destination)
            if not is_successful(assembled):
                return Failure(assembled.failure())
            return await self._explain(assembled.unwrap(), RecordId(record_id))
        except LedgerFailed as failed:
            return Failure(ledger_failure(failed))
        finally:
            await self._apps.aclose()

    explain_now = blocking(explain)

    async def _explain(self, destination: Destination, record_id: RecordId) -> Result[Explanation, Trouble]:
        seen = await off_loop(self._ledgers.view, destination.target)
        if not is_successful(seen):
            return Failure(ledger_trouble(seen.failure()))
        view = seen.unwrap() or self._blank
        destination = replace(destination, forgotten=await off_loop(self._ledgers.forgotten))
        made_ready = await make_ready(destination, view)
        if not is_successful(made_ready):
            return Failure(made_ready.failure())
        fetched = await off_loop(destination.source.fetch, destination.model, record_id)
        if not is_successful(fetched):
            return Failure(source_trouble(fetched.failure()))
        return Success(await off_loop(_explained, destination, view, made_ready.unwrap(), fetched.unwrap(), record_id))


def _explained(
    destination: Destination, view: LedgerView, ready: Ready, record: Record | None, record_id: RecordId
) -> Explanation:
    presence, belongs = _presence(destination, record)
    history = view.history(destination.model.name, record_id)
    standing = view.standings(destination.writer, [record_id]).get(record_id, Standing())
    action, because = _next(destination, view, ready, OneRecord(record_id, record if belongs else None))
    if not belongs and not standing.snapshots and action != "forget":
        action, because = "nothing", _over(history, destination)
    traced = None
    if record is not None:
        traced = trace(record, ready.projection, ready.types, destination.locale)
    return Explanation(
        destination=destination.name,
        record_id=str(record_id),
        presence=presence,
        record=record,
        trace=traced,
        standing=standing,
        next_action=action,
        because=because,
        history=history,
    )


def _over(history: Sequence[HistoryEntry], destination: Destination) -> str:
    """Why nothing is to be done for a Record that the Target doesn't hold and needn't."""
    mine = any(entry.kind == "delivered" and entry.destination == destination.name for entry in history)
    return "it has left the Destination, and that was carried out" if mine else _NEVER


def _presence(destination: Destination, record: Record | None) -> tuple[str, bool]:
    if record is None:
        return f"not in the model {destination.model.name}", False
    if destination.only is not None and destination.only not in record.groups:
        return f"in the model {destination.model.name}, but not in the group {destination.only}", False
    return f"in the model {destination.model.name}", True


def _next(destination: Destination, view: LedgerView, ready: Ready, spool: Spool) -> tuple[str, str]:
    """What a run would do for the Record if it looked at it now, and why."""
    writer, forgotten = destination.writer, destination.forgotten
    examination = Examination(spool, view, writer, ready.projection, ready.scope, forgotten=forgotten)
    for unit in units(examination, 1):
        for attempt in (*unit.refused, *unit.forgotten):
            return attempt.action or "refuse", reason_of(attempt.outcome)
        if unit.settled:
            return "nothing", "the Target is known to hold just what the Record comes to"
        for export in unit.exports:
            action = blind(export, destination.rules).action
            return type(action).__name__.lower(), _because(export, action)
    return "nothing", "its remote record goes on as another Record's"


def _because(export: Export, action: Action) -> str:
    if isinstance(action, Skip | Reject):
        return action.reason
    if isinstance(action, Delete):
        return "it has left, and this sync mode deletes"
    if isinstance(action, LeaveGroups):
        return f"it has left: {', '.join(sorted(action.groups))}"
    if export.standing.unanswered:
        return "an earlier write was never answered: it is found first, and all of it is written"
    if not export.standing.delivered:
        return "it was never delivered: the vendor is asked whether it has the key, and it is updated or created"
    change = action.diff
    parts = [f"{name} changes" for name in sorted(change.set)] + [
        f"{name} is cleared" for name in sorted(change.cleared)
    ]
    parts += [f"joins {name}" for name in sorted(change.joined)] + [f"leaves {name}" for name in sorted(change.left)]
    if change.rekeyed is not None:
        parts.insert(0, "its key changes")
    return ", ".join(parts) or "the vendor is asked for it first"
