"""Memberships: who joins and who leaves which list; removals first, each list found or made once."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from returns.pipeline import is_successful
from returns.result import Result, Success

from joey.application.delivery.batches import in_batches
from joey.application.delivery.replies import RowReply
from joey.domain.record import RecordId
from joey.ports.errors import GatewayError
from joey.ports.gateway import Answer, Gone, RowUnknown, Written
from joey.ports.lists import ListId, ListRepository, Member

Troubles = dict[RecordId, dict[str, RowReply]]
"""By record id and list name: the replies that weren't a success."""


_Change: TypeAlias = Callable[[str, Sequence[Member]], Awaitable[Mapping[RecordId, RowReply]]]
_ListCall: TypeAlias = Callable[[Sequence[Member]], Awaitable[Result[Mapping[RecordId, Answer], GatewayError]]]


@dataclass(frozen=True, slots=True)
class Move:
    """The lists that one member joins and leaves."""

    member: Member
    joined: frozenset[str]
    left: frozenset[str]


class ListBook:
    """The ids of a Destination's lists by name: looked up once, made once, by one task at a time."""

    def __init__(self, lists: ListRepository) -> None:
        self._lists = lists
        self._ids: dict[str, ListId] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def id_of(self, name: str, *, make: bool) -> Result[ListId | None, GatewayError]:
        """The list's id; None where it isn't there and isn't to be made."""
        async with self._locks[name]:
            if name in self._ids:
                return Success(self._ids[name])
            asked = await (self._lists.find_or_create(name) if make else self._lists.find(name))
            found = asked.value_or(None)
            if found is not None:
                self._ids[name] = found
            return asked


class Memberships:
    """Moves members between the lists of one Destination."""

    def __init__(self, lists: ListRepository, joining: int, leaving: int | None = None) -> None:
        self._lists = lists
        self._joining = joining
        self._leaving = joining if leaving is None else leaving
        self._book = ListBook(lists)
        self._notes: dict[RecordId, str] = {}

    def note_of(self, record_id: RecordId) -> str:
        """What a list that took the Record said with it, told once; blank where nothing was said."""
        return self._notes.pop(record_id, "")

    async def move(self, moves: Sequence[Move]) -> Troubles:
        """Do all removals, then all additions; what comes back is what went wrong.

        Who could not be taken off a list isn't added to any, and the same is told of those.
        """
        troubles: Troubles = defaultdict(dict)
        for name, replies in await self._each(_by_list(moves, joining=False), self._remove):
            self._keep(troubles, name, replies)
        staying = [move for move in moves if move.member.record_id not in troubles]
        for move in moves:
            if (trouble := troubles.get(move.member.record_id)) is not None:
                why = next(iter(trouble.values()))
                troubles[move.member.record_id] = {**dict.fromkeys(sorted(move.joined), why), **trouble}
        for name, replies in await self._each(_by_list(staying, joining=True), self._add):
            self._keep(troubles, name, replies)
        return dict(troubles)

    def _keep(self, troubles: Troubles, name: str, replies: Mapping[RecordId, RowReply]) -> None:
        for record_id, reply in replies.items():
            if not isinstance(reply, Written):
                troubles[record_id][name] = reply
            elif reply.note:
                self._notes[record_id] = reply.note

    async def _each(
        self, by_list: Mapping[str, list[Member]], change: _Change
    ) -> Iterable[tuple[str, Mapping[RecordId, RowReply]]]:
        replies = await asyncio.gather(*(change(name, members) for name, members in by_list.items()))
        return zip(by_list, replies, strict=True)

    async def _remove(self, name: str, members: Sequence[Member]) -> Mapping[RecordId, RowReply]:
        known = await self._book.id_of(name, make=False)
        if not is_successful(known):
            return {member.record_id: known.failure() for member in members}
        list_id = known.unwrap()
        if list_id is None:
            return {}
        replies = await self._call(members, self._leaving, lambda some: self._lists.remove(list_id, some))
        return {id_: reply for id_, reply in replies.items() if not isinstance(reply, Gone)}

    async def _add(self, name: str, members: Sequence[Member]) -> Mapping[RecordId, RowReply]:
        known = await self._book.id_of(name, make=True)
        if not is_successful(known):
            return {member.record_id: known.failure() for member in members}
        list_id = known.unwrap()
        if list_id is None:
            return {member.record_id: RowUnknown(f"the list {name!r} was neither found nor made") for member in members}
        replies = await self._call(members, self._joining, lambda some: self._lists.add(list_id, some))
        vanished = RowUnknown("the remote record is gone; the next run looks for it")
        return {id_: vanished if isinstance(reply, Gone) else reply for id_, reply in replies.items()}

    async def _call(self, members: Sequence[Member], size: int, call: _ListCall) -> Mapping[RecordId, RowReply]:
        replies = await in_batches(members, size, call, lambda member: member.record_id)
        silent = RowUnknown("the vendor's answer didn't speak of this membership")
        return {member.record_id: replies.get(member.record_id, silent) for member in members}


def _by_list(moves: Sequence[Move], *, joining: bool) -> dict[str, list[Member]]:
    by_list: dict[str, list[Member]] = {}
    for move in moves:
        for name in sorted(move.joined if joining else move.left):
            by_list.setdefault(name, []).append(move.member)
    return by_list
