"""The in-memory vendor as the Subject of contracts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from joey.adapters.memory import Effect, Fault, Habits, InMemoryGateway, InMemoryLists, InMemoryVendor, RowRefusal
from joey.adapters.memory.faults import LISTINGS, WRITES
from joey.adapters.memory.usual import FACTS
from joey.domain.facts import Call, Facts, GroupStyle
from joey.domain.property import Value
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.subject import EVERYBODY, Stored
from joey.ports.gateway import DestinationGateway
from joey.ports.lists import ListRepository
from tests.contract.exporting import Exporting

UNWANTED = "unwanted"


class MemorySubject:
    """An account in memory, fresh; it refuses every row whose last name is "unwanted"."""

    def __init__(self, facts: Facts = FACTS, habits: Habits | None = None) -> None:
        self.memory = self._gateway(InMemoryGateway(facts, habits=habits or Habits()))
        self.memory.refuse(RowRefusal(lambda wanted: wanted.fields.get("last_name") == UNWANTED, "is unwanted"))
        self._exporting: Exporting | None = None
        self.lists: ListRepository | None = self._lists(self.memory) if facts.groups is GroupStyle.LISTS else None

    def _gateway(self, honest: InMemoryGateway) -> InMemoryGateway:
        """The gateway under test; a test that plants a fault gives another."""
        return honest

    def _lists(self, gateway: InMemoryGateway) -> ListRepository:
        return InMemoryLists(gateway)

    @property
    def vendor(self) -> InMemoryVendor:
        return self.memory.vendor

    @property
    def gateway(self) -> DestinationGateway:
        return self.memory

    @property
    def stranger(self) -> DestinationGateway:
        return InMemoryGateway(self.memory.facts, vendor=self.vendor, credential="wrong")

    @property
    def text_field(self) -> str:
        return "first_name"

    @property
    def missing_id(self) -> str:
        return "999999"

    def fields(self, n: int) -> Mapping[str, Value]:
        return {"email": f"Person{n}@example.com", "first_name": f"Ådá {n}", "last_name": "O'Neil, Jr."}

    def refused(self, n: int) -> Mapping[str, Value]:
        return {**self.fields(n), "last_name": UNWANTED}

    def shown(self, value: Value) -> object:
        return value

    async def stored(self) -> Mapping[str, Stored]:
        there = self.memory.stored()
        return {key: Stored(row["id"], row["fields"], frozenset(row["groups"])) for key, row in there.items()}

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        if self.memory.facts.membership_only:
            return self._seed_member(fields, groups)
        if self.memory.facts.groups is GroupStyle.INLINE:
            return self.vendor.seed(fields, frozenset(groups))
        remote_id = self.vendor.seed(fields)
        for name in groups:
            self.vendor.enlist(name, remote_id)
        return remote_id

    def _seed_member(self, fields: Mapping[str, Value], groups: Iterable[str]) -> str:
        key = self.vendor.key_of(fields) or ""
        for name in (EVERYBODY, *groups):
            self.vendor.enlist(name, key)
            self.vendor.join(next(id_ for id_, each in self.vendor.lists.items() if each.name == name), key, fields)
        return key

    async def vanish(self, remote_id: str) -> None:
        self.vendor.erase(remote_id)

    async def export(self, records: Sequence[Record], mode: SyncMode = SyncMode.SYNC) -> Mapping[RecordId, str]:
        if self._exporting is None:
            self._exporting = Exporting(list(self.fields(1)))
        return await self._exporting.run(self.gateway, self.lists, records, mode)

    async def calls(self) -> int:
        return sum(call.kind is not Call.READ for call in self.memory.calls)

    async def throttle(self) -> None:
        self._faults(Effect.THROTTLED)

    async def lose_answers(self) -> None:
        self._faults(Effect.LOST_ANSWER)

    async def lose_requests(self) -> None:
        self._faults(Effect.LOST_REQUEST)

    async def calm(self) -> None:
        self.vendor.faults.clear()

    def _faults(self, effect: Effect) -> None:
        self.memory.plan(Fault(effect, times=1000, on=WRITES | LISTINGS))
