"""Groups as Intercom's tags: found by exact name, given in bulk, one by one where that is refused."""

from __future__ import annotations

import pytest

from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.errors import BatchRefused, Unavailable
from joey.ports.gateway import Gone, Written
from joey.ports.lists import ListId, ListRepository, Member
from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.intercom.subject import Window, destination


@pytest.fixture
def lists(app: ConnectedApp) -> ListRepository:
    found = destination(app).lists
    assert found is not None
    return found


def member(n: int, remote_id: str) -> Member:
    return Member(RecordId(str(n)), remote_id, f"Person-{n}", Snapshot(f"Person-{n}"))


async def _made(window: Window, count: int) -> list[Member]:
    return [member(n, await window.make("user", external_id=f"Person-{n}")) for n in range(count)]


async def test_many_are_tagged_by_one_call_and_untagged_one_by_one(window: Window, lists: ListRepository) -> None:
    members = await _made(window, 3)
    list_id = (await lists.find_or_create("VIP")).unwrap()
    await window.forget_log()
    await lists.add(list_id, members)
    await lists.remove(list_id, members[:2])
    assert [(call["method"], call["path"]) for call in await window.log()] == [
        ("POST", "/tags"),
        *(("DELETE", f"/contacts/{each.remote_id}/tags/{list_id}") for each in members[:2]),
    ]
    assert [row["tag_names"] for row in (await window.state())["contacts"]] == [[], [], ["VIP"]]


async def test_where_one_is_not_there_the_others_are_tagged_all_the_same(window: Window, lists: ListRepository) -> None:
    here, ghost = await _made(window, 1), member(9, "0" * 24)
    list_id = (await lists.find_or_create("VIP")).unwrap()
    answers = (await lists.add(list_id, [ghost, *here])).unwrap()
    assert answers == {ghost.record_id: Gone(), here[0].record_id: Written(here[0].remote_id)}


async def test_a_tag_is_found_by_its_exact_name(window: Window, lists: ListRepository) -> None:
    await window.put(tags=["vip"])
    assert (await lists.find("VIP")).unwrap() is None
    made = (await lists.find_or_create("VIP")).unwrap()
    assert (await window.state())["tags"] == {made: "vip"}


async def test_a_tag_that_vanished_is_no_refusal_of_its_members(window: Window, lists: ListRepository) -> None:
    members = await _made(window, 2)
    assert isinstance((await lists.add(ListId("404"), members)).failure(), Unavailable)


async def test_a_name_that_intercom_refuses_is_said_so(window: Window, lists: ListRepository) -> None:
    body = {"type": "error.list", "errors": [{"code": "parameter_invalid", "message": "name is too long"}]}
    await window.fail({"method": "POST", "path": "/tags", "status": 400, "body": body})
    error = (await lists.find_or_create("x" * 300)).failure()
    assert isinstance(error, BatchRefused)
    assert "too long" in error.reason
