"""What a ListRepository promises: lists found or made once, members who join and leave."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TypeAlias

from returns.result import Result

from joey.domain.facts import GroupStyle
from joey.domain.record import RecordId
from joey.ports.contract.subject import HIGH_VALUE, MOST_ROWS, NEWCOMERS, Subject, snapshot
from joey.ports.errors import GatewayError
from joey.ports.gateway import Answer, Gone, Refused, RowUnknown, Written
from joey.ports.lists import ListId, ListRepository, Member

_Change: TypeAlias = Callable[[Sequence[Member]], Awaitable[Result[Mapping[RecordId, Answer], GatewayError]]]


class ListsContract:
    """Scenarios of lists; where the Facts say that Groups aren't lists, there is no repository."""

    async def test_a_list_that_is_not_there_is_not_found_nor_made(self, subject: Subject) -> None:
        for lists in _lists(subject):
            assert (await lists.find(HIGH_VALUE)).unwrap() is None
            assert (await lists.find(HIGH_VALUE)).unwrap() is None

    async def test_a_list_is_made_once_and_found_after(self, subject: Subject) -> None:
        for lists in _lists(subject):
            made = (await lists.find_or_create(HIGH_VALUE)).unwrap()
            assert (await lists.find_or_create(HIGH_VALUE)).unwrap() == made
            assert (await lists.find(HIGH_VALUE)).unwrap() == made
            assert (await lists.find(NEWCOMERS)).unwrap() is None

    async def test_two_callers_at_once_make_one_list(self, subject: Subject) -> None:
        for lists in _lists(subject):
            made = await asyncio.gather(*(lists.find_or_create(HIGH_VALUE) for _ in range(4)))
            assert len({each.unwrap() for each in made}) == 1

    async def test_members_join_and_leave(self, subject: Subject) -> None:
        for lists in _lists(subject):
            one, two = await _members(subject, 2)
            list_id = await _made(lists, HIGH_VALUE)
            assert _all_written(await _add(subject, list_id, [one, two]), [one, two])
            assert await _inside(subject, HIGH_VALUE) == {one.key, two.key}
            assert _all_written(await _remove(subject, list_id, [one]), [one])
            assert await _inside(subject, HIGH_VALUE) == {two.key}

    async def test_who_is_on_the_list_may_join_again(self, subject: Subject) -> None:
        for lists in _lists(subject):
            one, two = await _members(subject, 2)
            list_id = await _made(lists, HIGH_VALUE)
            await _add(subject, list_id, [one])
            assert _all_written(await _add(subject, list_id, [one, two]), [one, two])
            assert await _inside(subject, HIGH_VALUE) == {one.key, two.key}

    async def test_who_is_not_on_the_list_may_leave_it(self, subject: Subject) -> None:
        for lists in _lists(subject):
            one, two = await _members(subject, 2)
            list_id = await _made(lists, HIGH_VALUE)
            await _add(subject, list_id, [one])
            answers = await _remove(subject, list_id, [one, two])
            assert all(isinstance(answers[each.record_id], Written | Gone) for each in (one, two))
            assert await _inside(subject, HIGH_VALUE) == set()

    async def test_a_member_can_be_on_several_lists(self, subject: Subject) -> None:
        for lists in _lists(subject):
            (one,) = await _members(subject, 1)
            ids = await asyncio.gather(_made(lists, HIGH_VALUE), _made(lists, NEWCOMERS))
            await asyncio.gather(*(_add(subject, list_id, [one]) for list_id in ids))
            assert (await subject.stored())[one.key].groups >= {HIGH_VALUE, NEWCOMERS}

    async def test_who_is_not_there_joins_nothing_and_holds_up_nobody(self, subject: Subject) -> None:
        for lists in _lists(subject):
            (one,) = await _members(subject, 1)
            ghost = Member(RecordId("ghost"), subject.missing_id, "ghost@example.com", snapshot(subject, 9))
            if subject.gateway.facts.membership_only:  # whoever joins is there by that
                ghost = Member(RecordId("ghost"), key := snapshot(subject, 9).key, key, snapshot(subject, 9))
                assert _all_written(await _add(subject, await _made(lists, HIGH_VALUE), [ghost, one]), [ghost, one])
                continue
            answers = await _add(subject, await _made(lists, HIGH_VALUE), [ghost, one])
            assert isinstance(answers.get(ghost.record_id), Gone | Refused | RowUnknown)
            assert await _inside(subject, HIGH_VALUE) == {one.key}

    async def test_a_full_batch_of_members_joins(self, subject: Subject) -> None:
        for lists in _lists(subject):
            members = await _members(subject, min(subject.gateway.facts.sizes.members, MOST_ROWS))
            assert _all_written(await _add(subject, await _made(lists, HIGH_VALUE), members), members)
            assert await _inside(subject, HIGH_VALUE) == {member.key for member in members}


def _lists(subject: Subject) -> Sequence[ListRepository]:
    """The repository, where the Facts promise one; then the scenario's loop runs once."""
    promised = subject.gateway.facts.groups is GroupStyle.LISTS
    assert promised == (subject.lists is not None)
    return (subject.lists,) if subject.lists is not None else ()


async def _members(subject: Subject, count: int) -> list[Member]:
    members: list[Member] = []
    for n in range(1, count + 1):
        wanted = snapshot(subject, n)
        members.append(Member(RecordId(str(n)), await subject.seed(wanted.fields), wanted.key, wanted))
    return members


async def _made(lists: ListRepository, name: str) -> ListId:
    return (await lists.find_or_create(name)).unwrap()


async def _add(subject: Subject, list_id: ListId, members: Sequence[Member]) -> Mapping[RecordId, Answer]:
    assert subject.lists is not None
    return await _each_batch(subject, members, partial(subject.lists.add, list_id))


async def _remove(subject: Subject, list_id: ListId, members: Sequence[Member]) -> Mapping[RecordId, Answer]:
    assert subject.lists is not None
    return await _each_batch(subject, members, partial(subject.lists.remove, list_id))


async def _each_batch(subject: Subject, members: Sequence[Member], change: _Change) -> Mapping[RecordId, Answer]:
    size = subject.gateway.facts.sizes.members
    answers: dict[RecordId, Answer] = {}
    for start in range(0, len(members), size):
        answers.update((await change(members[start : start + size])).unwrap())
    return answers


def _all_written(answers: Mapping[RecordId, Answer], members: Sequence[Member]) -> bool:
    return all(isinstance(answers.get(member.record_id), Written) for member in members)


async def _inside(subject: Subject, name: str) -> set[str]:
    """The keys of who is on the list, among the made-up records."""
    return {key for key, each in (await subject.stored()).items() if name in each.groups}
