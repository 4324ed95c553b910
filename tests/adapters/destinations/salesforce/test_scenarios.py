"""What is Salesforce's own: parents, memberships, converted leads, duplicate rules, ids, pages, jobs."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from returns.pipeline import is_successful

from joey.adapters.destinations.salesforce.answers import LEFT
from joey.domain.action import ById, ByKey, Create, Update
from joey.domain.diff import diff, whole
from joey.domain.property import Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.gateway import Answer, DestinationGateway, Refused, RowThrottled, Submitted, Written
from joey.ports.lists import ListId, Member
from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.salesforce.subject import destination
from tests.adapters.destinations.salesforce.window import (
    ACCOUNT,
    BY_EMAIL,
    BY_EXTERNAL_ID,
    CAMPAIGNS,
    OBJECTS,
    B,
    Setting,
    Window,
)

LEADS = Setting(OBJECTS, "Lead", "Email", "FirstName", "Title", {**CAMPAIGNS, "membership_record_field": "LeadId"})
WITH_ACCOUNT = Setting(OBJECTS, "Contact", "Custom_External_ID__c", "FirstName", "Title", ACCOUNT)
BY_ID = Setting(OBJECTS, "Contact", "Id", "FirstName", "Title")
BY_NUMBER = Setting(OBJECTS, "Contact", "float_field__c", "FirstName", "Title")


def wanted(n: int, **fields: Value) -> Snapshot:
    return Snapshot(f"{n}id", {"Custom_External_ID__c": f"{n}ID", "LastName": "Smith", **fields})


def creates(*snapshots: Snapshot) -> list[Create]:
    return [Create(RecordId(str(at)), one, whole(one)) for at, one in enumerate(snapshots, 1)]


async def made(gateway: DestinationGateway, *snapshots: Snapshot) -> Mapping[RecordId, Answer]:
    return (await gateway.write(creates(*snapshots))).unwrap()


async def changed(gateway: DestinationGateway, remote_id: str, old: Snapshot, new: Snapshot) -> Answer:
    write = Update(RecordId("1"), remote_id, new, diff(old, new), past=(old,))
    return (await gateway.write([write])).unwrap()[RecordId("1")]


def acme(n: int, number: Value = "A-1", name: Value = "Acme") -> Snapshot:
    return wanted(n, **{"Account.AccountNumber": number, "Account.Name": name})


async def test_a_parent_is_made_once_for_each_key_and_found_by_the_next(app: ConnectedApp, window: Window) -> None:
    there = await window.make("Account", AccountNumber="THERE", Name="There")
    gateway = destination(app, WITH_ACCOUNT).gateway
    answers = await made(gateway, acme(1), acme(2, "a-1", "Other name"), acme(3, "there", "Ignored"))
    assert all(isinstance(answer, Written) for answer in answers.values())
    accounts = {row["AccountNumber"]: row for row in await window.rows("Account")}
    assert {number: row["Name"] for number, row in accounts.items()} == {"A-1": "Acme", "THERE": "There"}
    held = {row["Custom_External_ID__c"]: row["AccountId"] for row in await window.rows("Contact")}
    assert held == {"1ID": accounts["A-1"]["Id"], "2ID": accounts["A-1"]["Id"], "3ID": there}


async def test_a_parent_that_can_not_be_made_refuses_only_its_records(app: ConnectedApp, window: Window) -> None:
    gateway = destination(app, WITH_ACCOUNT).gateway
    answers = await made(gateway, acme(1, "bad", None), acme(2), acme(3, "bad", None))
    refused = [answer for _, answer in sorted(answers.items()) if isinstance(answer, Refused)]
    assert isinstance(answers[RecordId("2")], Written)
    assert [one.field for one in refused] == ["Account.Name", "Account.Name"]
    assert "Name is empty" in refused[0].reason
    refusing = wanted(4, **{"Account.AccountNumber": "no", "Account.Name": "No", "Account.Description": "unwanted"})
    answer = (await made(gateway, refusing))[RecordId("1")]
    assert isinstance(answer, Refused)
    assert "FIELD_CUSTOM_VALIDATION_EXCEPTION" in answer.reason
    assert [row["AccountNumber"] for row in await window.rows("Account")] == ["A-1"]


async def test_a_parent_is_cleared_by_a_null_and_left_where_it_is_not_spoken_of(
    app: ConnectedApp, window: Window
) -> None:
    gateway = destination(app, WITH_ACCOUNT).gateway
    answer = (await made(gateway, acme(1)))[RecordId("1")]
    assert isinstance(answer, Written)
    await changed(gateway, answer.id, wanted(1), wanted(1, FirstName="Ada"))
    assert (await window.rows("Contact"))[0]["AccountId"] is not None
    await changed(gateway, answer.id, acme(1), acme(1, None))
    assert (await window.rows("Contact"))[0]["AccountId"] is None


async def test_a_converted_lead_is_left_as_it_is_and_leaves_its_groups(app: ConnectedApp, window: Window) -> None:
    lead = await window.make("Lead", LastName="A", Company="B", Email="a@b.co")
    campaigns = [await window.make("Campaign", Name=name) for name in ("Gold", "Theirs")]
    for campaign in campaigns:
        await window.make("CampaignMember", CampaignId=campaign, LeadId=lead)
    assert "<success>true" in await window.soap(f"<convertLead><leadId>{lead}</leadId></convertLead>")
    there = destination(app, LEADS)
    fields = {"Email": "a@b.co", "LastName": "A", "Company": "B"}
    old, new = Snapshot("a@b.co", fields, frozenset({"Gold"})), Snapshot("a@b.co", {**fields, "Company": "C"})
    assert await changed(there.gateway, lead, old, new) == Written(lead, LEFT)
    assert [row["CampaignId"] for row in await window.rows("CampaignMember")] == [campaigns[1]]
    assert (await window.rows("Lead"))[0]["Company"] == "B"
    assert there.lists is not None
    member = Member(RecordId("1"), lead, "a@b.co", new)
    joined = await there.lists.add(ListId(campaigns[0]), [member])
    assert joined.unwrap() == {"1": Written(lead, LEFT)}


@pytest.mark.parametrize(("allow", "kind"), [("false", Refused), ("true", Written)])
async def test_a_duplicate_rule_refuses_unless_it_is_overridden(
    app: ConnectedApp, window: Window, allow: str, kind: type
) -> None:
    await window.make("Contact", LastName="Smith")
    await window.put(duplicate_rules=["LastName"])
    gateway = destination(app, BY_EXTERNAL_ID, allow_duplicates=allow).gateway
    answer = (await made(gateway, wanted(1)))[RecordId("1")]
    assert isinstance(answer, kind)
    assert not isinstance(answer, Refused) or "allow_duplicates" in answer.reason


async def test_a_key_in_another_case_is_the_same_record_and_is_written_as_it_is(
    app: ConnectedApp, window: Window
) -> None:
    gateway = destination(app).gateway
    remote_id = await window.make("Contact", LastName="Smith", Custom_External_ID__c="1id")
    found = (await gateway.find([ByKey("1id")])).unwrap()
    assert [one.id for one in found[ByKey("1id")]] == [remote_id]
    lower = Snapshot("1id", {"Custom_External_ID__c": "1id"})
    await changed(gateway, remote_id, lower, Snapshot("1id", {"Custom_External_ID__c": "1ID"}))
    assert (await window.rows("Contact"))[0]["Custom_External_ID__c"] == "1ID"


async def test_numbers_are_keys_and_a_key_that_is_none_is_not_asked_for(app: ConnectedApp, window: Window) -> None:
    remote_id = await window.make("Contact", LastName="Smith", float_field__c=1)
    gateway = destination(app, BY_NUMBER).gateway
    assert gateway.key.rule(1.0).unwrap() == "1"
    found = (await gateway.find([ByKey("1"), ByKey("2"), ByKey("none")])).unwrap()
    assert {lookup: [one.id for one in each] for lookup, each in found.items()} == {ByKey("1"): [remote_id]}
    await window.forget_log()
    assert (await gateway.find([ByKey("none")])).unwrap() == {}
    assert await window.log() == []


async def test_every_match_counts_and_every_page_is_read(app: ConnectedApp, window: Window) -> None:
    ids = [await window.make("Contact", LastName=f"S{n}", Email="ada@demo.com") for n in range(5)]
    await window.put(page=2)
    found = (await destination(app, BY_EMAIL).gateway.find([ByKey("ada@demo.com")])).unwrap()
    assert sorted(one.id for one in found[ByKey("ada@demo.com")]) == sorted(ids)


async def test_long_keys_are_asked_for_in_addresses_that_salesforce_takes(app: ConnectedApp, window: Window) -> None:
    gateway = destination(app).gateway
    keys = [f"{n:03d}" + "é" * 180 for n in range(60)]
    remote_id = await window.make("Contact", LastName="S", Custom_External_ID__c=keys[59])
    found = (await gateway.find([ByKey(key) for key in keys])).unwrap()
    assert [one.id for one in found[ByKey(keys[59])]] == [remote_id]


async def test_by_id_short_ids_are_found_and_nothing_is_made(app: ConnectedApp, window: Window) -> None:
    remote_id = await window.make("Contact", LastName="Smith")
    gateway = destination(app, BY_ID).gateway
    key = gateway.key.rule(remote_id[:15]).unwrap()
    assert [one.id for one in (await gateway.find([ByKey(key)])).unwrap()[ByKey(key)]] == [remote_id]
    assert [one.id for one in (await gateway.find([ById(remote_id[:15])])).unwrap()[ById(remote_id[:15])]] == [
        remote_id
    ]
    old, new = Snapshot(key, {"Id": key}), Snapshot(key, {"Id": key, "FirstName": "Ada"})
    assert await changed(gateway, remote_id, old, new) == Written(remote_id)
    assert isinstance((await made(gateway, new))[RecordId("1")], Refused)


async def test_a_group_that_nobody_joins_is_not_made(app: ConnectedApp, window: Window) -> None:
    lists = destination(app).lists
    assert lists is not None
    assert (await lists.find("Nobody's")).unwrap() is None
    assert await window.rows("Campaign") == []


async def test_a_job_stays_open_until_its_handle_is_known_and_is_closed_by_the_first_poll(
    app: ConnectedApp, window: Window
) -> None:
    gateway = destination(app, BY_EXTERNAL_ID, bulk_above=1).gateway
    answers = await made(gateway, wanted(1, FirstName=None), wanted(2, Title="unwanted"), wanted(3, FirstName="#N/A"))
    handles = {answer.handle for answer in answers.values() if isinstance(answer, Submitted)}
    assert isinstance(answers[RecordId("3")], Written)
    ((job,), (handle,)) = (await window.state())["jobs"], handles
    assert job["state"] == "Open"
    assert len(await window.rows("Contact")) == 1
    assert (await gateway.poll(handle)).unwrap() is None
    rows = (await gateway.poll(handle)).unwrap()
    files = [
        call["query"] for call in await window.log() if "/jobs/ingest/" in call["path"] and call["method"] == "GET"
    ]
    assert files[-3:] == [{}] * 3  # the pages name no parameters
    assert rows is not None
    assert isinstance(rows[RecordId("1")], Written)
    refused = rows[RecordId("2")]
    assert isinstance(refused, Refused)
    assert refused.field == "Title"
    assert "unwanted" not in refused.reason


async def _submitted(window: Window, gateway: DestinationGateway) -> Submitted:
    answer = (await made(gateway, wanted(1), wanted(2)))[RecordId("1")]
    assert isinstance(answer, Submitted)
    return answer


async def test_a_job_that_somebody_called_off_is_sent_again(app: ConnectedApp, window: Window) -> None:
    gateway = destination(app, BY_EXTERNAL_ID, bulk_above=1).gateway
    submitted = await _submitted(window, gateway)
    (job,) = (await window.state())["jobs"]
    await window.call("PATCH", f"{B}/jobs/ingest/{job['id']}", {"state": "Aborted"})
    rows = (await gateway.poll(submitted.handle)).unwrap()
    assert rows is not None
    assert [isinstance(answer, RowThrottled) for answer in rows.values()] == [True, True]


async def test_a_job_that_is_forgotten_knows_of_no_row_and_one_that_runs_is_waited_for(
    app: ConnectedApp, window: Window
) -> None:
    gateway = destination(app, BY_EXTERNAL_ID, bulk_above=1).gateway
    await window.switch(job_delay=3600)
    submitted = await _submitted(window, gateway)
    assert [(await gateway.poll(submitted.handle)).unwrap() for _ in range(3)] == [None, None, None]
    await window.reset()
    assert (await gateway.poll(submitted.handle)).unwrap() == {}


@pytest.mark.parametrize("path", ["/jobs/ingest", "/batches"])
async def test_a_job_whose_making_or_upload_is_lost_never_runs(app: ConnectedApp, window: Window, path: str) -> None:
    gateway = destination(app, BY_EXTERNAL_ID, bulk_above=1).gateway
    (await gateway.schema()).unwrap()
    await window.switch(
        failures=[{"kind": "lost_answer", "method": each, "contains": path, "times": 99} for each in ("POST", "PUT")]
    )
    assert not is_successful(await gateway.write(creates(wanted(1), wanted(2))))
    assert await window.rows("Contact") == []
    assert {job["state"] for job in (await window.state())["jobs"]} == {"Open"}
