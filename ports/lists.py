"""ListRepository: the lists (tags, audiences) that Groups become, where the vendor has calls of their own for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NewType, Protocol

from returns.result import Result

from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.errors import GatewayError
from joey.ports.gateway import Answer

ListId = NewType("ListId", str)
"""The vendor's id of a list."""


@dataclass(frozen=True, slots=True)
class Member:
    """Who joins or leaves a list. ``snapshot``: what the Record's fields are, for memberships that carry fields."""

    record_id: RecordId
    remote_id: str
    key: str
    snapshot: Snapshot


class ListRepository(Protocol):
    """The lists of one configured Connection.

    - ``find`` and ``find_or_create`` are asked once per name in a run; the pipeline keeps the answer.
    - Adding who is there and removing who isn't are successes.
    - A batch never exceeds ``facts.sizes.members``.
    """

    async def find(self, name: str) -> Result[ListId | None, GatewayError]:
        """The id of the list of that (normalised) name; None where there is none, and nothing is made."""
        ...

    async def find_or_create(self, name: str) -> Result[ListId, GatewayError]:
        """The id of the list of that name, made if need be; two callers at once make one."""
        ...

    async def add(self, list_id: ListId, members: Sequence[Member]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """Put members on the list; an answer for each."""
        ...

    async def remove(
        self, list_id: ListId, members: Sequence[Member]
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """Take members off the list; an answer for each."""
        ...
