"""Facts: what a vendor's API can do and allows, declared once, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from joey.domain.sync_mode import SyncMode


class Call(StrEnum):
    """The kinds of call that an adapter makes; Facts speak of them by these names."""

    READ = "read"
    FIND = "find"
    CREATE = "create"
    UPDATE = "update"
    UPSERT = "upsert"
    DELETE = "delete"
    LIST_CREATE = "list_create"
    LIST_ADD = "list_add"
    LIST_REMOVE = "list_remove"
    SUBMIT = "submit"


class GroupStyle(StrEnum):
    """What a Group becomes at the vendor."""

    NONE = "none"
    LISTS = "lists"
    """Lists (tags, audiences) with calls of their own: a ListRepository."""
    INLINE = "inline"
    """Part of the record that is written: the gateway reads joined and left off the Action."""


class Deletion(StrEnum):
    """What a delete does to the remote record."""

    NONE = "none"
    ARCHIVE = "archive"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``calls`` calls in any window of ``seconds``."""

    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What an App allows: calls in flight at once, calls in any window, calls a day (None: no such limit)."""

    parallelism: int
    rates: tuple[Rate, ...] = ()
    per_day: int | None = None


@dataclass(frozen=True, slots=True)
class BatchSizes:
    """The most that one call takes of each kind; 1 is one by one, 0 is not at all.

    ``by_id``: of remote ids that are looked up, and ``leavers``: of members that are taken off a list (None: as many as
    of keys, and of those who join).
    """

    find: int = 0
    create: int = 1
    update: int = 1
    upsert: int = 0
    delete: int = 1
    members: int = 0
    by_id: int | None = None
    leavers: int | None = None

    @property
    def finding_by_id(self) -> int:
        """How many remote ids one call looks up."""
        return self.find if self.by_id is None else self.by_id

    @property
    def leaving(self) -> int:
        """How many members one call takes off a list."""
        return self.members if self.leavers is None else self.leavers


@dataclass(frozen=True, slots=True)
class Bulk:
    """A way of writing that pays for many rows: taken in runs of more than ``above``, in batches of ``sizes``."""

    above: int
    sizes: BatchSizes


class Per(StrEnum):
    """What a call that goes with another one is made for."""

    CALL = "call"
    ROW = "row"
    GROUPED = "grouped"
    """A row that Joey put in a group."""
    GROUP = "group"
    """Each group that Joey put a row in."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A call that goes with those of the kind ``of``; where a ``field`` is named, with rows that write that one."""

    of: Call
    call: Call
    per: Per = Per.ROW
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """One Connection's facts, as its App is configured.

    ``upserts``: a write matches by this key alone, so that a new Record needs no find. ``renames``: the key of a remote
    record can be changed.
    ``whole_groups``: a write replaces all groups, so it is found first. ``membership_fields``: a membership carries
    fields, so a changed field joins again. ``membership_only``: a remote record is nothing but memberships under a key,
    which is its remote id too; it can't be renamed.
    ``recognised_by``: Fields by which a find may also recognise a remote record that has no key yet (an e-mail); a mode
    that creates needs none, since the refused create tells who is there.
    ``row_results``: False where the vendor says no more than "accepted".
    ``repeatable``: calls that may be sent again after a lost answer. ``search_lag``: seconds until a search shows what
    was written; waited for where an answer was lost. ``job_horizon``: seconds that a job's results can be had.
    ``bulk``: another way of writing, by jobs, for runs that are large. ``besides``: what else is called with a call.
    ``makes_groups``: groups that are part of the record are made before a record is put in them.
    ``sources``: fact → the page that says so.
    """

    sizes: BatchSizes
    limits: Limits
    sync_modes: tuple[SyncMode, ...] = tuple(SyncMode)
    groups: GroupStyle = GroupStyle.NONE
    deletion: Deletion = Deletion.ARCHIVE
    upserts: bool = False
    renames: bool = True
    whole_groups: bool = False
    membership_fields: bool = False
    membership_only: bool = False
    recognised_by: tuple[str, ...] = ()
    row_results: bool = True
    repeatable: frozenset[Call] = frozenset({Call.READ, Call.FIND})
    search_lag: float = 0.0
    job_horizon: float | None = None
    bulk: Bulk | None = None
    besides: tuple[Beside, ...] = ()
    makes_groups: bool = False
    clearing: str = "null"
    sources: Mapping[str, str] = field(default_factory=dict)

    def sizes_for(self, rows: int) -> BatchSizes:
        """The batch sizes of a run with that many rows."""
        return self.bulk.sizes if self.bulk is not None and rows > self.bulk.above else self.sizes

    @property
    def finds(self) -> bool:
        """Whether a remote record can be looked up by its key."""
        return self.sizes.find > 0
