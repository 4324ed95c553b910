"""Intercom's Sandbox: users and leads, conflicts, archives, tags, the search, as recorded and documented."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from joey.adapters.destinations.intercom.sandbox import create
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.server import sandbox_app
from tests.sandbox.hubspot_calls import PinnedClock
from tests.sandbox.intercom_calls import ADA, Intercom


@pytest.fixture
async def intercom(clock: PinnedClock) -> AsyncIterator[Intercom]:
    transport = httpx.ASGITransport(sandbox_app({"intercom": create}, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield Intercom(client)


async def test_a_leads_external_id_is_intercoms_own_until_it_becomes_a_user(intercom: Intercom) -> None:
    lead = await intercom.made("lead", email=ADA, external_id="7")
    _, told = await intercom.call("PUT", f"/contacts/{lead}", {"external_id": "7"})
    assert len(told["external_id"]) == 36
    _, told = await intercom.call("PUT", f"/contacts/{lead}", {"external_id": "7", "role": "user"})
    assert (told["role"], told["external_id"]) == ("user", "7")
    assert (await intercom.refused("PUT", f"/contacts/{lead}", {"role": "lead"}))[:2] == (400, "client_error")


async def test_null_clears_an_email_and_never_an_external_id(intercom: Intercom) -> None:
    user = await intercom.made(email=ADA, external_id="7")
    _, told = await intercom.call("PUT", f"/contacts/{user}", {"email": None, "external_id": None})
    assert (told["email"], told["external_id"]) == ("", "7")
    _, told = await intercom.call("POST", "/contacts/search", _query("external_id", "=", "7"))
    assert told["data"][0]["email"] is None


async def test_an_archived_user_is_in_the_way_and_an_archived_lead_is_not(intercom: Intercom) -> None:
    user, lead = await intercom.made(external_id="7"), await intercom.made("lead", email=ADA)
    for each in (user, lead):
        status, told = await intercom.call("POST", f"/contacts/{each}/archive")
        assert (status, told) == (200, {"id": each, "object": "contact", "archived": True})
        assert (await intercom.refused("GET", f"/contacts/{each}"))[:2] == (404, "not_found")
    refused = await intercom.refused("POST", "/contacts", {"role": "user", "external_id": "7"})
    assert refused == (409, "conflict", f"An archived contact matching those details already exists with id={user}")
    assert await intercom.made("lead", email=ADA) != lead
    assert (await intercom.call("POST", f"/contacts/{user}/unarchive"))[1]["archived"] is False


async def test_a_live_user_is_in_the_way_by_external_id_and_where_there_is_none_by_address(intercom: Intercom) -> None:
    user = await intercom.made(external_id="7", email=ADA)
    for body in ({"external_id": "7"}, {"role": "user", "email": ADA}):
        status, code, message = await intercom.refused("POST", "/contacts", body)
        assert (status, code) == (409, "conflict")
        assert message == f"A contact matching those details already exists with id={user}"
    other = await intercom.made(external_id="8", email=ADA)
    assert (await intercom.refused("PUT", f"/contacts/{other}", {"external_id": "7"}))[:2] == (409, "conflict")


async def test_who_is_deleted_for_good_can_not_come_back(intercom: Intercom) -> None:
    user = await intercom.made(external_id="7")
    status, told = await intercom.call("DELETE", f"/contacts/{user}")
    assert (status, told["deleted"]) == (200, True)
    assert (await intercom.refused("POST", "/contacts", {"external_id": "7"}))[0] == 409
    status, code, message = await intercom.refused("POST", f"/contacts/{user}/unarchive")
    assert (status, code) == (400, "bad_request")
    assert "permanent deletion" in message


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"role": "boss"},
        {"email": "nobody"},
        {"email": 7},
        {"email": ADA, "owner_id": "Ada"},
        {"email": ADA, "signed_up_at": "yesterday"},
        {"email": ADA, "custom_attributes": {"nothing": 1}},
        {"email": ADA, "custom_attributes": {"number_field": "one"}},
        {"email": ADA, "custom_attributes": {"number_field": True}},
        {"email": ADA, "custom_attributes": {"date_field": "2020-01-01"}},
        {"email": ADA, "custom_attributes": {"list_field": "Purple"}},
        [],
        "x",
    ],
)
async def test_what_intercom_does_not_take_is_refused_and_nothing_is_made(intercom: Intercom, body: Json) -> None:
    assert (await intercom.refused("POST", "/contacts", body))[0] == 400
    assert (await intercom.call("GET", "/contacts"))[1]["total_count"] == 0


async def test_attributes_hold_their_types_and_clear(intercom: Intercom) -> None:
    values = {"number_field": 0, "decimal_field": 2, "boolean_field": False, "date_field": 1, "list_field": "Red"}
    user = await intercom.made(email=ADA, custom_attributes=values)
    _, told = await intercom.call("PUT", f"/contacts/{user}", {"custom_attributes": {"date_field": None}})
    assert told["custom_attributes"] == {**values, "date_field": None}


async def test_a_contact_shows_ten_of_its_tags(intercom: Intercom) -> None:
    user = await intercom.made(email=ADA)
    for n in range(11):
        assert (await intercom.call("POST", "/tags", {"name": f"t{n}", "users": [{"id": user}]}))[0] == 200
    tags = (await intercom.call("GET", f"/contacts/{user}"))[1]["tags"]
    assert (len(tags["data"]), tags["total_count"], tags["has_more"]) == (10, 11, True)
    assert len((await intercom.call("GET", f"/contacts/{user}/tags"))[1]["data"]) == 11


async def test_a_tag_of_a_name_is_made_once(intercom: Intercom) -> None:
    ids = {(await intercom.call("POST", "/tags", {"name": name}))[1]["id"] for name in ("VIP", "VIP", " VIP ")}
    assert len(ids) == 1
    assert (await intercom.refused("POST", "/tags", {"name": " "}))[0] == 400
    body = {"name": "VIP", "users": [{"id": "0"}]}
    assert (await intercom.refused("POST", "/tags", body))[0] == 404


async def test_tags_are_put_on_twice_and_taken_off_once(intercom: Intercom) -> None:
    user = await intercom.made(email=ADA)
    tag = (await intercom.call("POST", "/tags", {"name": "VIP"}))[1]["id"]
    for _ in range(2):
        assert (await intercom.call("POST", f"/contacts/{user}/tags", {"id": tag}))[0] == 200
    assert (await intercom.call("DELETE", f"/contacts/{user}/tags/{tag}"))[0] == 200
    assert (await intercom.call("DELETE", f"/contacts/{user}/tags/{tag}"))[0] == 404
    assert (await intercom.call("POST", "/contacts/0/tags", {"id": tag}))[0] == 404
    assert (await intercom.call("POST", f"/contacts/{user}/tags", {"id": "0"}))[0] == 404


async def test_search_is_as_old_as_the_index_in_content_and_membership(intercom: Intercom, clock: PinnedClock) -> None:
    user = await intercom.made(email=ADA, external_id="7")
    assert await intercom.found("email", ADA) == [user]
    await intercom.switch(search_lag_seconds=120)
    await intercom.call("PUT", f"/contacts/{user}", {"email": "new@demo.com"})
    other = await intercom.made(email="other@demo.com")
    assert await intercom.found("email", ADA, "new@demo.com", "other@demo.com") == [user]
    assert (await intercom.call("GET", f"/contacts/{user}"))[1]["email"] == "new@demo.com"
    clock.now += 121
    assert await intercom.found("email", ADA) == []
    assert await intercom.found("email", "new@demo.com", "other@demo.com") == [user, other]


def _query(field: str, operator: str, value: Json) -> Json:
    return {"query": {"field": field, "operator": operator, "value": value}}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (_query("email", "=", ADA), 200),
        (_query("email", "IN", [ADA]), 200),
        (_query("custom_attributes.text_field", "~", "x"), 200),
        (_query("created_at", ">", 0), 200),
        (_query("email", "IN", ADA), 400),
        (_query("email", "=", [ADA]), 400),
        (_query("email", "LIKE", ADA), 400),
        (_query("shoe_size", "=", 1), 400),
        ({"query": {"operator": "OR", "value": []}}, 400),
        ({"query": {"operator": "OR", "value": [_query("email", "=", ADA)["query"]] * 16}}, 400),
        ({**_query("email", "=", ADA), "pagination": {"per_page": 151}}, 400),
        ({}, 400),
    ],
)
async def test_queries_are_checked(intercom: Intercom, body: Json, status: int) -> None:
    assert (await intercom.call("POST", "/contacts/search", body))[0] == status


async def test_pages_follow_a_cursor_in_the_body(intercom: Intercom) -> None:
    ids = [await intercom.made("lead", email=ADA) for _ in range(3)]
    body = {**_query("email", "=", ADA), "pagination": {"per_page": 2}}
    _, first = await intercom.call("POST", "/contacts/search", body)
    body["pagination"]["starting_after"] = first["pages"]["next"]["starting_after"]
    _, second = await intercom.call("POST", "/contacts/search", body)
    assert [row["id"] for page in (first, second) for row in page["data"]] == ids
    assert "next" not in second["pages"]


async def test_a_version_that_is_none_is_refused(intercom: Intercom) -> None:
    assert (await intercom.call("GET", "/me", intercom_version="2.14"))[0] == 200
    assert (await intercom.call("GET", "/me", intercom_version="9"))[1]["errors"][0][
        "code"
    ] == "intercom_version_invalid"


async def test_above_the_limit_the_headers_say_when_to_come_again(intercom: Intercom, clock: PinnedClock) -> None:
    await intercom.switch(rate_limit={"calls": 1, "seconds": 10})
    answers = [await intercom.client.get("/intercom/me") for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 429]
    assert [one.headers["x-ratelimit-remaining"] for one in answers] == ["0", "0"]
    assert int(answers[1].headers["x-ratelimit-reset"]) >= clock.now
    assert "retry-after" not in answers[1].headers
    assert answers[1].json()["errors"][0]["code"] == "rate_limit_exceeded"


async def test_a_wrong_token_is_refused(intercom: Intercom) -> None:
    status, told = await intercom.call("GET", "/me", authorization="Bearer wrong")
    assert (status, told["errors"][0]["code"]) == (401, "unauthorized")


@pytest.mark.parametrize("path", ["/nothing", "/contacts/0", "/contacts/0/tags", "/contacts/find_by_external_id/0"])
async def test_what_is_not_there_is_404(intercom: Intercom, path: str) -> None:
    assert (await intercom.refused("GET", path))[0] == 404


async def test_the_state_can_be_put_shown_and_reset(intercom: Intercom) -> None:
    contact = {"role": "user", "external_id": "7", "tag_names": ["VIP"], "archived": True}
    parts = {"contacts": [contact], "tags": ["VIP"], "data_attributes": [{"name": "size", "data_type": "integer"}]}
    assert (await intercom.call("PUT", "/_state", parts))[0] == 200
    state = (await intercom.call("GET", "/_state"))[1]
    assert [(one["external_id"], one["tag_names"], one["archived"]) for one in state["contacts"]] == [
        ("7", ["VIP"], True)
    ]
    assert [one["full_name"] for one in state["data_attributes"]] == ["custom_attributes.size"]
    assert (await intercom.call("PUT", "/_state", {"people": []}))[0] == 400
    await intercom.call("DELETE", "/_state")
    assert (await intercom.call("GET", "/counts"))[1]["user"] == {"count": 0}
