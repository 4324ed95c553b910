"""An Export: one Record's way to one Destination, before the remote is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT, Held, Snapshot


@dataclass(frozen=True, slots=True)
class Standing:
    """What the Ledger knows of one Record at one Target.

    ``unanswered``: Snapshots of intents that no Outcome answered; any of them may be what the remote holds.
    ``shared``: another Destination still tracks the Record on this Target, so a departure only leaves groups.
    """

    held: Held = ABSENT
    remote_id: str | None = None
    unanswered: tuple[Snapshot, ...] = ()
    shared: bool = False

    @property
    def certain(self) -> bool:
        """Whether the remote record is known to hold the held Snapshot."""
        return isinstance(self.held, Snapshot) and self.remote_id is not None and not self.unanswered

    @property
    def snapshots(self) -> tuple[Snapshot, ...]:
        """Every Snapshot that the remote may hold: the acknowledged one first."""
        known = (self.held,) if isinstance(self.held, Snapshot) else ()
        return (*known, *self.unanswered)

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that the remote may hold the Record under: the acknowledged one first, the latest tried last."""
        return tuple(dict.fromkeys(snapshot.key for snapshot in self.snapshots))

    @property
    def groups(self) -> frozenset[str]:
        """Every group that the remote may hold the Record in."""
        return frozenset(group for snapshot in self.snapshots for group in snapshot.groups)

    @property
    def delivered(self) -> bool:
        """Whether Joey may have written this Record to the Target and still keeps it."""
        return bool(self.snapshots)


NEVER = Standing()


@dataclass(frozen=True, slots=True)
class Present:
    """The Record is wanted at the Target as ``wanted``.

    ``former``: the remote record it leaves behind, where it inherits another one's (then ``standing`` is the
    inherited one, and ``heir_of`` says whose it was). ``swaps``: that one takes over another in turn. ``over``: who
    wanted the same key and doesn't get it.
    """

    record_id: RecordId
    wanted: Snapshot
    standing: Standing = NEVER
    fingerprint: str = ""
    former: Standing | None = None
    heir_of: RecordId | None = None
    swaps: bool = False
    over: frozenset[RecordId] = frozenset()


@dataclass(frozen=True, slots=True)
class Departed:
    """The Record has left the Destination.

    ``managed``: the groups that the Destination managed, now or before. Where the Record is shared, it leaves these
    alone (None: all that Joey put it in).
    """

    record_id: RecordId
    standing: Standing = NEVER
    managed: frozenset[str] | None = None

    @property
    def staying(self) -> Snapshot | None:
        """What the Target goes on holding for the other Destinations of a shared Record; None where it isn't known."""
        held = self.standing.held
        if not self.standing.shared or self.managed is None or not isinstance(held, Snapshot):
            return None
        return Snapshot(held.key, held.fields, held.groups - self.managed)


Export: TypeAlias = Present | Departed
