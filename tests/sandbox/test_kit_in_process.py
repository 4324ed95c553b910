"""The same switches without a server, on a pinned clock."""

from __future__ import annotations

import httpx
import pytest

from tests.sandbox.hubspot_calls import HubSpot, PinnedClock

ME = "/account-info/2026-03/details"
BY_EMAIL = {"filterGroups": [{"filters": [{"propertyName": "email", "operator": "EQ", "value": "grouparoo@demo.com"}]}]}


@pytest.mark.parametrize("kind", ["lost_answer", "lost_request", "truncate"])
async def test_a_cut_connection_is_a_transport_error_in_process(hubspot: HubSpot, kind: str) -> None:
    await hubspot.switch(failures=[{"kind": kind}])
    with pytest.raises(httpx.TransportError):
        await hubspot.call("GET", ME)


async def test_a_rate_limit_answers_with_the_vendors_own_429_until_the_window_has_passed(
    hubspot: HubSpot, clock: PinnedClock
) -> None:
    await hubspot.switch(rate_limit={"calls": 2, "seconds": 10})
    assert [(await hubspot.call("GET", ME))[0] for _ in range(3)] == [200, 200, 429]
    _, told = await hubspot.call("GET", ME)
    assert told["policyName"] == "TEN_SECONDLY_ROLLING"
    assert told["message"] == "You have reached your ten_secondly_rolling limit."
    clock.now += 9.9
    assert (await hubspot.call("GET", ME))[0] == 429
    clock.now += 0.2
    assert (await hubspot.call("GET", ME))[0] == 200


async def test_the_rate_headers_count_down_and_search_has_none(hubspot: HubSpot) -> None:
    await hubspot.switch(rate_limit={"calls": 5, "seconds": 10})
    answers = [await hubspot.client.get(f"/hubspot{ME}") for _ in range(2)]
    assert [one.headers["x-hubspot-ratelimit-remaining"] for one in answers] == ["4", "3"]
    assert answers[0].headers["x-hubspot-ratelimit-max"] == "5"
    assert answers[0].headers["x-hubspot-ratelimit-interval-milliseconds"] == "10000"
    found = await hubspot.client.post("/hubspot/crm/objects/2026-03/contacts/search", json=BY_EMAIL)
    assert not [name for name in found.headers if name.startswith("x-hubspot")]


async def test_search_can_have_a_limit_of_its_own(hubspot: HubSpot) -> None:
    await hubspot.switch(rate_limit=[{"calls": 1, "seconds": 1, "contains": "/search"}])
    assert (await hubspot.contacts("/search", BY_EMAIL))[0] == 200
    status, told = await hubspot.contacts("/search", BY_EMAIL)
    assert (status, told["message"], told["category"]) == (429, "You have reached your secondly limit.", "RATE_LIMITS")
    assert (await hubspot.call("GET", ME))[0] == 200


async def test_without_a_limit_the_vendor_never_says_that_nothing_is_left(hubspot: HubSpot) -> None:
    answers = [await hubspot.client.get(f"/hubspot{ME}") for _ in range(150)]
    assert {one.headers["x-hubspot-ratelimit-remaining"] for one in answers} == {"99"}


@pytest.mark.parametrize("header", ["Bearer wrong", "Basic YW55Ondyb25n"])
async def test_only_the_credential_wrong_is_refused(hubspot: HubSpot, header: str) -> None:
    status, told = await hubspot.call("GET", ME, authorization=header)
    assert (status, told["category"]) == (401, "INVALID_AUTHENTICATION")
    assert (await hubspot.call("GET", ME, authorization="Bearer anything"))[0] == 200
    assert (await hubspot.call("GET", ME))[0] == 200


async def test_a_row_can_be_refused_by_its_field(hubspot: HubSpot) -> None:
    await hubspot.switch(refuse=[{"field": "firstname", "value": "Bad", "message": "not this one"}])
    rows = [
        {"properties": {"email": f"{name}@x.co", "firstname": name}, "objectWriteTraceId": name}
        for name in ("Good", "Bad")
    ]
    status, told = await hubspot.contacts("/batch/create", {"inputs": rows})
    assert (status, len(told["results"])) == (207, 1)
    assert told["errors"][0]["context"]["objectWriteTraceId"] == ["Bad"]
    assert "not this one" in told["errors"][0]["message"]


async def test_what_a_put_gives_is_replaced_and_the_rest_stays(hubspot: HubSpot) -> None:
    await hubspot.call("PUT", "/_state", {"objects": {"contacts": [{"properties": {"email": "Ada@X.co"}}]}})
    _, state = await hubspot.call("GET", "/_state")
    assert [row["properties"]["email"] for row in state["objects"]["0-1"]] == ["ada@x.co"]
    assert [one["name"] for one in state["lists"]] == ["All Admins"]
