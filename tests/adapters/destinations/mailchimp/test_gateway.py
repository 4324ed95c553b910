"""What Mailchimp's gateway and tags make of answers that seldom come, and of members known by their ids."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from joey.adapters.destinations.mailchimp.keys import digest
from joey.adapters.sandbox import Json
from joey.domain.action import ById, ByKey, Update, Upsert
from joey.domain.diff import diff, whole
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.contract.subject import HIGH_VALUE, creating, deleting, snapshot, updating, upserting
from joey.ports.errors import Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import Gone, Refused, Submitted, Written
from joey.ports.lists import Member
from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.mailchimp.subject import (
    BY_ID,
    LIST,
    MEMBERS,
    MailchimpSubject,
    Window,
    destination,
)

ADA = "ada@demo.com"


async def test_a_member_is_found_by_each_of_its_ids(window: Window, app: ConnectedApp) -> None:
    contact_id = await window.make(ADA)
    gateway = destination(app, BY_ID).gateway
    for key in (contact_id, digest(ADA)):
        (found,) = (await gateway.find([ByKey(key)])).unwrap()[ByKey(key)]
        assert (found.id, set(found.keys)) == (contact_id, {contact_id, digest(ADA)})
    assert (await gateway.find([ById("0" * 32)])).unwrap() == {ById("0" * 32): ()}


async def test_by_id_members_are_changed_renamed_and_tagged(window: Window, app: ConnectedApp) -> None:
    contact_id = await window.make(ADA, {"FNAME": "Ada"})
    there = destination(app, BY_ID)
    old, new = Snapshot(contact_id, {"FNAME": "Ada"}), Snapshot(contact_id, {"FNAME": "A", "email_address": "a@b.co"})
    who = RecordId("1")
    answers = (await there.gateway.write([Update(who, contact_id, new, diff(old, new))])).unwrap()
    assert answers == {who: Written(contact_id)}
    assert there.lists is not None
    list_id = (await there.lists.find_or_create(HIGH_VALUE)).unwrap()
    members = [Member(who, contact_id, contact_id, new), Member(RecordId("2"), "0" * 32, "0" * 32, new)]
    answers = (await there.lists.add(list_id, members)).unwrap()
    assert answers == {who: Written(contact_id), "2": Gone()}
    member = await window.member("a@b.co")
    assert member is not None
    assert (member["contact_id"], [tag["name"] for tag in member["tags"]]) == (contact_id, [HIGH_VALUE])


async def test_by_id_nobody_is_made(app: ConnectedApp) -> None:
    wanted = Snapshot("c1", {"mailchimp_id": "c1"})
    gateway = destination(app, BY_ID).gateway
    (answer,) = (await gateway.write([Upsert(RecordId("1"), wanted, whole(wanted))])).unwrap().values()
    assert isinstance(answer, Refused)


@pytest.mark.parametrize("status", ["unsubscribed", "pending", "cleaned", "transactional"])
async def test_who_is_not_subscribed_is_not_archived(subject: MailchimpSubject, status: str) -> None:
    remote_id = await subject.window.make(ADA)
    await subject.window.call("PATCH", f"{MEMBERS}/{remote_id}", {"status": status})
    (answer,) = (await subject.gateway.write([deleting(remote_id, ADA)])).unwrap().values()
    assert isinstance(answer, Written)
    assert status in answer.note
    member = await subject.window.member(ADA)
    assert member is not None
    assert member["status"] == status


@pytest.mark.parametrize(
    ("body", "kind"), [(None, Throttled), ({"title": "User Disabled", "detail": "no"}, Misconfigured)]
)
async def test_a_bare_403_is_throttling_and_one_with_a_reason_is_not(
    subject: MailchimpSubject, body: object, kind: type
) -> None:
    rule = {"kind": "status", "method": "PUT", "status": 403, "times": 1_000, "body": body}
    await subject.window.switch(failures=[rule])
    assert isinstance((await subject.gateway.write([upserting(snapshot(subject, 1))])).failure(), kind)


async def test_a_required_field_that_is_blank_refuses_who_is_new_but_no_change_of_another(
    subject: MailchimpSubject,
) -> None:
    old = snapshot(subject, 1)
    remote_id = await subject.seed(old.fields)
    required = {"tag": "OWN", "name": "O", "type": "text", "required": True}
    await subject.window.call("POST", f"/3.0/lists/{LIST}/merge-fields", required)
    changed = (await subject.gateway.write([updating(remote_id, old, snapshot(subject, 1, text="new"))])).unwrap()
    assert changed == {"1": Written(remote_id)}
    (answer,) = (await subject.gateway.write([upserting(snapshot(subject, 2))])).unwrap().values()
    assert answer == Refused("Your merge fields were invalid. Please enter a value", "OWN")


async def test_a_short_throttling_is_sat_out(subject: MailchimpSubject) -> None:
    await subject.window.switch(failures=[{"kind": "status", "method": "PUT", "status": 429, "times": 2}])
    (answer,) = (await subject.gateway.write([upserting(snapshot(subject, 1))])).unwrap().values()
    assert isinstance(answer, Written)


@pytest.mark.parametrize(("times", "comes_to"), [(1, Written), (10, Unanswered)])
async def test_a_lost_answer_to_a_put_is_asked_for_again(subject: MailchimpSubject, times: int, comes_to: type) -> None:
    await subject.window.switch(failures=[{"kind": "lost_answer", "method": "PUT", "times": times}])
    result = await subject.gateway.write([upserting(snapshot(subject, 1))])
    answer = next(iter(result.unwrap().values())) if comes_to is Written else result.failure()
    assert isinstance(answer, comes_to)


async def test_a_lost_answer_to_a_post_is_not_asked_for_again(subject: MailchimpSubject) -> None:
    await subject.window.switch(failures=[{"kind": "lost_answer", "method": "POST"}])
    assert isinstance((await subject.gateway.write([creating(snapshot(subject, 1))])).failure(), Unanswered)
    assert Call.CREATE not in subject.gateway.facts.repeatable


async def test_nothing_to_say_is_no_call(subject: MailchimpSubject) -> None:
    same = snapshot(subject, 1)
    await subject.window.forget_log()
    assert (await subject.gateway.write([updating("c1", same, same)])).unwrap() == {"1": Written("c1")}
    assert await subject.window.log() == []


async def test_who_has_the_tag_already_costs_a_call_and_is_told_from_who_is_not_there(
    subject: MailchimpSubject,
) -> None:
    lists = subject.lists
    assert lists is not None
    wanted = snapshot(subject, 1)
    ids = {f"p{n}@demo.com": await subject.window.make(f"p{n}@demo.com") for n in range(4)}
    members = [Member(RecordId(key), remote_id, key, wanted) for key, remote_id in ids.items()]
    members.append(Member(RecordId("ghost"), "0" * 32, "ghost@demo.com", wanted))
    await subject.window.tag(ids["p0@demo.com"], HIGH_VALUE)
    list_id = (await lists.find_or_create(HIGH_VALUE)).unwrap()
    await subject.window.forget_log()
    answers = (await lists.add(list_id, members)).unwrap()
    assert [who for who, answer in answers.items() if isinstance(answer, Gone)] == ["ghost"]
    assert {who for who, answer in answers.items() if isinstance(answer, Written)} == set(ids)
    paths = sorted(call["path"].rpartition("/")[2] for call in await subject.window.log())
    assert paths == [list_id, "tags", "tags"]


async def test_a_tag_that_was_deleted_meanwhile_is_no_refusal(subject: MailchimpSubject) -> None:
    lists = subject.lists
    assert lists is not None
    members = [
        Member(RecordId(str(n)), await subject.window.make(f"p{n}@demo.com"), f"p{n}@demo.com", snapshot(subject, n))
        for n in (1, 2)
    ]
    list_id = (await lists.find_or_create(HIGH_VALUE)).unwrap()
    await subject.window.call("DELETE", f"/3.0/lists/{LIST}/segments/{list_id}")
    assert "deleted meanwhile" in (await lists.add(list_id, members)).failure().reason


async def test_a_mapped_birthday_is_cut_to_month_and_day(subject: MailchimpSubject) -> None:
    await subject.window.call(
        "POST", f"/3.0/lists/{LIST}/merge-fields", {"tag": "BORN", "name": "B", "type": "birthday"}
    )
    await subject.gateway.schema()
    wanted = Snapshot(ADA, {"email_address": ADA, "BORN": "1815-12-10"})
    (answer,) = (await subject.gateway.write([upserting(wanted)])).unwrap().values()
    assert isinstance(answer, Written)
    assert (await subject.stored())[ADA].fields["BORN"] == "12/10"


async def test_one_write_is_never_a_batch(subject: MailchimpSubject) -> None:
    (answer,) = (await subject.gateway.write([upserting(snapshot(subject, 1))])).unwrap().values()
    assert subject.gateway.facts.bulk is not None
    assert not isinstance(answer, Submitted)


@pytest.mark.parametrize("answers", [[{}], [{"tags": []}, {"status": "ok"}]], ids=["first", "once the name is taken"])
async def test_an_answer_that_does_not_say_which_tags_there_are_refuses_nobody(
    subject: MailchimpSubject, answers: Sequence[Json]
) -> None:
    lists, path = subject.lists, f"/3.0/lists/{LIST}/tag-search"
    assert lists is not None
    there = (await lists.find_or_create(HIGH_VALUE)).unwrap()
    await subject.window.switch(failures=[{"status": 200, "body": body, "path": path} for body in answers])
    assert isinstance((await lists.find_or_create(HIGH_VALUE)).failure(), Unavailable)
    assert (await lists.find_or_create(HIGH_VALUE)).unwrap() == there
