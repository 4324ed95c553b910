"""Marketo's static lists: where they are made, which of several is taken, and what seldom is answered."""

from __future__ import annotations

from returns.pipeline import is_successful

from joey.adapters.sandbox import Json
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.contract.subject import HIGH_VALUE
from joey.ports.errors import BatchRefused, Misconfigured, Unavailable
from joey.ports.gateway import Gone, RowUnknown, Written
from joey.ports.lists import ListId, ListRepository, Member
from joey.ports.plugin import ConnectedApp, OptionValue
from tests.adapters.destinations.marketo.subject import ASSETS, CONNECTION, FOLDER, LISTS, Window

PROGRAM = {"id": 1034, "type": "Program"}
BY_NAME = f"GET {ASSETS}folder/byName.json"
NONE_OF_MARKETOS: tuple[Json, ...] = ({}, [[1, "x"]], "ok")


def lists_of(app: ConnectedApp, **options: OptionValue) -> ListRepository:
    lists = app.connect(CONNECTION, options).unwrap().lists
    assert lists is not None
    return lists


def member(remote_id: str) -> Member:
    return Member(RecordId(remote_id), remote_id, "ada@demo.com", Snapshot("ada@demo.com"))


async def test_lists_are_made_in_the_folder_which_is_asked_for_once(window: Window, app: ConnectedApp) -> None:
    lists = lists_of(app)
    for name in ("one", "two"):
        assert is_successful(await lists.find_or_create(name))
    assert [one["folder"] for one in (await window.state())["lists"]] == [FOLDER, FOLDER]
    assert (await window.paths()).count(BY_NAME) == 1


async def test_lists_are_made_in_a_program_without_asking_for_it(window: Window, app: ConnectedApp) -> None:
    assert is_successful(await lists_of(app, list_program=1034).find_or_create("one"))
    assert [one["folder"] for one in (await window.state())["lists"]] == [PROGRAM]
    assert BY_NAME not in await window.paths()


async def test_a_folder_that_there_is_not_is_misconfigured_and_nothing_is_made(
    window: Window, app: ConnectedApp
) -> None:
    error = (await lists_of(app, list_folder="Nowhere").find_or_create("one")).failure()
    assert isinstance(error, Misconfigured)
    assert "Nowhere" in error.reason
    assert (await window.state())["lists"] == []


async def test_a_program_that_there_is_not_refuses_the_list_with_marketos_words(app: ConnectedApp) -> None:
    error = (await lists_of(app, list_program=99).find_or_create("one")).failure()
    assert isinstance(error, BatchRefused)
    assert "Parent Folder Not Found (710)" in error.reason


async def test_of_folders_with_one_name_the_systems_own_is_taken(window: Window, app: ConnectedApp) -> None:
    (first, *rest) = (await window.state())["folders"]
    other = {**first, "id": 77, "folderId": {"id": 77, "type": "Folder"}, "isSystem": False}
    await window.put(folders=[other, first, *rest])
    assert is_successful(await lists_of(app).find_or_create("one"))
    assert [one["folder"] for one in (await window.state())["lists"]] == [FOLDER]


async def test_of_lists_with_one_name_the_one_in_our_place_is_taken(window: Window, app: ConnectedApp) -> None:
    await window.put(lists=[{"name": HIGH_VALUE, "folder": PROGRAM}, {"name": HIGH_VALUE, "folder": FOLDER}])
    in_program, in_folder = [str(one["id"]) for one in (await window.state())["lists"]]
    assert (await lists_of(app).find(HIGH_VALUE)).unwrap() == in_folder
    assert (await lists_of(app, list_program=1034).find(HIGH_VALUE)).unwrap() == in_program
    await window.put(lists=[{"name": HIGH_VALUE, "folder": PROGRAM}, {"name": HIGH_VALUE, "folder": PROGRAM}])
    error = (await lists_of(app).find(HIGH_VALUE)).failure()
    assert isinstance(error, BatchRefused)
    assert "list_folder" in error.reason


async def test_a_list_elsewhere_is_taken_where_it_is_the_only_one(window: Window, app: ConnectedApp) -> None:
    await window.put(lists=[{"name": HIGH_VALUE, "folder": PROGRAM}])
    assert is_successful(await lists_of(app).find_or_create(HIGH_VALUE))
    assert len((await window.state())["lists"]) == 1


async def test_a_list_that_another_program_made_meanwhile_is_taken(window: Window, app: ConnectedApp) -> None:
    await window.put(lists=[{"name": HIGH_VALUE}])
    hidden = {"success": True, "errors": [], "warnings": ["No assets found for the given search criteria."]}
    await window.switch(failures=[{"status": 200, "body": hidden, "path": f"{ASSETS}staticList/"}])
    there = (await window.state())["lists"][0]["id"]
    assert (await lists_of(app).find_or_create(HIGH_VALUE)).unwrap() == str(there)


async def test_a_list_that_is_deleted_meanwhile_is_made_by_the_next_run(app: ConnectedApp) -> None:
    error = (await lists_of(app).add(ListId("999"), [member("1")])).failure()
    assert isinstance(error, Unavailable)


async def test_each_member_is_answered_for_itself(window: Window, app: ConnectedApp) -> None:
    lead_id, lists = await window.make(email="ada@demo.com"), lists_of(app)
    list_id = (await lists.find_or_create(HIGH_VALUE)).unwrap()
    members = [member(lead_id), member("1"), member("no number")]
    for change, gone in (
        (lists.add, Written(lead_id)),
        (lists.remove, Written(lead_id)),
        (lists.remove, Written(lead_id)),
    ):
        told = (await change(list_id, members)).unwrap()
        assert told == {lead_id: gone, "1": Gone(), "no number": Gone()}


async def test_members_that_the_answer_does_not_speak_of_are_unknown(window: Window, app: ConnectedApp) -> None:
    lists = lists_of(app)
    list_id = (await lists.find_or_create(HIGH_VALUE)).unwrap()
    for body in ({"success": True, "result": []}, {}, {"result": [{"id": 1, "status": "added"}]}):
        await window.switch(failures=[{"status": 200, "body": body, "path": LISTS}])
        (answer,) = (await lists.add(list_id, [member("1")])).unwrap().values()
        assert isinstance(answer, RowUnknown)


async def test_an_answer_about_a_list_that_cannot_be_read_makes_none(window: Window, app: ConnectedApp) -> None:
    await window.switch(failures=[{"status": 200, "body": {}, "path": f"{ASSETS}staticList/"}])
    assert isinstance((await lists_of(app).find_or_create(HIGH_VALUE)).failure(), Unavailable)
    assert (await window.state())["lists"] == []


async def test_an_answer_to_making_a_list_that_is_none_of_marketos_refuses_nobody(
    window: Window, app: ConnectedApp
) -> None:
    for body in NONE_OF_MARKETOS:
        await window.switch(failures=[{"status": 200, "body": body, "path": f"{ASSETS}staticLists.json"}])
        assert isinstance((await lists_of(app).find_or_create(HIGH_VALUE)).failure(), Unavailable)
    assert (await window.state())["lists"] == []
    assert is_successful(await lists_of(app).find_or_create(HIGH_VALUE))
