"""A member's life at Mailchimp, through the whole pipeline: the scenarios that Grouparoo's plugin was tested by."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from joey.adapters.sandbox import Json
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.subject import HIGH_VALUE, NEWCOMERS
from tests.adapters.destinations.mailchimp.subject import LIST, MEMBERS, MailchimpSubject

ME = RecordId("1")
ADA, EVE = "ada@demo.com", "eve@demo.com"


def ada(email: str = ADA, groups: tuple[str, ...] = (), **fields: str | None) -> Record:
    """The Record of the scenarios."""
    return Record(ME, {"email_address": email, "FNAME": "Ada", "LNAME": None, **fields}, frozenset(groups))


async def _member(subject: MailchimpSubject, email: str = ADA) -> Mapping[str, Json]:
    found = await subject.window.member(email)
    assert found is not None
    return found


async def _set_status(subject: MailchimpSubject, status: str, email: str = ADA) -> None:
    member = await _member(subject, email)
    await subject.window.call("PATCH", f"{MEMBERS}/{member['contact_id']}", {"status": status})


async def _calls(subject: MailchimpSubject) -> list[str]:
    """The writing calls so far."""
    return [call["method"] for call in await subject.window.log() if call["method"] != "GET"]


async def test_a_new_record_is_one_call(subject: MailchimpSubject) -> None:
    await subject.export([ada()])
    log = [call["method"] for call in await subject.window.log() if "/merge-fields" not in call["path"]]
    assert log == ["PUT"]
    assert (await _member(subject))["status"] == "subscribed"


@pytest.mark.parametrize("status", ["unsubscribed", "pending", "transactional", "cleaned"])
async def test_who_is_not_subscribed_stays_so_whatever_changes(subject: MailchimpSubject, status: str) -> None:
    await subject.export([ada()])
    await _set_status(subject, status)
    assert await subject.export([ada(FNAME="Augusta")]) == {ME: "delivered"}
    assert await subject.export([ada(EVE, FNAME="Augusta", groups=(HIGH_VALUE,))]) == {ME: "delivered"}
    member = await _member(subject, EVE)
    assert (member["status"], member["full_name"]) == (status, "Augusta")


async def test_who_unsubscribed_stays_so_though_they_leave_and_come_back(subject: MailchimpSubject) -> None:
    stayer = Record(RecordId("2"), {"email_address": "bob@demo.com", "FNAME": "Bob", "LNAME": None})
    await subject.export([ada(), stayer])
    await _set_status(subject, "unsubscribed")
    assert await subject.export([stayer]) == {ME: "delivered"}
    assert (await _member(subject))["status"] == "unsubscribed"
    assert await subject.export([ada(FNAME="Augusta"), stayer]) == {ME: "delivered"}
    member = await _member(subject)
    assert (member["status"], member["full_name"]) == ("unsubscribed", "Augusta")


async def test_who_is_new_to_joey_but_unsubscribed_stays_so(subject: MailchimpSubject) -> None:
    await subject.window.make(ADA)
    await _set_status(subject, "unsubscribed")
    assert await subject.export([ada()]) == {ME: "delivered"}
    assert (await _member(subject))["status"] == "unsubscribed"


async def test_an_archived_member_comes_back_with_its_tags(subject: MailchimpSubject) -> None:
    remote_id = await subject.window.make(ADA, {"LTV": 3})
    await subject.window.tag(remote_id, "theirs")
    await subject.vanish(remote_id)
    assert await subject.export([ada(groups=(HIGH_VALUE,))]) == {ME: "delivered"}
    member = await _member(subject)
    assert (member["contact_id"], member["status"], member["merge_fields"]["LTV"]) == (remote_id, "subscribed", 3)
    assert {tag["name"] for tag in member["tags"]} == {"theirs", HIGH_VALUE}


async def test_an_archived_member_is_not_there_for_enrich(subject: MailchimpSubject) -> None:
    remote_id = await subject.window.make(ADA)
    await subject.vanish(remote_id)
    assert await subject.export([ada()], SyncMode.ENRICH) == {ME: "skipped"}
    assert (await _member(subject))["status"] == "archived"


async def test_a_member_that_somebody_archived_comes_back_with_the_next_change(subject: MailchimpSubject) -> None:
    await subject.export([ada()])
    remote_id = str((await _member(subject))["contact_id"])
    await subject.vanish(remote_id)
    assert await subject.export([ada(FNAME="Augusta", LNAME="King")]) == {ME: "delivered"}
    member = await _member(subject)
    assert (member["contact_id"], member["status"], member["full_name"]) == (remote_id, "subscribed", "Augusta King")


async def test_who_opted_out_and_was_archived_is_rejected(subject: MailchimpSubject) -> None:
    gone = {"email_address": ADA, "status": "archived", "opted_out": True}
    await subject.window.put(lists={LIST: {"members": [gone]}})
    assert await subject.export([ada()]) == {ME: "rejected"}
    assert (await _member(subject))["status"] == "archived"


async def test_who_was_deleted_for_good_is_rejected(subject: MailchimpSubject) -> None:
    remote_id = await subject.window.make(ADA)
    await subject.window.call("POST", f"{MEMBERS}/{remote_id}/actions/delete-permanent")
    assert await subject.export([ada()]) == {ME: "rejected"}


async def test_a_changed_address_is_one_call_and_keeps_the_member(subject: MailchimpSubject) -> None:
    await subject.export([ada(groups=(HIGH_VALUE, NEWCOMERS))])
    before = await _member(subject)
    await subject.window.tag(str(before["contact_id"]), "theirs")
    await subject.window.forget_log()
    assert await subject.export([ada("Eve@demo.com", LNAME="King", groups=(HIGH_VALUE,))]) == {ME: "delivered"}
    after = await _member(subject, EVE)
    assert (after["contact_id"], after["email_address"]) == (before["contact_id"], "Eve@demo.com")
    assert {tag["name"] for tag in after["tags"]} == {"theirs", HIGH_VALUE}
    assert await subject.window.member(ADA) is None
    assert (await _calls(subject))[0] == "PATCH"


async def test_an_address_that_somebody_has_is_taken_over_and_the_old_member_archived(
    subject: MailchimpSubject,
) -> None:
    await subject.export([ada()])
    theirs = await subject.window.make(EVE)
    assert await subject.export([ada(EVE)]) == {ME: "delivered"}
    assert (await _member(subject, EVE))["contact_id"] == theirs
    assert (await _member(subject))["status"] == "archived"


async def test_tags_of_others_are_left_alone(subject: MailchimpSubject) -> None:
    await subject.export([ada(groups=(HIGH_VALUE,))])
    await subject.window.tag(str((await _member(subject))["contact_id"]), "theirs", NEWCOMERS)
    assert await subject.export([ada()]) == {ME: "delivered"}
    assert {tag["name"] for tag in (await _member(subject))["tags"]} == {"theirs", NEWCOMERS}


@pytest.mark.parametrize("status", ["subscribed", "unsubscribed"])
async def test_who_leaves_leaves_joeys_tags_and_comes_back_without(subject: MailchimpSubject, status: str) -> None:
    stayer = Record(RecordId("2"), {"email_address": "bob@demo.com", "FNAME": "Bob", "LNAME": None})
    await subject.export([ada(groups=(HIGH_VALUE, NEWCOMERS)), stayer])
    await subject.window.tag(str((await _member(subject))["contact_id"]), "theirs")
    await _set_status(subject, status)
    assert await subject.export([stayer]) == {ME: "delivered"}
    assert {tag["name"] for tag in (await _member(subject))["tags"]} == {"theirs"}
    assert await subject.export([ada(groups=(NEWCOMERS,)), stayer]) == {ME: "delivered"}
    member = await _member(subject)
    assert (member["status"], {tag["name"] for tag in member["tags"]}) == (status, {"theirs", NEWCOMERS})


async def test_a_tag_in_another_case_is_found_and_not_made_twice(subject: MailchimpSubject) -> None:
    other = await subject.window.make(EVE)
    await subject.window.tag(other, HIGH_VALUE.lower())
    assert await subject.export([ada(groups=(HIGH_VALUE,))]) == {ME: "delivered"}
    assert [tag["name"] for tag in (await subject.window.audience())["tags"]] == [HIGH_VALUE.lower()]


@pytest.mark.parametrize("email", ["foo@example.com", "ada@demo"])
async def test_an_address_that_mailchimp_refuses_is_rejected(subject: MailchimpSubject, email: str) -> None:
    assert await subject.export([ada(email)]) == {ME: "rejected"}
    assert await subject.window.member(email) is None


async def test_a_member_that_is_gone_already_is_no_trouble(subject: MailchimpSubject) -> None:
    stayer = Record(RecordId("2"), {"email_address": "bob@demo.com", "FNAME": "Bob", "LNAME": None})
    await subject.export([ada(), stayer])
    await subject.vanish(str((await _member(subject))["contact_id"]))
    await subject.window.forget_log()
    assert await subject.export([stayer]) == {ME: "delivered"}
    assert await _calls(subject) == []
