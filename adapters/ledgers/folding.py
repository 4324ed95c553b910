"""The fold: what each journal entry does to the state. Pure; every Ledger here folds by these rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar, assert_never

from joey.adapters.ledgers.entries import (
    Began,
    Dropped,
    Ended,
    Entry,
    Intended,
    JobAnswered,
    JobSubmitted,
    Noted,
    Recovered,
    Renamed,
    Retried,
    Settled,
)
from joey.adapters.ledgers.rows import (
    ABSENT,
    RELEASED,
    SNAPSHOT,
    AttemptRow,
    Course,
    IntentRow,
    JobKey,
    JobRow,
    Kept,
    Micros,
    Opened,
    RecordKey,
    Tracked,
    TrackKey,
    WriterKey,
)

S = TypeVar("S")

RECHECK: Micros = 7 * 24 * 3600 * 1_000_000
"""After this long a refused create is looked up again."""

NO_ANSWER = "the run ended before the answer was recorded"


@dataclass(slots=True)
class Pages(Generic[S]):
    """The part of the state that a fold works on: the rows of every Record that its entries name.

    An implementation that keeps its state elsewhere loads what ``reads`` names, folds, and writes all of it back.
    """

    recheck: Micros = RECHECK
    kept: dict[RecordKey, Kept[S]] = field(default_factory=dict)
    tracked: dict[TrackKey, Tracked] = field(default_factory=dict)
    opened: dict[TrackKey, Opened[S]] = field(default_factory=dict)
    courses: dict[WriterKey, Course] = field(default_factory=dict)
    jobs: dict[JobKey, JobRow[S]] = field(default_factory=dict)

    def fold(self, entry: Entry[S]) -> None:  # noqa: C901 - one case a kind of entry
        """What one entry does."""
        match entry:
            case Noted(writer=writer, at=at, rows=rows):
                for row in rows:
                    self._attempt(writer, at, row)
            case Intended(writer=writer, at=at, rows=intents):
                for intent in intents:
                    self._intent(writer, at, intent)
            case Settled(writer=writer, at=at, rows=settled):
                self.tracked.update({(*writer, who): _settled(fingerprint, at) for who, fingerprint in settled})
            case JobSubmitted() | JobAnswered():
                self._job(entry)
            case Began() | Ended():
                self._course(entry)
            case Recovered(at=at):
                self._unanswered(at, [who for who, intent in self.opened.items() if intent.handle is None])
            case Retried(writer=writer, rows=ids):
                self._retry([(*writer, who) for who in ids])
            case Renamed(writer=writer, to=to):
                self._rename(writer, to)
            case Dropped(writer=writer, at=at, forget=forget):
                self._drop(writer, at, forget=forget)
            case _:
                assert_never(entry)

    def _retry(self, who: Iterable[TrackKey]) -> None:
        for one in who:
            if one in self.tracked:
                self.tracked[one] = self.tracked[one]._replace(examined=None, owed=True)

    def _rename(self, writer: WriterKey, to: WriterKey) -> None:
        self.tracked = {_moved(who, writer, to): row for who, row in self.tracked.items()}
        self.opened = {_moved(who, writer, to): row for who, row in self.opened.items()}
        self.jobs = {_moved(who, writer, to): row for who, row in self.jobs.items()}
        if writer in self.courses:
            self.courses[to] = self.courses.pop(writer)

    def _drop(self, writer: WriterKey, at: Micros, *, forget: bool) -> None:
        """What others have in stays as it is."""
        mine = {who[1:] for who in self.tracked if who[:2] == writer}
        others = {who[1:] for who, row in self.tracked.items() if who[:2] != writer and row.present}
        for record in (mine - others) & self.kept.keys():
            if forget:
                del self.kept[record]
            elif self.kept[record].mark == SNAPSHOT or self.kept[record].unanswered:
                self.kept[record] = Kept(RELEASED, None, None, self.kept[record].remote_id, at, ())
        self.tracked = {who: row for who, row in self.tracked.items() if who[:2] != writer}
        self.opened = {who: row for who, row in self.opened.items() if who[:2] != writer}
        self.jobs = {who: row for who, row in self.jobs.items() if who[:2] != writer}
        self.courses.pop(writer, None)

    def _job(self, entry: JobSubmitted[S] | JobAnswered) -> None:
        if isinstance(entry, JobSubmitted):
            self.jobs[*entry.writer, entry.job.handle] = entry.job
            return
        self.jobs.pop((*entry.writer, entry.handle), None)
        left = [who for who, intent in self.opened.items() if intent.handle == entry.handle and who[:2] == entry.writer]
        self._unanswered(entry.at, left)

    def _course(self, entry: Began | Ended) -> None:
        known = self.courses.get(entry.writer, Course())
        if isinstance(entry, Began):
            managed = known.managed.union(entry.speaks_of)
            self.courses[entry.writer] = replace(known, version=entry.version, managed=managed, last_run=entry.at)
            return
        self.courses[entry.writer] = replace(known, last_run=entry.at, last_counts=dict(entry.counts))
        mine = [who for who, intent in self.opened.items() if who[:2] == entry.writer and intent.handle is None]
        self._unanswered(entry.at, mine)

    def _intent(self, writer: WriterKey, at: Micros, row: IntentRow[S]) -> None:
        """One that is open already stays unanswered, unless it's the same thing tried again."""
        who = (*writer, row.record_id)
        before = self.opened.get(who)
        if before is not None and before.wanted != row.wanted:
            self._doubt(who, at, before)
        self.opened[who] = Opened(row.wanted, row.remote_id, None, row.inherits)

    def _attempt(self, writer: WriterKey, at: Micros, row: AttemptRow[S]) -> None:
        who = (*writer, row.record_id)
        intent = self.opened.pop(who, None)
        if row.mark is not None:
            self._hold(who, at, row)
        elif row.kind == "unknown" and intent is not None:
            self._doubt(who, at, intent)
        elif row.kind == "pending" and intent is not None:
            self.opened[who] = intent._replace(handle=row.handle)
        if row.inherited_from is not None and row.mark is not None:
            self._hand_over(writer, at, row)
        self._track(who, at, row)

    def _hold(self, who: TrackKey, at: Micros, row: AttemptRow[S]) -> None:
        record = who[1:]
        remote_id = row.remote_id
        if remote_id is None and (before := self.kept.get(record)) is not None:
            remote_id = before.remote_id
        if row.mark == SNAPSHOT:
            self.kept[record] = Kept(SNAPSHOT, row.snapshot, row.key, remote_id, at, ())
        elif row.mark == RELEASED:
            self.kept[record] = Kept(RELEASED, None, None, remote_id, at, ())
        else:
            self.kept[record] = Kept(ABSENT, None, None, None, at, ())

    def _doubt(self, who: TrackKey, at: Micros, intent: Opened[S]) -> None:
        """The remote may hold what was wanted; after a departure, what was held, or nothing."""
        record = who[1:]
        kept = self.kept.get(record) or Kept[S](ABSENT, None, None, None, at, ())
        may_hold = intent.wanted if intent.wanted is not None else kept.snapshot
        unanswered = kept.unanswered
        if may_hold is not None and may_hold not in unanswered:
            unanswered = (*unanswered, may_hold)
        remote_id = kept.remote_id if kept.remote_id is not None else intent.remote_id
        self.kept[record] = kept._replace(unanswered=unanswered, remote_id=remote_id)
        if intent.inherits is not None:
            self._doubt_former((*who[:2], intent.inherits), intent)

    def _doubt_former(self, who: TrackKey, intent: Opened[S]) -> None:
        """The remote record may have gone on as another Record's: it's found before anybody writes or deletes it."""
        kept, tracked = self.kept.get(who[1:]), self.tracked.get(who)
        if kept is None or kept.mark != SNAPSHOT or intent.wanted is None:
            return
        if intent.wanted not in kept.unanswered:
            self.kept[who[1:]] = kept._replace(unanswered=(*kept.unanswered, intent.wanted))
        if tracked is not None:
            self.tracked[who] = tracked._replace(owed=True)

    def _hand_over(self, writer: WriterKey, at: Micros, row: AttemptRow[S]) -> None:
        """Whose remote record was taken over holds none any more; unless it has meanwhile been given another one."""
        leaver = (writer[1], row.inherited_from or "")
        held = self.kept.get(leaver)
        if held is not None and not _is_taken(held, row):
            return
        self.kept[leaver] = Kept(ABSENT, None, None, None, at, ())
        who = (*writer, leaver[1])
        if who in self.tracked:
            self.tracked[who] = _gone(at, f"handed over to record {row.record_id}")

    def _track(self, who: TrackKey, at: Micros, row: AttemptRow[S]) -> None:
        before = self.tracked.get(who)
        done = row.kind in ("delivered", "skipped")
        if row.departed and done:
            self.tracked[who] = _gone(at, row.reason, row.kind)
            return
        final = done or row.kind == "rejected"
        examined = before.examined if before is not None else None
        if final and row.fingerprint is not None:
            examined = row.fingerprint
        owed = not final or row.departed or (row.kind == "rejected" and row.claim is not None)
        since = before.since if before is not None and before.kind == row.kind and not done else at
        recheck = at + self.recheck if row.kind == "skipped" and row.recheck else None
        failures = _failures(before, row.kind)
        self.tracked[who] = Tracked(
            examined, True, owed, recheck, row.kind, row.reason, row.field, row.claim, failures, since, at
        )

    def _unanswered(self, at: Micros, who: Iterable[TrackKey]) -> None:
        for one in who:
            self._doubt(one, at, self.opened.pop(one))
            before = self.tracked.get(one)
            failures = _failures(before, "unknown")
            examined = before.examined if before is not None else None
            since = before.since if before is not None and before.kind == "unknown" else at
            self.tracked[one] = Tracked(
                examined, True, True, None, "unknown", NO_ANSWER, None, None, failures, since, at
            )


def _moved(key: TrackKey, writer: WriterKey, to: WriterKey) -> TrackKey:
    return (*to, key[2]) if key[:2] == writer else key


def _settled(fingerprint: str, at: Micros) -> Tracked:
    return Tracked(fingerprint, True, False, None, "delivered", "", None, None, 0, at, at)


def _gone(at: Micros, reason: str, kind: str = "delivered") -> Tracked:
    return Tracked(None, False, False, None, kind, reason, None, None, 0, at, at)


def _failures(before: Tracked | None, kind: str) -> int:
    """Attempts in a row that didn't end; what was deferred or still runs as a job was none."""
    count = before.failures if before is not None else 0
    if kind in ("failed", "unknown"):
        return count + 1
    return count if kind in ("deferred", "pending") else 0


def _is_taken(held: Kept[S], row: AttemptRow[S]) -> bool:
    """By its id; or by its key, where it was gone and the heir was given another one."""
    same = held.remote_id is not None and held.remote_id == row.remote_id
    return same or held.key in {None, row.key}
