"""DestinationGateway: what a vendor's API is to the pipeline. It reports what the vendor said, and decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol, TypeAlias

from returns.result import Result

from joey.domain.action import Lookup, RemoteRecord, Write
from joey.domain.facts import Facts
from joey.domain.projection import GroupRule, KeyField
from joey.domain.record import RecordId
from joey.domain.schema import Schema
from joey.ports.errors import GatewayError

AccountId = NewType("AccountId", str)
"""The vendor's own id of the account: part of the Target."""

Handle = NewType("Handle", str)
"""The vendor's name of a submitted job, enough to poll it from another process."""


@dataclass(frozen=True, slots=True)
class Written:
    """The vendor acknowledged the row. ``id``: the remote id; ``note``: what is less than certain about it."""

    id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exists:
    """A create found the record there already, under this remote id (None: the vendor doesn't say which)."""

    id: str | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """The remote record isn't there (any more)."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The vendor refuses this row. ``field``: which of its fields, where it says so."""

    reason: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class RowThrottled:
    """This row was not taken for want of allowance; the vendor did not act on it."""

    reason: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RowUnknown:
    """Whether the vendor acted on this row is not known."""

    reason: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """The row went into a job of the vendor's, which is polled by ``handle``."""

    handle: Handle


Answer: TypeAlias = Written | Exists | Gone | Refused | RowThrottled | RowUnknown | Submitted


class DestinationGateway(Protocol):
    """One configured Connection of an App.

    - Every method is safe to call concurrently; pacing and retries happen below it, in one place.
    - A batch never exceeds ``facts.sizes`` for its kind (``facts.bulk.sizes`` in a run that is large enough), and holds
      one kind of Action.
    - ``write`` answers for every Action, by record id; a missing answer is a bug that the pipeline turns to unknown.
    - After a lost answer it returns ``Unanswered`` or ``RowUnknown``; it never guesses.
    """

    @property
    def facts(self) -> Facts:
        """What the vendor can do and allows for this Connection, as configured."""
        ...

    @property
    def key(self) -> KeyField:
        """The Field that identifies a remote record, and the pure rule that normalises its value."""
        ...

    @property
    def group_rule(self) -> GroupRule:
        """The pure rule that normalises a group's remote name; blank means no group."""
        ...

    async def schema(self) -> Result[Schema, GatewayError]:
        """The Target's Fields, fresh from the vendor."""
        ...

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """Every remote record that matches, for each lookup; no entry, or an empty one, where none does.

        At most ``facts.sizes.find`` lookups, all of one kind.
        """
        ...

    async def prepare(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:
        """Make what the writes refer to (parents, lists); the answer names those that can't be written.

        Called with each unit of work before its writes; most vendors have nothing to do.
        """
        ...

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """Write a batch of one kind: a Create, Update, Upsert or Delete per Record, each Record once."""
        ...

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:
        """The row results of a submitted job; None while it runs.

        Rows are named by what the job carried. A handle that the vendor has forgotten answers an empty mapping.
        """
        ...
