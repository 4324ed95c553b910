"""Ledger: what Joey knows it did, per Target; the intents and Outcomes it journals, and the state folded from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from returns.result import Result

from joey.domain.export import Standing
from joey.domain.forgotten import Burial, Forgotten
from joey.domain.outcome import Attempt
from joey.domain.ownership import Claim, Claimant
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.domain.target import Target
from joey.ports.gateway import Handle
from joey.ports.source import ExaminedRows


@dataclass(frozen=True, slots=True)
class Writer:
    """A Destination as the Ledger knows it: its name and its model."""

    destination: str
    model: str


@dataclass(frozen=True, slots=True)
class Intent:
    """What is about to be tried for one Record. ``wanted`` is None for a departure.

    ``remote_id``: the remote record that will be written, None where one will be made. ``inherits``: whose remote
    record that is so far; until there is an answer, what that one holds is in doubt too.
    """

    record_id: RecordId
    wanted: Snapshot | None
    remote_id: str | None = None
    fingerprint: str | None = None
    action: str = ""
    inherits: RecordId | None = None


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run of a Destination begins: with this version of its Mapping, which speaks of these fields and groups."""

    run_id: str
    version: str
    speaks_of: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RunEnded:
    """A run of a Destination ended: Outcomes by kind, API calls, and what was left untried."""

    run_id: str
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """A job that the vendor runs for a Destination, and the Records in it with what was sent for each."""

    handle: Handle
    submitted: datetime
    intents: tuple[Intent, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to a Record: an intent or an Outcome, when, in which run, in words."""

    at: datetime
    run_id: str
    destination: str
    kind: str
    detail: str
    snapshot: Snapshot | None = None
    remote_id: str | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """A Record that stands rejected, failed, unknown or deferred at a Destination."""

    record_id: RecordId
    kind: str
    reason: str
    field: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class StandingClaim:
    """A Record that stands rejected for another one's key: its fingerprint at that look, and the key."""

    fingerprint: str | None
    key: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A Destination in numbers: Records delivered, standing by Outcome kind, the last run.

    ``members``: how many delivered Records each remote group holds. ``version``: of the Mapping that ran last.
    """

    writer: Writer
    present: int
    delivered: int
    standing: Mapping[str, int] = field(default_factory=dict)
    last_run: datetime | None = None
    last_counts: Mapping[str, int] = field(default_factory=dict)
    members: Mapping[str, int] = field(default_factory=dict)
    version: str = ""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was done to have something gone from files: those written anew, and those removed.

    ``scanned``: how many were read through afterwards. ``left``: where something was still found, and why it stays.
    """

    rewritten: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    scanned: int = 0
    left: tuple[str, ...] = ()

    def __add__(self, other: Erased) -> Erased:
        return Erased(
            self.rewritten + other.rewritten,
            self.removed + other.removed,
            self.scanned + other.scanned,
            self.left + other.left,
        )


@dataclass(frozen=True, slots=True)
class LeaseHeld:
    """Another run has this Target. ``holder`` says who, since when, where."""

    holder: str


@dataclass(frozen=True, slots=True)
class LedgerDamaged:
    """A Ledger file can't be read as it should. ``path`` and ``way_back`` say what to do; nothing was changed."""

    path: str
    reason: str
    way_back: str


LedgerError: TypeAlias = LeaseHeld | LedgerDamaged


class LedgerFailed(Exception):  # noqa: N818 - a word of the port, like LedgerDamaged
    """The Ledger can't be written or read just now: a full disk, a missing permission, a file that breaks under a run.

    Any method may raise it, since no caller but the outermost can do anything: nothing more may be sent, and what was
    noted last may be lost. The next run finds out what the vendor has got of it.
    """

    def __init__(self, path: str, reason: str, way_back: str) -> None:
        super().__init__(f"{path}: {reason}; {way_back}")
        self.path = path
        self.reason = reason
        self.way_back = way_back


class LedgerView(Protocol):
    """What may be read, also while another process runs. Methods block; callers run them off the event loop."""

    def examined(self, writer: Writer, now: datetime) -> ExaminedRows:
        """What was examined for a Destination, for a source to compare with."""
        ...

    def standings(self, writer: Writer, record_ids: Sequence[RecordId]) -> Mapping[RecordId, Standing]:
        """What the Target is known to hold, for each of these Records that the Ledger knows.

        ``shared`` is set where another Destination on this Target has the Record in.
        """
        ...

    def contested(
        self, writer: Writer, claims: Iterable[Sequence[tuple[RecordId, str | None]]]
    ) -> Mapping[Claimant, Claim]:
        """Of the keys that these Records hold or want now (None: they leave), every claim on a contested one.

        A key is contested where more than one Record holds or wants it. Records that the Ledger knows and that aren't
        among the claims want what they hold. ``claims`` comes in batches and is read once.
        """
        ...

    def owners(self, remote_ids: Sequence[str]) -> Mapping[str, frozenset[Claimant]]:
        """Which tracked Records each of these remote ids belongs to, or may belong to by an unanswered write."""
        ...

    def doubts(self) -> Mapping[Claimant, Standing]:
        """Every Record, of any model, that an unanswered write may have changed; ``shared`` isn't said."""
        ...

    def claims(self, writer: Writer, record_ids: Sequence[RecordId]) -> Mapping[RecordId, StandingClaim]:
        """Those of these Records that stand rejected at the Destination since another one has their key."""
        ...

    def managed(self, writer: Writer) -> frozenset[str]:
        """Every field and remote group that this Destination has ever spoken of."""
        ...

    def jobs(self, writer: Writer) -> Sequence[Job]:
        """Jobs submitted and not yet answered."""
        ...

    def summary(self, writer: Writer) -> Summary:
        """The Destination in numbers."""
        ...

    def standing_badly(self, writer: Writer, limit: int) -> Sequence[Rejection]:
        """Records whose last Outcome is neither delivered nor skipped, up to ``limit``, in the order of their ids."""
        ...

    def history(self, model: str, record_id: RecordId) -> Sequence[HistoryEntry]:
        """All that is journalled of a Record, oldest first."""
        ...

    def writers(self) -> Sequence[Writer]:
        """The Destinations that have written to this Target."""
        ...


class Ledger(LedgerView, Protocol):
    """A leased Ledger: the one writer of a Target. What a method has returned from is on disk, but for ``note``."""

    async def begin(self, writer: Writer, run: RunStarted) -> None:
        """A run starts; what an earlier one left in the journal has been folded."""
        ...

    async def intend(self, writer: Writer, intents: Sequence[Intent]) -> None:
        """Journal what is about to be sent; fsynced when this returns, and only then may it be sent."""
        ...

    async def note(self, writer: Writer, attempts: Sequence[Attempt]) -> None:
        """Journal what came of Exports. Written at once, fsynced with the next group: a crash makes them unknown."""
        ...

    async def settle(self, writer: Writer, rows: Sequence[tuple[RecordId, str]]) -> None:
        """Rows that were looked at and need nothing sent: id and fingerprint become examined."""
        ...

    async def submitted(self, writer: Writer, job: Job) -> None:
        """Journal a job's handle; fsynced when this returns."""
        ...

    async def answered(self, writer: Writer, handle: Handle) -> None:
        """A job's row results have been noted: it is done with."""
        ...

    async def end(self, writer: Writer, run: RunEnded) -> None:
        """The run is over: fsynced, then folded into the state."""
        ...

    async def retry(self, writer: Writer, record_ids: Sequence[RecordId] | None = None) -> int:
        """Have the next run look at Records again, as if they had never been examined; how many there are.

        None: all that stand rejected, failed, unknown or deferred. Of those named, the ones that are in the
        Destination. On disk and in the state when this returns, as are the next two.
        """
        ...

    async def rename(self, writer: Writer, to: Writer) -> None:
        """A Destination goes on under another name, that this Ledger doesn't know yet, with all that is known of it.

        ``ValueError`` where the name is known, or the model another one.
        """
        ...

    async def drop(self, writer: Writer, *, forget: bool = False) -> None:
        """A Destination is given up; what it delivered stays at the Target.

        Records that no other Destination has in are released: their remote ids are remembered and own nothing. With
        ``forget`` they are forgotten, as by ``forget``.
        """
        ...

    async def forget(self, model: str, record_ids: Collection[RecordId], keys: Collection[str] = ()) -> Erased:
        """Erase Records from the state and from all history: what held them is written anew, and then read through.

        ``keys``: theirs; other Records' rows that speak of the Records or of these keys no longer do. Whoever waited
        for one of these keys is owed. What is remembered of other Records is as before. A crash in the middle loses
        nothing but what was to be erased; done again, it goes on.
        """
        ...

    async def close(self) -> None:
        """Fsync, and give the lease back."""
        ...


class LedgerStore(Protocol):
    """All Ledgers of a project: one per Target."""

    async def lease(self, target: Target, holder: str, *, wait: bool = False) -> Result[Ledger, LedgerError]:
        """The one writing Ledger of a Target, recovered and folded; ``wait`` waits for whoever has it."""
        ...

    def view(self, target: Target) -> Result[LedgerView | None, LedgerError]:
        """A Ledger to read; None where nothing was ever written for the Target."""
        ...

    def targets(self) -> Sequence[Target]:
        """The Targets that have a Ledger."""
        ...

    def remember_account(self, app: str, origin: str, account: str) -> None:
        """Keep the vendor's account id of an App for when the vendor can't be asked (offline plan)."""
        ...

    def remembered_account(self, app: str, origin: str) -> str | None:
        """The account id last remembered for an App at that origin."""
        ...

    def forgotten(self) -> Forgotten:
        """The project's tombstones; their salt is empty where there never was one."""
        ...

    def mark_forgotten(self, order: Burial) -> Forgotten:
        """Keep a tombstone for a Record, durably; all of them, as they then are.

        What an earlier tombstone of the Record has of keys stays. The salt is made with the first one.
        """
        ...

    def lift(self, marks: Collection[str]) -> int:
        """Let go of the tombstones that go by these digests, of ids or of keys; how many there were."""
        ...
