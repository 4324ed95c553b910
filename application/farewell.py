"""Farewell: one Record's departure from one Target for good, whatever the sync mode, by the ordinary pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from joey.application.delivery.brake import Brake
from joey.application.delivery.jobs import Jobs
from joey.application.delivery.pipeline import Pipeline
from joey.application.destination import Destination
from joey.application.off_loop import off_loop
from joey.application.receipt import Became
from joey.application.tally import reason_of
from joey.domain.export import NEVER, Departed, Standing
from joey.domain.facts import Deletion
from joey.domain.outcome import Attempt, Deferred, Delivered, Failed, Pending, Rejected, Skipped, Unknown
from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT, Released, Snapshot
from joey.domain.sync_mode import SyncMode
from joey.ports.clock import Clock
from joey.ports.ledger import Ledger, LedgerView, Writer

STILL_RUNS = "a job of the vendor's still has it; run `joey forget` again once that has ended"
NO_DELETES = "the vendor offers no way to delete it"


@dataclass(frozen=True, slots=True)
class Parted:
    """What became of the Record, why, and its remote record."""

    became: Became
    detail: str = ""
    remote_id: str | None = None


def for_good(view: LedgerView, writer: Writer, record_id: RecordId) -> Standing:
    """How the Record stands, as it has to be for all of it to go: also what was released, or is another one's too.

    Of what was released, the key is what history last names; where that is gone, the remote id has to do.
    """
    standing = view.standings(writer, [record_id]).get(record_id, NEVER)
    if isinstance(standing.held, Released) and standing.remote_id is not None:
        told = [entry.snapshot.key for entry in view.history(writer.model, record_id) if entry.snapshot is not None]
        standing = replace(standing, held=Snapshot(told[-1] if told else ""))
    return replace(standing, shared=False)


class Farewell:
    """Carries it out with a Ledger that is leased."""

    def __init__(self, destination: Destination, ledger: Ledger, clock: Clock) -> None:
        facts = destination.gateway.facts
        mode = SyncMode.SYNC if SyncMode.SYNC in facts.sync_modes else destination.mode
        self._destination = replace(destination, mode=mode)
        self._ledger = ledger
        self._clock = clock

    async def jobs_ended(self, writers: Sequence[Writer], record_id: RecordId) -> tuple[bool, bool]:
        """Read what jobs came to: whether any has ended (so that the Ledger must be folded), whether one has it yet."""
        ended = has_it = False
        for writer in writers:
            if await off_loop(self._ledger.jobs, writer):
                attempts, running = await self._jobs(writer).leftovers()
                ended, has_it = ended or bool(attempts), has_it or record_id in running
        return ended, has_it

    async def part(self, record_id: RecordId) -> Parted:
        """Have the remote record gone, as far as the vendor can."""
        standing = await off_loop(for_good, self._ledger, self._destination.writer, record_id)
        if not standing.delivered:
            return Parted(Became.NOTHING, "nothing of it is known to be there")
        gateway = self._destination.gateway
        if standing.unanswered and gateway.facts.search_lag:
            await self._clock.sleep(gateway.facts.search_lag)
        jobs = self._jobs(self._destination.writer)
        pipeline = Pipeline(self._destination, self._ledger, Brake(), jobs, gateway.facts.sizes)
        (attempt,) = await pipeline.deliver([Departed(record_id, standing)])
        return self._parted(attempt, standing)

    def _jobs(self, writer: Writer) -> Jobs:
        return Jobs(self._destination.gateway, self._ledger, writer, self._clock)

    def _parted(self, attempt: Attempt, standing: Standing) -> Parted:
        outcome, remote_id = attempt.outcome, attempt.remote_id or standing.remote_id
        match outcome:
            case Delivered() if attempt.held == ABSENT:
                archives = self._destination.gateway.facts.deletion is Deletion.ARCHIVE
                became = Became.ARCHIVED if archives else Became.DELETED
                return Parted(became, _archived(outcome.note, archives=archives), remote_id)
            case Delivered():
                return Parted(Became.LEFT, ", ".join(sorted(standing.groups)), remote_id)
            case Skipped():
                gone = attempt.held == ABSENT
                return Parted(Became.NOTHING if gone else Became.STAYS, _skipped(outcome), remote_id)
            case Rejected():
                return Parted(Became.REFUSED, outcome.reason, remote_id)
            case Deferred() | Failed() | Unknown() | Pending():
                return Parted(Became.OWED, reason_of(outcome), remote_id)
            case _:
                assert_never(outcome)


def _archived(note: str, *, archives: bool) -> str:
    said = "the vendor archives what is deleted; delete it for good there if that is needed" if archives else ""
    return "; ".join(filter(None, (note, said)))


def _skipped(outcome: Skipped) -> str:
    return NO_DELETES if "doesn't delete" in outcome.reason else outcome.reason
