"""Reading a Ledger in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from joey.adapters.ledgers.entries import Entry
from joey.adapters.ledgers.examined import SCHEMA, ArrowRows
from joey.adapters.ledgers.folding import Pages
from joey.adapters.ledgers.past import history_of
from joey.adapters.ledgers.rows import (
    RELEASED,
    SNAPSHOT,
    STANDS,
    Course,
    Kept,
    RecordKey,
    Tracked,
    micros,
    moment_of,
)
from joey.adapters.ledgers.writing import job_of, standing_of
from joey.domain.export import Standing
from joey.domain.ownership import Claim, Claimant
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.ledger import HistoryEntry, Job, LedgerView, Rejection, StandingClaim, Summary, Writer
from joey.ports.source import ExaminedRows


class MemoryView(LedgerView):
    """The state as it was last folded."""

    def __init__(self, pages: Pages[Snapshot], journal: Sequence[Entry[Snapshot]]) -> None:
        self._pages = pages
        self._journal = journal

    def examined(self, writer: Writer, now: datetime) -> ExaminedRows:
        moment = micros(now)
        rows = [(who, row.examined, row.present, _is_owed(row, moment)) for who, row in self._of(writer)]
        columns = zip(*rows, strict=True) if rows else ((), (), (), ())
        table = pa.table(
            [pa.array(column, kind.type) for column, kind in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
        )
        return ArrowRows(table.to_reader)

    def standings(self, writer: Writer, record_ids: Sequence[RecordId]) -> Mapping[RecordId, Standing]:
        found = ((record_id, self._standing(writer, record_id)) for record_id in record_ids)
        return {record_id: standing for record_id, standing in found if standing is not None}

    def contested(
        self, writer: Writer, claims: Iterable[Sequence[tuple[RecordId, str | None]]]
    ) -> Mapping[Claimant, Claim]:
        holding = {who: row.key for who, row in self._pages.kept.items() if row.key is not None}
        asked: dict[RecordKey, str | None] = {}
        for record_id, key in (claim for batch in claims for claim in batch):
            if key is not None or not self._is_shared(writer, record_id):
                asked[writer.model, record_id] = key
        wanting: dict[RecordKey, str | None] = {**holding, **asked}
        touching: dict[str, set[RecordKey]] = {}
        for key, who in _keys(holding, wanting):
            touching.setdefault(key, set()).add(who)
        claimed = ({holding.get(who), key} for who, key in asked.items())
        concerned = {key for keys in claimed for key in keys if key is not None}
        rivals = {who for key in concerned if len(touching[key]) > 1 for who in touching[key]}
        claimants = ((Claimant(model, RecordId(who)), (model, who)) for model, who in rivals)
        return {one: Claim(one, holding.get(who), wanting.get(who), self._tried(who)) for one, who in claimants}

    def owners(self, remote_ids: Sequence[str]) -> Mapping[str, frozenset[Claimant]]:
        found: dict[str, set[Claimant]] = {}
        asked = frozenset(remote_ids)
        for (model, record_id), row in self._pages.kept.items():
            if row.remote_id is not None and row.remote_id in asked and _owns(row):
                found.setdefault(row.remote_id, set()).add(Claimant(model, RecordId(record_id)))
        return {remote_id: frozenset(claimants) for remote_id, claimants in found.items()}

    def doubts(self) -> Mapping[Claimant, Standing]:
        doubtful = ((who, row) for who, row in self._pages.kept.items() if row.unanswered)
        return {
            Claimant(model, RecordId(who)): standing_of(row, (), _as_is, shared=False) for (model, who), row in doubtful
        }

    def claims(self, writer: Writer, record_ids: Sequence[RecordId]) -> Mapping[RecordId, StandingClaim]:
        asked = ((who, self._pages.tracked.get((writer.destination, writer.model, who))) for who in record_ids)
        return {
            who: StandingClaim(row.examined, row.claim)
            for who, row in asked
            if row is not None and row.kind == "rejected" and row.claim is not None
        }

    def managed(self, writer: Writer) -> frozenset[str]:
        return self._course(writer).managed

    def jobs(self, writer: Writer) -> Sequence[Job]:
        mine = (job for (*of, _), job in self._pages.jobs.items() if tuple(of) == (writer.destination, writer.model))
        return [job_of(job, _as_is) for job in mine]

    def summary(self, writer: Writer) -> Summary:
        present = [(who, row) for who, row in self._of(writer) if row.present]
        kept = (self._pages.kept.get((writer.model, who)) for who, _ in present)
        held = [row.snapshot for row in kept if row is not None and row.snapshot is not None]
        members = Counter(group for snapshot in held for group in snapshot.groups)
        course = self._course(writer)
        last_run = moment_of(course.last_run) if course.last_run is not None else None
        standing = Counter(row.kind for _, row in present)
        return Summary(writer, len(present), len(held), standing, last_run, course.last_counts, members, course.version)

    def standing_badly(self, writer: Writer, limit: int) -> Sequence[Rejection]:
        badly = sorted((who, row) for who, row in self._of(writer) if row.kind not in ("delivered", "skipped"))
        return [
            Rejection(RecordId(who), row.kind, row.reason, row.field, moment_of(row.since))
            for who, row in badly[:limit]
        ]

    def history(self, model: str, record_id: RecordId) -> Sequence[HistoryEntry]:
        read: Callable[[Snapshot], Snapshot] = _as_is
        return [happened for entry in self._journal for happened in history_of(entry, model, record_id, read)]

    def writers(self) -> Sequence[Writer]:
        return [Writer(*key) for key in sorted(self._pages.courses)]

    def _retriable(self, writer: Writer, record_ids: Sequence[RecordId] | None) -> tuple[str, ...]:
        named = None if record_ids is None else frozenset(record_ids)
        there = ((who, row) for who, row in self._of(writer) if row.present)
        return tuple(sorted(who for who, row in there if (row.kind in STANDS if named is None else who in named)))

    def _alone(self, writer: Writer) -> tuple[RecordId, ...]:
        """The Records that no other Destination has in."""
        mine = (RecordId(who) for who, _ in self._of(writer))
        return tuple(sorted(who for who in mine if not self._is_shared(writer, who)))

    def _course(self, writer: Writer) -> Course:
        return self._pages.courses.get((writer.destination, writer.model), Course())

    def _of(self, writer: Writer) -> Iterable[tuple[str, Tracked]]:
        mine = (writer.destination, writer.model)
        return ((who[2], row) for who, row in self._pages.tracked.items() if who[:2] == mine)

    def _tried(self, who: RecordKey) -> tuple[str, ...]:
        kept = self._pages.kept.get(who)
        return tuple(snapshot.key for snapshot in kept.unanswered) if kept is not None else ()

    def _standing(self, writer: Writer, record_id: RecordId) -> Standing | None:
        kept = self._pages.kept.get((writer.model, record_id))
        trails = [(*key, record_id) for key in self._pages.courses if key[1] == writer.model]
        if kept is None and not any(trail in self._pages.tracked for trail in trails):
            return None
        in_jobs = [
            job for trail in trails if (job := self._pages.opened.get(trail)) is not None and job.handle is not None
        ]
        return standing_of(kept, in_jobs, _as_is, shared=self._is_shared(writer, record_id))

    def _is_shared(self, writer: Writer, record_id: str) -> bool:
        others = [key for key in self._pages.courses if key[1] == writer.model and key[0] != writer.destination]
        rows = (self._pages.tracked.get((*key, record_id)) for key in others)
        return any(row is not None and row.present for row in rows)


def _keys(*claims: Mapping[RecordKey, str | None]) -> Iterable[tuple[str, RecordKey]]:
    return ((key, who) for some in claims for who, key in some.items() if key is not None)


def _is_owed(row: Tracked, now: int) -> bool:
    return row.owed or (row.recheck_at is not None and row.recheck_at <= now)


def _owns(row: Kept[Snapshot]) -> bool:
    """Who was released owns nothing; who may have written the remote record does."""
    return row.mark == SNAPSHOT or (row.mark != RELEASED and bool(row.unanswered))


def _as_is(snapshot: Snapshot) -> Snapshot:
    return snapshot


def blank_view() -> LedgerView:
    """The view of a Ledger to which nothing was ever written."""
    return MemoryView(Pages(), [])
