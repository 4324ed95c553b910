"""Groups as HubSpot's lists: made by hand under any name, once, and never those that HubSpot fills itself."""

from __future__ import annotations

import asyncio

import pytest

from joey.adapters.destinations.hubspot import paths
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.errors import BatchRefused, Unavailable
from joey.ports.lists import ListId, ListRepository, Member
from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.hubspot.subject import BY_EMAIL, CUSTOM, Window, destination

ONE = RecordId("1")


@pytest.fixture
def lists(app: ConnectedApp) -> ListRepository:
    found = destination(app, BY_EMAIL).lists
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["High Value", "a/b & c?", "Größe #1", "100%"])
async def test_a_list_is_made_by_hand_under_any_name(window: Window, lists: ListRepository, name: str) -> None:
    list_id = (await lists.find_or_create(name)).unwrap()
    assert (await lists.find(name)).unwrap() == list_id
    made = {one["listId"]: one for one in (await window.state())["lists"]}[list_id]
    assert (made["name"], made["objectTypeId"], made["processingType"]) == (name, "0-1", "MANUAL")


async def test_callers_at_once_ask_for_one_list_once(window: Window, lists: ListRepository) -> None:
    await window.put(switches={"latency_ms": 5})
    await asyncio.gather(*(lists.find_or_create("High Value") for _ in range(5)))
    assert [call["path"] for call in await window.log() if call["method"] == "POST"] == ["/crm/lists/2026-03"]


def test_a_name_is_one_segment_of_a_path() -> None:
    assert paths.list_by_name("0-1", "a/b ?ß").endswith("/object-type-id/0-1/name/a%2Fb%20%3F%C3%9F")


async def test_a_list_that_hubspot_fills_itself_is_refused(window: Window, lists: ListRepository) -> None:
    await window.call(
        "POST", "/crm/lists/2026-03", {"name": "Active", "objectTypeId": "0-1", "processingType": "DYNAMIC"}
    )
    error = (await lists.find_or_create("Active")).failure()
    assert isinstance(error, BatchRefused)
    assert "'Active'" in error.reason


async def test_a_name_that_another_objects_list_has_is_refused(window: Window, lists: ListRepository) -> None:
    await window.call(
        "POST", "/crm/lists/2026-03", {"name": "Mine", "objectTypeId": CUSTOM, "processingType": "MANUAL"}
    )
    error = (await lists.find_or_create("Mine")).failure()
    assert isinstance(error, BatchRefused)
    assert "another kind of object" in error.reason


async def test_a_list_that_another_program_makes_first_is_taken(window: Window, lists: ListRepository) -> None:
    body = {"name": "Race", "objectTypeId": "0-1", "processingType": "MANUAL"}
    made = (await window.call("POST", "/crm/lists/2026-03", body))["list"]["listId"]
    missing = {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "List does not exist"}
    rule = {"kind": "status", "contains": "/name/", "status": 404, "body": missing}
    await window.put(switches={"failures": [rule]})
    assert (await lists.find_or_create("Race")).unwrap() == made


async def test_a_list_that_vanished_is_no_refusal_of_its_members(window: Window, lists: ListRepository) -> None:
    remote_id = await window.make("contacts", {"email": "person1@example.com"})
    member = Member(ONE, remote_id, "person1@example.com", Snapshot("person1@example.com"))
    assert isinstance((await lists.add(ListId("404"), [member])).failure(), Unavailable)
