"""Examination: from what a source spooled to Exports, in units, with keys that several Records claim settled first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from returns.pipeline import is_successful

from joey.application.forgetting import Barrier
from joey.domain.diff import diff
from joey.domain.export import NEVER, Departed, Export, Present, Standing
from joey.domain.forgotten import NOBODY, Forgotten
from joey.domain.outcome import Attempt, Deferred, Pending, Rejected
from joey.domain.ownership import Claimant, Duplicate, HandedOver, Own, Verdict, settle
from joey.domain.projection import Projection
from joey.domain.property import Refusal
from joey.domain.record import RecordId
from joey.domain.scope import Scope, taking_over, wanted
from joey.domain.snapshot import Snapshot
from joey.ports.ledger import LedgerView, StandingClaim, Writer
from joey.ports.source import ChangedRow, LeftRow, Spool

SCAN = 10_000
"""Rows looked at together where only their keys are read."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What one look at the spool came to.

    ``exports``: to be delivered. ``settled``: rows that need nothing (id, fingerprint). ``refused``: rows that a rule
    refuses. ``pending``: rows that a job of the vendor's still has. ``handed_over``: how many leavers go on as others'
    remote records. ``standing``: how many duplicates stand as they stood, so that nothing is to be said of them.
    ``forgotten``: who is never to be sent; nothing of them may be kept.
    """

    exports: Sequence[Export] = ()
    settled: Sequence[tuple[RecordId, str]] = ()
    refused: Sequence[Attempt] = ()
    pending: Sequence[Attempt] = ()
    handed_over: int = 0
    standing: int = 0
    forgotten: Sequence[Attempt] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """An Export that may only be tried once another Record has moved off its key."""

    export: Present
    after: Claimant
    wave: int


def held_up(export: Present, by: RecordId | None) -> Attempt:
    """The attempt of an Export that could not be tried since another Record has not moved off its key."""
    reason = f"its key is still held by record {by}, which was to move off it and has not; it follows once that has"
    return Attempt(export.record_id, Deferred(reason), fingerprint=export.fingerprint, action="wait")


def still_running(record_id: RecordId) -> Attempt:
    """The attempt of an Export whose Record a job of the vendor's still has."""
    return Attempt(record_id, Pending("an earlier run's job"), action="wait")


def _stands(attempt: Attempt, claim: StandingClaim | None) -> bool:
    """Whether a duplicate is refused just as it was: the same row, for the same key."""
    outcome = attempt.outcome
    if claim is None or not isinstance(outcome, Rejected):
        return False
    return (claim.fingerprint, claim.key) == (attempt.fingerprint, outcome.claim)


