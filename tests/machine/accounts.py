"""Far sides for the machine: accounts of vendors, seen and touched as somebody else would."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias

from joey.adapters.memory import Effect, Fault, Habits, InMemoryGateway, InMemoryLists, RowRefusal
from joey.adapters.memory.faults import LISTINGS, WRITES
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.facts import Call, Facts, GroupStyle
from joey.domain.property import FieldType
from joey.domain.schema import Field, Schema
from joey.ports.contract.subject import Stored
from joey.ports.gateway import DestinationGateway
from joey.ports.lists import ListRepository
from tests.contract.variants import JOBS, VARIANTS
from tests.machine.warehouse import UNWANTED


class How(StrEnum):
    """How calls go wrong."""

    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    LOST_REQUEST = "lost_request"
    LOST_ANSWER = "lost_answer"


@dataclass(frozen=True, slots=True)
class Names:
    """What the account calls the fields that the machine fills; ``theirs`` is one that no Mapping speaks of."""

    key: str
    name: str
    extra: str
    side: str
    mark: str
    theirs: str


class Account(Protocol):
    """A fresh account behind a gateway."""

    names: Names
    clock: VirtualClock

    @property
    def gateway(self) -> DestinationGateway: ...

    @property
    def lists(self) -> ListRepository | None: ...

    async def stored(self) -> Mapping[str, Stored]:
        """All records that are there, by remote id."""
        ...

    async def seed(self, fields: Mapping[str, str]) -> str: ...

    async def vanish(self, remote_id: str) -> None: ...

    async def enlist(self, remote_id: str, group: str) -> None: ...

    async def go_wrong(self, how: How, times: int, *, writes: bool) -> None: ...

    async def calm(self) -> None: ...

    async def writes(self) -> int:
        """How many calls that write it got so far."""
        ...


Opening: TypeAlias = Callable[[], AbstractAsyncContextManager[Account]]

_NAMES = Names("email", "name", "extra", "side", "mark", "theirs")
_SCHEMA = Schema(
    {name: Field(name, FieldType.STRING) for name in ("name", "extra", "side", "mark", "theirs")}
    | {"email": Field("email", FieldType.EMAIL, required=True)}
)


class MemoryAccount:
    """The in-memory vendor."""

    names = _NAMES

    def __init__(self, facts: Facts, habits: Habits) -> None:
        self.clock = VirtualClock()
        self.memory = InMemoryGateway(facts, schema=_SCHEMA, habits=habits)
        self.memory.refuse(RowRefusal(lambda wanted: wanted.fields.get("name") == UNWANTED, "is unwanted", "name"))
        self.lists: ListRepository | None = InMemoryLists(self.memory) if facts.groups is GroupStyle.LISTS else None

    @property
    def gateway(self) -> DestinationGateway:
        return self.memory

    async def stored(self) -> Mapping[str, Stored]:
        vendor = self.memory.vendor
        shown = {}
        for row in vendor.rows.values():
            listed = {each.name for each in vendor.lists.values() if row.id in each.members}
            if not row.archived:
                shown[row.id] = Stored(row.id, dict(row.fields), frozenset(row.groups | listed))
        return shown

    async def seed(self, fields: Mapping[str, str]) -> str:
        return self.memory.vendor.seed(fields)

    async def vanish(self, remote_id: str) -> None:
        self.memory.vendor.erase(remote_id)

    async def enlist(self, remote_id: str, group: str) -> None:
        if self.memory.facts.groups is GroupStyle.LISTS:
            self.memory.vendor.enlist(group, remote_id)
        elif self.memory.facts.groups is GroupStyle.INLINE:
            self.memory.vendor.rows[remote_id].groups.add(group)

    async def go_wrong(self, how: How, times: int, *, writes: bool) -> None:
        self.memory.plan(
            Fault(Effect(how.value), times, WRITES | LISTINGS if writes else frozenset(Call) - {Call.READ})
        )

    async def calm(self) -> None:
        self.memory.vendor.faults.clear()

    async def writes(self) -> int:
        return sum(call.kind in WRITES | LISTINGS for call in self.memory.calls)


def memory(name: str) -> Opening:
    """An opening of the in-memory vendor of that kind."""

    @asynccontextmanager
    async def opening() -> AsyncGenerator[Account]:
        variant = (VARIANTS | JOBS)[name]
        yield MemoryAccount(variant.facts, variant.habits)

    return opening


MEMORY_KINDS = (
    "batches",
    "one by one",
    "upserts",
    "never deletes",
    "never renames",
    "upserts and never renames",
    "revives what is archived",
    "inline groups",
    "whole sets of groups",
    "refuses whole batches",
    "jobs",
)
OPENINGS: Mapping[str, Opening] = {kind: memory(kind) for kind in MEMORY_KINDS}
