"""Intercom's quirks: users and leads, archived and deleted contacts, conflicts, answers that say too little."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from returns.pipeline import is_successful

from joey.domain.action import ByKey, Delete
from joey.domain.diff import diff
from joey.domain.property import Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.contract.subject import creating, deleting, updating
from joey.ports.errors import GatewayError, Unanswered, Unavailable
from joey.ports.gateway import Answer, DestinationGateway, Exists, Refused, Written
from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.intercom.subject import LEADS, LIFECYCLE, USERS, Setting, Window, destination

ADA = "ada@demo.com"
DELETING = Setting("external_id", "user", "Person-{}", removal="delete")


def wanted(setting: Setting, key: str, **fields: Value) -> Snapshot:
    return Snapshot(key, {setting.match_field: key, **fields})


async def written(gateway: DestinationGateway, write: object) -> Answer | GatewayError:
    result = await gateway.write([write])  # type: ignore[list-item]
    return result.unwrap()[RecordId("1")] if is_successful(result) else result.failure()


async def test_every_call_names_the_pinned_version(window: Window, app: ConnectedApp) -> None:
    await app.check()
    assert {call["headers"]["intercom-version"] for call in await window.log()} == {"2.14"}


@pytest.mark.parametrize(
    ("setting", "fields", "role"),
    [
        (USERS, {}, "user"),
        (LEADS, {}, "lead"),
        (LIFECYCLE, {}, "lead"),
        (LIFECYCLE, {"external_id": None}, "lead"),
        (LIFECYCLE, {"external_id": " 7 "}, "user"),
    ],
)
async def test_creation_says_what_a_new_contact_is(
    window: Window, app: ConnectedApp, setting: Setting, fields: Mapping[str, Value], role: str
) -> None:
    key = ADA if setting.match_field == "email" else "7"
    answer = await written(destination(app, setting).gateway, creating(wanted(setting, key, **fields)))
    assert isinstance(answer, Written)
    contact = await window.contact(answer.id)
    assert contact["role"] == role
    assert (contact["external_id"] == "7") == (role == "user")


async def test_a_lead_that_gets_an_external_id_becomes_a_user(window: Window, app: ConnectedApp) -> None:
    lead = await window.make("lead", email=ADA)
    old, new = wanted(LIFECYCLE, ADA), wanted(LIFECYCLE, ADA, external_id="7")
    answer = await written(destination(app, LIFECYCLE).gateway, updating(lead, old, new))
    assert answer == Written(lead)
    contact = await window.contact(lead)
    assert (contact["role"], contact["external_id"]) == ("user", "7")


async def test_a_user_stays_one_where_its_external_id_goes_and_keeps_it(window: Window, app: ConnectedApp) -> None:
    user = await window.make("user", email=ADA, external_id="7")
    old, new = wanted(LIFECYCLE, ADA, external_id="7"), wanted(LIFECYCLE, ADA, external_id=None)
    answer = await written(destination(app, LIFECYCLE).gateway, updating(user, old, new))
    assert isinstance(answer, Written)
    assert "never clears" in answer.note
    contact = await window.contact(user)
    assert (contact["role"], contact["external_id"]) == ("user", "7")


async def test_a_lead_keeps_its_own_external_id_where_users_are_made_and_that_is_said(
    window: Window, app: ConnectedApp
) -> None:
    by_email = Setting("email", "user", "")
    lead = await window.make("lead", email=ADA)
    change = updating(lead, wanted(by_email, ADA), wanted(by_email, ADA, external_id="7"))
    answer = await written(destination(app, by_email).gateway, change)
    assert isinstance(answer, Written)
    assert "lifecycle" in answer.note
    assert (await window.contact(lead))["role"] == "lead"


async def test_a_lead_can_not_be_given_a_key_that_intercom_ignores(window: Window, app: ConnectedApp) -> None:
    lead = await window.make("lead", email=ADA)
    own = (await window.contact(lead))["external_id"]
    answer = await written(destination(app).gateway, updating(lead, wanted(USERS, own), wanted(USERS, "7")))
    assert isinstance(answer, Refused)
    assert answer.field == "external_id"


async def test_an_archived_user_is_brought_back_and_updated(window: Window, app: ConnectedApp) -> None:
    user = await window.make("user", external_id="7", name="Old")
    await window.call("POST", f"/contacts/{user}/archive")
    answer = await written(destination(app).gateway, creating(wanted(USERS, "7", name="New")))
    assert isinstance(answer, Written)
    assert answer.id == user
    assert "brought back" in answer.note
    contact = await window.contact(user)
    assert (contact["name"], contact["archived"]) == ("New", False)


async def test_who_was_deleted_for_good_is_refused_with_the_reason(window: Window, app: ConnectedApp) -> None:
    gateway = destination(app, DELETING).gateway
    user = await window.make("user", external_id="7")
    assert isinstance(await written(gateway, deleting(user, "7")), Written)
    assert (await window.contact(user))["deleted"] is True
    answer = await written(gateway, creating(wanted(USERS, "7")))
    assert isinstance(answer, Refused)
    assert "deleted for good" in answer.reason


async def test_an_unarchive_that_fails_is_no_refusal(window: Window, app: ConnectedApp) -> None:
    user = await window.make("user", external_id="7")
    await window.call("POST", f"/contacts/{user}/archive")
    await window.fail({"contains": "/unarchive", "status": 500, "times": 100, "body": {"type": "error.list"}})
    answer = await written(destination(app).gateway, creating(wanted(USERS, "7")))
    assert isinstance(answer, Unavailable | Unanswered)


async def test_an_archived_contact_has_none_of_joeys_tags(window: Window, app: ConnectedApp) -> None:
    user = await window.make("user", external_id="7")
    await window.tag(user, "Ours", "Theirs")
    answer = await written(destination(app).gateway, Delete(RecordId("1"), user, "7", frozenset({"Ours", "Unknown"})))
    assert isinstance(answer, Written)
    contact = await window.contact(user)
    assert (contact["archived"], contact["tag_names"]) == (True, ["Theirs"])


async def test_an_external_id_that_another_has_is_no_key_where_contacts_go_by_email(
    window: Window, app: ConnectedApp
) -> None:
    await window.make("user", external_id="7", email="else@demo.com")
    mine = await window.make("user", email=ADA)
    old, new = wanted(LIFECYCLE, ADA), wanted(LIFECYCLE, ADA, external_id="7")
    answer = await written(destination(app, LIFECYCLE).gateway, updating(mine, old, new))
    assert isinstance(answer, Refused)
    assert answer.field == "external_id"
    assert "merge" in answer.reason


async def test_two_contacts_with_one_address_are_both_found(window: Window, app: ConnectedApp) -> None:
    ids = {await window.make("user", external_id=one, email=ADA) for one in ("1", "2")}
    found = (await destination(app, LIFECYCLE).gateway.find([ByKey(ADA)])).unwrap()[ByKey(ADA)]
    assert {one.id for one in found} == ids


async def test_more_contacts_than_a_page_holds_are_all_found(window: Window, app: ConnectedApp) -> None:
    await window.put(contacts=[{"role": "lead", "email": ADA} for _ in range(151)])
    found = (await destination(app, LIFECYCLE).gateway.find([ByKey(ADA)])).unwrap()[ByKey(ADA)]
    assert len(found) == 151
    cursors = [call["body"]["pagination"].get("starting_after") for call in await window.log()]
    assert cursors == [None, "150"]


async def test_what_was_just_written_is_read_by_id_while_search_lags(window: Window, app: ConnectedApp) -> None:
    await window.switch(search_lag_seconds=3600)
    gateway = destination(app, LEADS).gateway
    made = await written(gateway, creating(wanted(LEADS, ADA)))
    assert isinstance(made, Written)
    found = (await gateway.find([ByKey(ADA)])).unwrap()[ByKey(ADA)]
    assert [one.id for one in found] == [made.id]
    assert await written(gateway, creating(wanted(LEADS, ADA))) == Exists(made.id)


async def test_a_stale_hit_of_a_renamed_contact_is_not_believed(window: Window, app: ConnectedApp) -> None:
    lead = await window.make("lead", email=ADA)
    gateway = destination(app, LEADS).gateway
    await gateway.find([ByKey(ADA)])
    await window.switch(search_lag_seconds=3600)
    old, new = wanted(LEADS, ADA), wanted(LEADS, "new@demo.com")
    assert await written(gateway, updating(lead, old, new)) == Written(lead)
    found = (await gateway.find([ByKey(ADA), ByKey("new@demo.com")])).unwrap()
    assert {key: [one.id for one in seen] for key, seen in found.items()} == {
        ByKey(ADA): [],
        ByKey("new@demo.com"): [lead],
    }


async def test_after_a_find_that_saw_nobody_a_create_is_one_call(window: Window, app: ConnectedApp) -> None:
    gateway = destination(app, LEADS).gateway
    await gateway.find([ByKey(ADA)])
    await window.forget_log()
    await written(gateway, creating(wanted(LEADS, ADA)))
    assert [call["path"] for call in await window.log()] == ["/contacts"]


async def test_a_change_of_groups_alone_writes_no_contact(window: Window, app: ConnectedApp) -> None:
    user = await window.make("user", external_id="7")
    await window.forget_log()
    same = wanted(USERS, "7")
    assert await written(destination(app).gateway, updating(user, same, same)) == Written(user)
    assert await window.log() == []


def test_what_the_scenarios_change_is_a_change() -> None:
    assert diff(wanted(USERS, "7"), wanted(USERS, "8")).rekeyed is not None
