"""Marketo's Sandbox: leads synced, found and deleted, and the values that their fields take."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from joey.adapters.destinations.marketo.sandbox import create
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.server import sandbox_app
from tests.sandbox.hubspot_calls import PinnedClock
from tests.sandbox.marketo_calls import ADA, LEADS, Marketo


@pytest.fixture
async def marketo(clock: PinnedClock) -> AsyncIterator[Marketo]:
    transport = httpx.ASGITransport(sandbox_app({"marketo": create}, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield Marketo(client)


def reason(row: Json) -> str:
    return str(row["reasons"][0]["code"])


async def test_a_sync_answers_row_by_row_in_its_order(marketo: Marketo) -> None:
    await marketo.made("there@demo.com")
    rows = await marketo.sync(
        {"email": "new@demo.com"}, {"email": "bad"}, {"email": "THERE@demo.com", "firstName": "T"}
    )
    assert [row["status"] for row in rows] == ["created", "skipped", "updated"]
    assert "id" not in rows[1]
    assert rows[1]["reasons"] == [{"code": "1003", "message": "Invalid value for field 'email' and value 'bad'"}]


async def test_each_action_does_what_its_name_says(marketo: Marketo) -> None:
    assert reason((await marketo.sync({"email": ADA}, action="updateOnly"))[0]) == "1004"
    assert (await marketo.sync({"email": ADA}, action="createOnly"))[0]["status"] == "created"
    assert reason((await marketo.sync({"email": ADA}, action="createOnly"))[0]) == "1005"
    assert (await marketo.sync({"email": ADA}, action="createDuplicate"))[0]["status"] == "created"
    assert reason((await marketo.sync({"email": ADA}))[0]) == "1007"
    assert len(await marketo.found(ADA)) == 2


async def test_upserts_of_one_key_at_the_same_time_make_two_leads(marketo: Marketo, clock: PinnedClock) -> None:
    await marketo.put(switches={"latency_ms": 1})
    first, second = [(await marketo.sync({"email": ADA}))[0]["status"] for _ in range(2)]
    clock.now += 0.001
    assert (first, second) == ("created", "created")
    assert reason((await marketo.sync({"email": ADA}))[0]) == "1007"
    await marketo.sync({"email": "eve@demo.com"})
    assert reason((await marketo.sync({"email": "eve@demo.com"}, action="createOnly"))[0]) == "1005"


async def test_an_id_goes_only_with_updates(marketo: Marketo) -> None:
    lead_id = await marketo.made()
    assert reason((await marketo.sync({"email": ADA, "id": lead_id}))[0]) == "1003"
    row = {"id": lead_id, "email": "moved@demo.com"}
    assert (await marketo.sync(row, action="updateOnly", lookup="id")) == [{"id": lead_id, "status": "updated"}]
    assert [lead["id"] for lead in await marketo.found("moved@demo.com")] == [lead_id]
    assert await marketo.found(ADA) == []
    assert await marketo.code("POST", LEADS, {"lookupField": "id", "input": [row]}) == "1003"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"email": ADA, "nickname": "A"}, "1006"),
        ({"email": ADA, "createdAt": "2020-01-01"}, "1011"),
        ({"firstName": "Ada"}, "1002"),
        ({"email": "ada@dém.com"}, "1003"),
        ({"email": ADA, "firstName": "x" * 256}, "1003"),
        ({"email": ADA, "firstName": ["A"]}, "1003"),
    ],
)
async def test_a_row_that_is_wrong_is_skipped_with_its_code(marketo: Marketo, row: Json, code: str) -> None:
    (told,) = await marketo.sync(row)
    assert (told["status"], reason(told)) == ("skipped", code)


@pytest.mark.parametrize(
    ("field", "good", "kept", "bad"),
    [
        ("boolean_field", "true", True, "other"),
        ("email_field", "a@b.co", "a@b.co", "bademail"),
        ("integer_field", "14", 14, "14.1"),
        ("float_field", 14.5, 14.5, "14c"),
        ("currency_field", "10.40", 10.4, "1,5"),
        ("percent_field", 30, 30, "100%"),
        ("score_field", 7, 7, True),
        ("date_field", "2020-08-30", "2020-08-30", "30.8.2020"),
        ("datetime_field", "2020-08-30T07:49:48.123+02:00", "2020-08-30T05:49:48Z", "yesterday"),
        ("textarea_field", 12, "12", "x" * 30_001),
    ],
)
async def test_values_are_kept_by_type_or_refused(
    marketo: Marketo, field: str, good: Json, kept: Json, bad: Json
) -> None:
    assert (await marketo.sync({"email": ADA, field: good}))[0]["status"] == "created"
    assert (await marketo.found(ADA, fields=f"email,{field}"))[0][field] == kept
    (told,) = await marketo.sync({"email": ADA, field: bad})
    assert told["reasons"][0]["message"] == f"Invalid value for field '{field}' and value '{bad}'"
    for blank in (None, ""):
        await marketo.sync({"email": ADA, field: blank})
        cleared = (await marketo.found(ADA, fields=field))[0][field]
        assert cleared is (False if field == "boolean_field" else None)


async def test_leads_are_found_by_fields_that_can_be_searched(marketo: Marketo) -> None:
    lead_id = await marketo.made(integer_field=4, firstName="Ada")
    assert [lead["id"] for lead in await marketo.found("4", "integer_field")] == [lead_id]
    assert [lead["id"] for lead in await marketo.found(f"1,{lead_id}", "id")] == [lead_id]
    shown = {"id", "firstName", "lastName", "email", "createdAt", "updatedAt"}
    assert set((await marketo.found(ADA.upper()))[0]) == shown
    for asked in ({"filterType": "firstName", "filterValues": "Ada"}, {"filterType": "nope", "filterValues": "1"}):
        assert await marketo.code("GET", LEADS, params=asked) == "1003"
    assert await marketo.code("GET", LEADS, params={"filterType": "email"}) == "1002"


async def test_matches_come_in_pages_of_three_hundred_up_to_a_thousand(marketo: Marketo) -> None:
    await marketo.put(leads=[{"email": ADA} for _ in range(700)])
    asked = {"filterType": "email", "filterValues": ADA}
    sizes: list[int] = []
    while True:
        told = await marketo.call("GET", LEADS, params=asked)
        sizes.append(len(told["result"]))
        if "nextPageToken" not in told:
            break
        asked["nextPageToken"] = told["nextPageToken"]
    assert sizes == [300, 300, 100]
    await marketo.put(leads=[{"email": ADA} for _ in range(1_001)])
    told = await marketo.call("GET", LEADS, params={"filterType": "email", "filterValues": ADA})
    assert told["errors"] == [{"code": "1003", "message": "Too many results match the filter"}]


async def test_a_long_lookup_goes_by_post_in_the_body_or_with_the_method_in_the_address(marketo: Marketo) -> None:
    lead_id = await marketo.made()
    values = ",".join([ADA, *(f"{'x' * 40}{n}@demo.com" for n in range(200))])
    asked = {"filterType": "email", "filterValues": values}
    assert (await marketo.send("GET", LEADS, params=asked)).status_code == 414
    for sent in ({"data": asked, "params": {"_method": "GET"}}, {"data": {**asked, "_method": "GET"}}):
        told = await marketo.call("POST", LEADS, **sent)
        assert [lead["id"] for lead in told["result"]] == [lead_id]


async def test_deleted_leads_are_gone_by_either_call(marketo: Marketo) -> None:
    one, two = await marketo.made(), await marketo.made("two@demo.com")
    body = {"input": [{"id": one}, {"id": 1}]}
    told = await marketo.call("POST", "/rest/v1/leads/delete.json", body)
    gone = {"id": 1, "status": "skipped", "reasons": [{"code": "1004", "message": "Lead not found"}]}
    assert told["result"] == [{"id": one, "status": "deleted"}, gone]
    told = await marketo.call("POST", LEADS, {"input": [{"id": two}]}, params={"_method": "DELETE"})
    assert told["result"] == [{"id": two, "status": "deleted"}]
    assert await marketo.found(f"{one},{two}", "id") == []


async def test_a_partition_that_there_is_not_is_refused_by_row(marketo: Marketo) -> None:
    rows = await marketo.sync({"email": ADA}, partitionName="Nowhere")
    assert reason(rows[0]) == "1008"
    assert (await marketo.sync({"email": ADA}, partitionName="Default"))[0]["status"] == "created"