class Examination:
    """Reads one Destination's spool. Methods block, and are called from one thread at a time."""

    def __init__(
        self,
        spool: Spool,
        ledger: LedgerView,
        writer: Writer,
        projection: Projection,
        scope: Scope,
        running: frozenset[RecordId] = frozenset(),
        forgotten: Forgotten = NOBODY,
    ) -> None:
        self._running = running
        self._barrier = Barrier(forgotten, writer.model, projection)
        self._spool = spool
        self._ledger = ledger
        self._writer = writer
        self._projection = projection
        self._scope = scope
        self._verdicts: Mapping[Claimant, Verdict] = {}
        self._waiting: list[Waiting] = []
        self._swapping: list[Present] = []

    def settle_keys(self) -> None:
        """Find out which keys several Records claim, and who gets them; before anything is delivered."""
        self._verdicts = settle(self._ledger.contested(self._writer, self._claims()).values())

    def departures(self, size: int) -> Iterator[Unit]:
        """Those that left, but for those whose remote record goes on as an heir's, or that a job still has."""
        for rows in self._spool.left(size):
            standings = self._ledger.standings(self._writer, [row.record_id for row in rows])
            forgotten = [attempt for row in rows if (attempt := self._barrier.by_id(row.record_id)) is not None]
            known = [row for row in rows if self._barrier.by_id(row.record_id) is None] if forgotten else rows
            pending = [still_running(row.record_id) for row in known if row.record_id in self._running]
            known = [row for row in known if row.record_id not in self._running] if pending else known
            leaving = [row for row in known if not self._handed_over(row)]
            exports = [self._departed(row, standings.get(row.record_id, NEVER)) for row in leaving]
            yield Unit(exports, pending=pending, handed_over=len(known) - len(leaving), forgotten=forgotten)

    def changes(self, size: int) -> Iterator[Unit]:
        """Those that are new, changed or owed; who has to wait for another Record is put aside."""
        for rows in self._spool.changed(size):
            yield self._unit(rows)

    def swaps(self) -> Unit:
        """Those whose keys go round in a circle, put aside by ``changes``; only whole circles, the others wait."""
        going = {export.record_id: export for export in self._swapping}
        while broken := [who for who, export in going.items() if export.heir_of not in going]:
            for who in broken:
                del going[who]
        stuck = [held_up(export, export.heir_of) for export in self._swapping if export.record_id not in going]
        return Unit(list(going.values()), refused=stuck)

    def wave(self, number: int, moved: Collection[RecordId]) -> Unit | None:
        """Those put aside until others had moved off their keys; None where there is no such wave any more."""
        if not any(waiting.wave >= number for waiting in self._waiting):
            return None
        due = [waiting for waiting in self._waiting if waiting.wave == number]
        free = [waiting.export for waiting in due if waiting.after.record_id in moved]
        stuck = [held_up(w.export, w.after.record_id) for w in due if w.after.record_id not in moved]
        return Unit(free, refused=stuck)

    @property
    def awaited(self) -> frozenset[RecordId]:
        """The Records whose moves others wait for."""
        owning = [verdict for verdict in self._verdicts.values() if isinstance(verdict, Own)]
        return frozenset(own.after.record_id for own in owning if own.after is not None)

    def _claims(self) -> Iterator[Sequence[tuple[RecordId, str | None]]]:
        for rows in self._spool.left(SCAN):
            standings = self._ledger.standings(self._writer, [row.record_id for row in rows])
            going = [row.record_id for row in rows if not standings.get(row.record_id, NEVER).shared]
            yield [(record_id, None) for record_id in going if self._barrier.by_id(record_id) is None]
        for batch in self._spool.keys(sorted(self._projection.key_properties), SCAN):
            keyed = ((record_id, self._projection.key_of(properties)) for record_id, properties in batch)
            wanting = ((record_id, key.unwrap()) for record_id, key in keyed if is_successful(key))
            yield [(who, key) for who, key in wanting if self._barrier.by_key(who, key) is None]

    def _unit(self, rows: Sequence[ChangedRow]) -> Unit:
        forgotten = self._barrier.rows(rows)
        rows = [row for row in rows if row.record.id not in forgotten]
        pending = [still_running(row.record.id) for row in rows if row.record.id in self._running]
        rows = [row for row in rows if row.record.id not in self._running]
        ids = [row.record.id for row in rows]
        heirs = {who: of for who in ids if (of := self._inherits(who)) is not None}
        standings = self._ledger.standings(self._writer, [*ids, *heirs.values()])
        claims = self._ledger.claims(self._writer, [who for who in ids if isinstance(self._verdict(who), Duplicate)])
        exports: list[Export] = []
        settled: list[tuple[RecordId, str]] = []
        refused: list[Attempt] = []
        standing = 0
        for row in rows:
            examined = self._examine(row, standings, heirs.get(row.record.id))
            if isinstance(examined, Attempt) and _stands(examined, claims.get(row.record.id)):
                standing += 1
            elif isinstance(examined, Attempt):
                refused.append(examined)
            elif isinstance(examined, Present):
                exports.extend(self._put_aside(examined))
            else:
                settled.append((row.record.id, row.fingerprint))
        return Unit(exports, settled, refused, pending, standing=standing, forgotten=tuple(forgotten.values()))

    def _examine(
        self, row: ChangedRow, standings: Mapping[RecordId, Standing], heir_of: RecordId | None
    ) -> Present | Attempt | None:
        """The row's Export; an Attempt where a rule refuses it; None where the Target holds it already."""
        record_id = row.record.id
        verdict = self._verdict(record_id)
        mapped = self._projection.snapshot_of(row.record)
        if isinstance(mapped, Refusal):
            rejected = Rejected(mapped.reason, mapped.field)
            return Attempt(record_id, rejected, fingerprint=row.fingerprint, action="map")
        if isinstance(verdict, Duplicate):
            return self._duplicate(row, mapped, verdict)
        own = standings.get(record_id, NEVER)
        standing = own if heir_of is None else standings.get(heir_of, NEVER)
        held = own.held if isinstance(own.held, Snapshot) else None
        goal = wanted(mapped, held, self._scope)
        if heir_of is not None:
            goal = taking_over(goal, standing.held, self._scope)
        swaps = isinstance(verdict, Own) and verdict.swaps
        if heir_of is None and standing.certain and diff(held, goal).is_empty:
            return None
        former = own if heir_of is not None and not swaps and own.delivered else None
        return Present(record_id, goal, standing, row.fingerprint, former, heir_of, swaps, self._beaten(verdict))

    def _beaten(self, verdict: Verdict | None) -> frozenset[RecordId]:
        over = verdict.over if isinstance(verdict, Own) else ()
        return frozenset(who.record_id for who in over if who.model == self._writer.model)

    def _duplicate(self, row: ChangedRow, mapped: Snapshot, verdict: Duplicate) -> Attempt:
        other = verdict.of.record_id if verdict.of.model == self._writer.model else f"{verdict.of}"
        field = self._projection.key.name
        reason = f"record {other} has the same key; it keeps it, and this record takes over when that one goes"
        rejected = Rejected(reason, field, claim=mapped.key)
        return Attempt(row.record.id, rejected, fingerprint=row.fingerprint, action="claim")

    def _put_aside(self, export: Present) -> Sequence[Present]:
        verdict = self._verdict(export.record_id)
        if not isinstance(verdict, Own) or (verdict.after is None and not verdict.swaps):
            return (export,)
        if verdict.after is not None:
            self._waiting.append(Waiting(export, verdict.after, verdict.wave))
        else:
            self._swapping.append(export)
        return ()

    def _departed(self, row: LeftRow, standing: Standing) -> Departed:
        managed = self._scope.managed_groups(standing.groups) if standing.shared else None
        return Departed(row.record_id, standing, managed)

    def _handed_over(self, row: LeftRow) -> bool:
        return isinstance(self._verdict(row.record_id), HandedOver)

    def _inherits(self, record_id: RecordId) -> RecordId | None:
        verdict = self._verdict(record_id)
        heir_of = verdict.heir_of if isinstance(verdict, Own) else None
        return heir_of.record_id if heir_of is not None and heir_of.model == self._writer.model else None

    def _verdict(self, record_id: RecordId) -> Verdict | None:
        return self._verdicts.get(Claimant(self._writer.model, record_id))
