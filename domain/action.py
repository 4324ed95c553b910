"""An Action: what an Export comes to once the remote is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from joey.domain.diff import Diff
from joey.domain.property import Value
from joey.domain.record import RecordId
from joey.domain.snapshot import RELEASED, Held, Snapshot


@dataclass(frozen=True, slots=True)
class RemoteRecord:
    """A record as the vendor has it: its id, every key it answers to (normalised), its groups where they come along.

    ``archived``: it is there but put away, and writing to it brings it back.
    """

    id: str
    keys: frozenset[str] = frozenset()
    groups: frozenset[str] | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class ByKey:
    """Look a remote record up by its normalised key.

    ``also``: fields with the Record's values, by which one without a key may be recognised where none has this key.
    """

    key: str
    also: tuple[tuple[str, Value], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class ById:
    """Look a remote record up by the vendor's own id."""

    id: str


Lookup: TypeAlias = ByKey | ById


@dataclass(frozen=True, slots=True)
class Create:
    """Make a remote record that holds all of ``wanted``."""

    record_id: RecordId
    wanted: Snapshot
    diff: Diff


@dataclass(frozen=True, slots=True)
class Update:
    """Write ``diff`` to a remote record; it holds ``wanted`` afterwards. ``found``: as it was just read, if it was.

    ``past``: every Snapshot that the record may hold, for a vendor where a value is undone by naming it (a link to
    another record).
    """

    record_id: RecordId
    remote_id: str
    wanted: Snapshot
    diff: Diff
    found: RemoteRecord | None = None
    past: tuple[Snapshot, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Upsert:
    """Write all of ``wanted`` by key alone: the vendor creates or updates."""

    record_id: RecordId
    wanted: Snapshot
    diff: Diff


@dataclass(frozen=True, slots=True)
class Delete:
    """Delete (or archive) a remote record that Joey delivered.

    ``groups``: those that Joey put it in, for a vendor where an archived record keeps its memberships.
    """

    record_id: RecordId
    remote_id: str
    key: str
    groups: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class LeaveGroups:
    """Take a remote record out of groups, and leave it otherwise alone; ``then`` is what the Target holds by that."""

    record_id: RecordId
    remote_id: str
    key: str
    groups: frozenset[str]
    found: RemoteRecord | None = None
    then: Held = RELEASED

    @property
    def inline(self) -> Update:
        """The same as a write, where groups are part of the record."""
        return Update(self.record_id, self.remote_id, Snapshot(self.key), Diff(left=self.groups), self.found)


@dataclass(frozen=True, slots=True)
class Skip:
    """Send nothing, for a reason. ``then``: what the Target is known to hold by that (None: nothing new is known)."""

    record_id: RecordId
    reason: str
    recheck: bool = False
    then: Held | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """Refuse the Export: the data or the remote's state makes it impossible to do safely.

    ``claim``: the key, where another Record's remote record has it; it follows once that one has gone on.
    """

    record_id: RecordId
    reason: str
    field: str | None = None
    claim: str | None = None


Write: TypeAlias = Create | Update | Upsert | Delete
"""The Actions that a gateway's ``write`` takes; a call carries one kind."""

Parting: TypeAlias = Delete | LeaveGroups
"""What becomes of a remote record that a Record leaves behind."""

Action: TypeAlias = Write | LeaveGroups | Skip | Reject


@dataclass(frozen=True, slots=True)
class Decision:
    """An Action, and what becomes of the remote records that the Record leaves behind, each once."""

    action: Action
    disposals: tuple[Parting, ...] = ()
