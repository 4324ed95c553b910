"""InMemoryLists: the lists of the in-memory vendor, a ListRepository."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence

from returns.result import Failure, Result, Success

from joey.adapters.memory.faults import ROW_EFFECTS, Effect
from joey.adapters.memory.gateway import InMemoryGateway
from joey.adapters.memory.vendor import Misuse, RemoteList
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.errors import BatchRefused, GatewayError
from joey.ports.gateway import Answer, Gone, RowThrottled, Written
from joey.ports.lists import ListId, Member

_Answers = Result[Mapping[RecordId, Answer], GatewayError]


class InMemoryLists:
    """The lists behind an InMemoryGateway. A name in ``vendor.refused_lists`` is one that the vendor won't have."""

    def __init__(self, gateway: InMemoryGateway) -> None:
        self._gateway = gateway
        self._vendor = gateway.vendor
        self._making: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def find(self, name: str) -> Result[ListId | None, GatewayError]:
        async with self._gateway.call(Call.READ, 1) as effect:
            return self._gateway.lost(effect) or Success(self._id(name))

    async def find_or_create(self, name: str) -> Result[ListId, GatewayError]:
        async with self._making[name]:
            found = await self.find(name)
            known = found.value_or(None)
            if known is not None:
                return Success(known)
            return await self._create(name) if found.value_or("failed") is None else Failure(found.failure())

    async def add(self, list_id: ListId, members: Sequence[Member]) -> _Answers:
        return await self._change(Call.LIST_ADD, list_id, members)

    async def remove(self, list_id: ListId, members: Sequence[Member]) -> _Answers:
        return await self._change(Call.LIST_REMOVE, list_id, members)

    async def _create(self, name: str) -> Result[ListId, GatewayError]:
        async with self._gateway.call(Call.LIST_CREATE, 1) as effect:
            failed = self._gateway.lost(effect)
            if failed is not None and effect is not Effect.LOST_ANSWER:
                return failed
            if name in self._vendor.refused_lists:
                return Failure(BatchRefused("the vendor won't have a list of this name"))
            list_id = ListId(f"list-{len(self._vendor.lists) + 1}")
            self._vendor.lists[list_id] = RemoteList(name)
            return failed or Success(list_id)

    async def _change(self, kind: Call, list_id: ListId, members: Sequence[Member]) -> _Answers:
        most = self._gateway.facts.sizes.members
        if not 0 < len(members) <= most:
            raise Misuse(f"{len(members)} members in a call that takes {most}")
        async with self._gateway.call(kind, len(members)) as effect:
            failed = self._gateway.lost(effect)
            if failed is not None and effect is not Effect.LOST_ANSWER:
                return failed
            return failed or Success(self._moved(kind, list_id, members, effect))

    def _moved(
        self, kind: Call, list_id: ListId, members: Sequence[Member], effect: Effect | None
    ) -> Mapping[RecordId, Answer]:
        answers: dict[RecordId, Answer] = {}
        for member in members:
            amiss = effect if effect in ROW_EFFECTS and member is members[-1] else None
            if amiss is Effect.ROW_THROTTLED:
                answers[member.record_id] = RowThrottled("too many rows")
                continue
            answer = self._move(kind, list_id, member)
            if amiss is None:
                answers[member.record_id] = answer
        return answers

    def _move(self, kind: Call, list_id: ListId, member: Member) -> Answer:
        there = self._vendor.lists.get(list_id)
        if there is not None and self._gateway.facts.membership_only:
            return self._move_key(kind, list_id, member)
        row = self._vendor.row(member.remote_id)
        if there is None or row is None or row.archived:
            return Gone()
        if kind is Call.LIST_ADD:
            carried = member.snapshot.fields if self._gateway.facts.membership_fields else {}
            there.members[row.id] = {name: value for name, value in carried.items() if value is not None}
        else:
            there.members.pop(row.id, None)
        return Written(row.id)

    def _move_key(self, kind: Call, list_id: ListId, member: Member) -> Answer:
        if member.remote_id != member.key:
            raise Misuse("where memberships are all there is, the key is the remote id")
        if kind is Call.LIST_REMOVE:
            self._vendor.leave(list_id, member.key)
            return Written(member.key)
        refused = self._vendor.refusal(member.snapshot, member.snapshot.fields)
        return refused or Written(self._vendor.join(list_id, member.key, member.snapshot.fields).id)

    def _id(self, name: str) -> ListId | None:
        return next((ListId(id_) for id_, each in self._vendor.lists.items() if each.name == name), None)
