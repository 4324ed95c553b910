"""Zendesk's Sandbox takes and refuses users as Zendesk does."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from joey.adapters.destinations.zendesk.sandbox import create
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.server import sandbox_app
from tests.sandbox.hubspot_calls import PinnedClock
from tests.sandbox.zendesk_calls import ADA, Zendesk


@pytest.fixture
async def zendesk(clock: PinnedClock) -> AsyncIterator[Zendesk]:
    transport = httpx.ASGITransport(sandbox_app({"zendesk": create}, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield Zendesk(client)


async def test_a_user_is_made_and_shown_as_recorded(zendesk: Zendesk) -> None:
    user = await zendesk.made(email=ADA, external_id="A1", tags=["VIP"])
    assert (user["email"], user["external_id"], user["tags"], user["role"]) == (ADA, "A1", ["vip"], "end-user")
    assert (user["alias"], user["user_fields"]["checkbox_field"], user["user_fields"]["text_field"]) == (
        None,
        False,
        None,
    )
    assert await zendesk.shown(user["id"]) == user


async def test_create_or_update_matches_by_external_id_or_address(zendesk: Zendesk) -> None:
    path = "/users/create_or_update.json"
    assert (await zendesk.call("POST", path, {"user": {"name": "A", "external_id": "a1", "email": ADA}}))[0] == 201
    for user in ({"external_id": "A1", "name": "B"}, {"email": ADA.upper(), "name": "C"}):
        status, told = await zendesk.call("POST", path, {"user": user})
        assert (status, told["user"]["name"]) == (200, user["name"])


@pytest.mark.parametrize(
    ("user", "field", "told"),
    [
        ({"name": " "}, "name", "too short"),
        ({"email": "badmail"}, "email", "Email: badmail is not properly formatted"),
        ({"email": "eve@demo.com"}, "email", "already being used by another user"),
        ({"external_id": "EVE"}, "external_id", "already been taken"),
        ({"external_id": "x" * 256}, "external_id", "too long"),
        ({"role": "queen"}, "role", "invalid"),
        ({"user_fields": {"numeric_field": "some"}}, "numeric_field", "not a number"),
        ({"user_fields": {"dropdown_field": "plum"}}, "dropdown_field", "not one of its options"),
    ],
)
async def test_bad_values_are_refused_by_field(zendesk: Zendesk, user: Json, field: str, told: str) -> None:
    await zendesk.made(email="eve@demo.com", external_id="eve")
    status, body = await zendesk.call("POST", "/users.json", {"user": {"name": "Ada", **user}})
    assert (status, body["error"], body["description"]) == (422, "RecordInvalid", "Record validation errors")
    assert told in body["details"][field][0]["description"]


@pytest.mark.parametrize(
    ("name", "sent", "held"),
    [
        ("date_field", "2020-08-19T20:50:04.000Z", "2020-08-19T00:00:00+00:00"),
        ("date_field", "2020-08-19", "2020-08-19T00:00:00+00:00"),
        ("numeric_field", "3039", 3039),
        ("decimal_field", "1.5", 1.5),
        ("checkbox_field", True, True),
        ("checkbox_field", None, False),
        ("regex_field", "abc", "abc"),
        ("text_field", 5, "5"),
        ("text_field", "", None),
        ("dropdown_field", "pear", "pear"),
    ],
)
async def test_each_type_of_user_field_holds_its_own(zendesk: Zendesk, name: str, sent: Json, held: Json) -> None:
    user = await zendesk.made(user_fields={name: sent, "nobody_knows": 1})
    assert user["user_fields"][name] == held
    assert "nobody_knows" not in user["user_fields"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("date_field", "soon"), ("decimal_field", "x"), ("checkbox_field", "maybe"), ("regex_field", "123"),
     ("numeric_field", True), ("text_field", {}), ("decimal_field", [])],
)  # fmt: skip
async def test_values_of_another_type_are_refused(zendesk: Zendesk, name: str, value: Json) -> None:
    status, told = await zendesk.call("POST", "/users", {"user": {"name": "A", "user_fields": {name: value}}})
    assert (status, list(told["details"])) == (422, [name])


async def test_tags_replace_all_and_fields_give_their_own(zendesk: Zendesk) -> None:
    user = await zendesk.made(tags=["a", "b"], user_fields={"checkbox_field": True, "dropdown_field": "apple"})
    assert set(user["tags"]) == {"a", "b", "checkedbox", "apple"}
    _, told = await zendesk.change(user["id"], user_fields={"checkbox_field": False, "dropdown_field": "pear"})
    assert set(told["user"]["tags"]) == {"a", "b", "pear"}
    _, told = await zendesk.change(user["id"], tags=["c"])
    assert told["user"]["tags"] == ["c"]


async def test_null_clears_and_an_alias_then_reads_as_an_empty_text(zendesk: Zendesk) -> None:
    user = await zendesk.made(alias="A", phone="+15551234567", external_id="1", user_fields={"text_field": "x"})
    body = {"alias": None, "phone": None, "external_id": None, "user_fields": {"text_field": None}}
    _, told = await zendesk.change(user["id"], **body)
    held = told["user"]
    assert (held["alias"], held["phone"], held["external_id"], held["user_fields"]["text_field"]) == (
        "",
        None,
        None,
        None,
    )


async def test_another_address_is_added_and_the_primary_one_stays_until_it_is_changed(zendesk: Zendesk) -> None:
    user = await zendesk.made(email=ADA)
    _, told = await zendesk.change(user["id"], email="new@demo.com", verified=True)
    assert told["user"]["email"] == ADA
    _, listed = await zendesk.call("GET", f"/users/{user['id']}/identities.json")
    path = f"/users/{user['id']}/identities/{listed['identities'][1]['id']}"
    _, told = await zendesk.call("PUT", f"{path}/make_primary.json", {})
    assert [one["value"] for one in told["identities"]] == ["new@demo.com", ADA]
    old = told["identities"][1]["id"]
    assert (await zendesk.call("DELETE", f"{path}.json"))[0] == 403
    assert (await zendesk.call("DELETE", f"/users/{user['id']}/identities/{old}.json"))[0] == 204
    assert await zendesk.identities(user["id"]) == [("new@demo.com", True)]


async def test_an_address_can_be_added_by_itself_if_nobody_has_it(zendesk: Zendesk) -> None:
    await zendesk.made(email="eve@demo.com")
    user = await zendesk.made(email=ADA)
    path = f"/users/{user['id']}/identities.json"
    for value, status in (("eve@demo.com", 422), ("bad", 422), ("new@demo.com", 201)):
        body = {"identity": {"type": "email", "value": value}}
        assert (await zendesk.call("POST", path, body))[0] == status
    assert await zendesk.identities(user["id"]) == [(ADA, True), ("new@demo.com", False)]
    assert (await zendesk.call("PUT", f"/users/{user['id']}/identities/7/make_primary.json", {}))[0] == 404


async def test_a_deletion_is_soft_and_searches_no_longer_find(zendesk: Zendesk) -> None:
    user = await zendesk.made(email=ADA, external_id="1", tags=["a"])
    status, told = await zendesk.call("DELETE", f"/users/{user['id']}.json", {})
    held = told["user"]
    assert (status, held["active"], held["email"], held["external_id"], held["tags"]) == (200, False, None, None, ["a"])
    for query in ("query=email:ada@demo.com", "external_id=1"):
        assert (await zendesk.call("GET", f"/users/search.json?{query}"))[1]["count"] == 0
    assert (await zendesk.shown(user["id"]))["active"] is False
    assert (await zendesk.change(user["id"], name="B"))[0] == 404
    assert (await zendesk.call("DELETE", f"/users/{user['id']}.json", {}))[0] == 404
    await zendesk.made(email=ADA, external_id="1")


async def test_show_many_tells_only_those_that_are_there(zendesk: Zendesk) -> None:
    users = [await zendesk.made(external_id=f"K{n}") for n in range(3)]
    _, told = await zendesk.call("GET", "/users/show_many.json?external_ids=k0,K2,nobody")
    assert [one["external_id"] for one in told["users"]] == ["K0", "K2"]
    _, told = await zendesk.call("GET", f"/users/show_many.json?ids={users[1]['id']},99")
    assert [one["external_id"] for one in told["users"]] == ["K1"]
    for query in ("ids=a", "ids=", "external_ids=" + ",".join(map(str, range(101)))):
        assert (await zendesk.call("GET", f"/users/show_many.json?{query}"))[0] == 400


async def test_search_lags_and_finds_other_texts_too(zendesk: Zendesk, clock: PinnedClock) -> None:
    await zendesk.put(switches={"search_lag_seconds": 60})
    await zendesk.made(email=ADA)
    await zendesk.made(notes=f"knows {ADA}")
    path = f"/users/search.json?query={ADA}"
    assert (await zendesk.call("GET", path))[1]["count"] == 0
    clock.now += 61
    assert (await zendesk.call("GET", path))[1]["count"] == 2
    assert (await zendesk.call("GET", f"/users/search.json?query=email:{ADA}"))[1]["count"] == 1
