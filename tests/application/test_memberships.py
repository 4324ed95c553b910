"""Memberships: lists are found or made once, removals come first, and removing makes nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from joey.adapters.memory import Effect, Fault, InMemoryGateway, InMemoryLists
from joey.application.delivery.memberships import Memberships, Move
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.errors import BatchRefused, Unanswered
from joey.ports.gateway import RowUnknown
from joey.ports.lists import Member
from tests.contract.variants import FACTS


def vendor(count: int = 5, size: int = 20) -> tuple[InMemoryGateway, Memberships, list[Member]]:
    """A vendor with so many records."""
    gateway = InMemoryGateway(replace(FACTS, sizes=replace(FACTS.sizes, members=size)))
    ids = [gateway.vendor.seed({"email": f"{number}@example.com"}) for number in range(count)]
    members = [Member(RecordId(id_), id_, f"{n}@example.com", Snapshot("")) for n, id_ in enumerate(ids)]
    return gateway, Memberships(InMemoryLists(gateway), size), members


def joins(member: Member, *groups: str) -> Move:
    return Move(member, frozenset(groups), frozenset())


def leaves(member: Member, *groups: str) -> Move:
    return Move(member, frozenset(), frozenset(groups))


def kinds(gateway: InMemoryGateway) -> list[str]:
    return [call.kind.value for call in gateway.calls if call.kind is not Call.READ]


async def test_a_list_is_made_once_whoever_asks_at_the_same_time() -> None:
    gateway, memberships, members = vendor()
    await asyncio.gather(*(memberships.move([joins(member, "Best")]) for member in members))
    assert gateway.members("Best") == {member.key for member in members}
    assert kinds(gateway).count("list_create") == 1
    assert sum(call.kind is Call.READ for call in gateway.calls) == 1


async def test_removals_come_before_additions() -> None:
    gateway, memberships, (one, two, *_) = vendor()
    gateway.vendor.enlist("Old", one.remote_id)
    await memberships.move([joins(two, "New"), Move(one, frozenset({"New"}), frozenset({"Old"}))])
    assert kinds(gateway) == ["list_remove", "list_create", "list_add"]
    assert (gateway.members("Old"), gateway.members("New")) == (set(), {one.key, two.key})


async def test_removing_from_a_list_that_is_not_there_makes_none_and_is_no_trouble() -> None:
    gateway, memberships, (one, *_) = vendor()
    assert await memberships.move([leaves(one, "Never")]) == {}
    assert kinds(gateway) == []
    assert gateway.vendor.lists == {}


async def test_who_is_gone_has_left_and_cannot_join() -> None:
    gateway, memberships, (one, two, *_) = vendor()
    gateway.vendor.enlist("Best", one.remote_id)
    gateway.vendor.erase(one.remote_id)
    assert await memberships.move([leaves(one, "Best")]) == {}
    troubles = await memberships.move([joins(one, "Best"), joins(two, "Best")])
    assert list(troubles) == [one.record_id]
    assert isinstance(troubles[one.record_id]["Best"], RowUnknown)
    assert gateway.members("Best") == {two.key}


async def test_who_could_not_leave_does_not_join_yet() -> None:
    gateway, memberships, (one, two, *_) = vendor()
    gateway.vendor.enlist("Old", one.remote_id)
    gateway.plan(Fault(Effect.LOST_REQUEST, on=frozenset({Call.LIST_REMOVE})))
    troubles = await memberships.move([Move(one, frozenset({"New"}), frozenset({"Old"})), joins(two, "New")])
    assert {who: set(lists) for who, lists in troubles.items()} == {one.record_id: {"Old", "New"}}
    assert isinstance(troubles[one.record_id]["Old"], Unanswered)
    assert gateway.members("New") == {two.key}


async def test_a_list_that_the_vendor_refuses_is_the_trouble_of_those_who_join_it() -> None:
    gateway, memberships, (one, two, *_) = vendor()
    gateway.vendor.refused_lists.add("Bad")
    troubles = await memberships.move([joins(one, "Bad", "Good"), joins(two, "Good")])
    assert {who: set(lists) for who, lists in troubles.items()} == {one.record_id: {"Bad"}}
    assert isinstance(troubles[one.record_id]["Bad"], BatchRefused)
    assert gateway.members("Good") == {one.key, two.key}


async def test_an_answer_that_leaves_a_member_out_is_unknown_to_that_one() -> None:
    gateway, memberships, members = vendor(3)
    gateway.plan(Fault(Effect.ROW_SILENT, on=frozenset({Call.LIST_ADD})))
    troubles = await memberships.move([joins(member, "Best") for member in members])
    assert list(troubles) == [members[-1].record_id]


async def test_no_call_carries_more_members_than_the_vendor_takes() -> None:
    gateway, memberships, members = vendor(7, size=3)
    await memberships.move([joins(member, "Best") for member in members])
    assert [call.size for call in gateway.calls if call.kind is Call.LIST_ADD] == [3, 3, 1]
