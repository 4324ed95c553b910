"""Sailthru's Sandbox takes signed calls, and keeps users and lists as Sailthru does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import md5

import httpx
import orjson
import pytest

from joey.adapters.destinations.sailthru.sandbox import create
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.server import sandbox_app
from tests.sandbox.hubspot_calls import PinnedClock

ADA, EVE = "ada@demo.com", "eve@demo.com"
VARS = {"fields": {"vars": 1, "lists": 1}}


@dataclass
class Sailthru:
    """The calls, with the status and the JSON of each answer."""

    client: httpx.AsyncClient

    async def call(self, method: str, path: str, said: Json = None, **given: str) -> tuple[int, Json]:
        sent = {"api_key": "any", "format": "json", "json": orjson.dumps(said or {}).decode(), **given}
        form: dict[str, Json] = {"data" if method == "POST" else "params": sent}
        answer = await self.client.request(method, f"/sailthru{path}", **form)
        return answer.status_code, answer.json()

    async def made(self, email: str, **more: Json) -> str:
        status, told = await self.call("POST", "/user", {"id": email, "fields": {"keys": 1}, **more})
        assert status == 200, told
        return str(told["keys"]["sid"])

    async def user(self, email: str) -> Json:
        return (await self.call("GET", "/user", {"id": email}))[1]

    async def put(self, **parts: Json) -> None:
        (await self.client.put("/sailthru/_state", json=parts)).raise_for_status()


@pytest.fixture
async def sailthru(clock: PinnedClock) -> AsyncIterator[Sailthru]:
    transport = httpx.ASGITransport(sandbox_app({"sailthru": create}, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield Sailthru(client)


def _signed(secret: str, *values: str) -> str:
    return md5((secret + "".join(sorted(values))).encode(), usedforsecurity=False).hexdigest()


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_the_key_called_wrong_opens_nothing(sailthru: Sailthru, method: str) -> None:
    status, told = await sailthru.call(method, "/user", {"id": ADA}, api_key="wrong")
    assert (status, told["error"]) == (401, 3)


async def test_a_signature_has_to_look_like_one_and_to_be_right_where_the_secret_is_known(sailthru: Sailthru) -> None:
    right = _signed("tell-nobody", "any", "json", "{}")
    status, told = await sailthru.call("GET", "/settings", sig="not a digest")
    assert (status, told["error"]) == (403, 5)
    assert (await sailthru.call("GET", "/settings", sig="0" * 32))[0] == 200
    await sailthru.put(secret="tell-nobody")
    assert (await sailthru.call("GET", "/settings", sig=right))[0] == 200
    assert (await sailthru.call("GET", "/settings", sig="0" * 32))[0] == 403
    assert (await sailthru.call("GET", "/settings"))[0] == 403


async def test_a_write_by_e_mail_makes_a_user_or_changes_it(sailthru: Sailthru) -> None:
    sid = await sailthru.made(ADA.upper(), vars={"a": 1, "b": [1, {"c": None}]}, lists={"VIP": 1})
    assert await sailthru.made(ADA, vars={"a": None}, lists={"New": 1, "VIP": 0}) == sid
    user = await sailthru.user(ADA)
    assert (user["keys"]["email"], user["vars"]) == (ADA, {"a": None, "b": [1, {"c": None}]})
    assert list(user["lists"]) == ["New"]
    _, told = await sailthru.call("GET", "/list", {})
    assert {one["name"]: one["email_count"] for one in told["lists"]} == {"VIP": 0, "New": 1}


async def test_a_write_by_an_unknown_sid_makes_nobody(sailthru: Sailthru) -> None:
    status, told = await sailthru.call("POST", "/user", {"id": "f" * 24, "key": "sid", "keys": {"email": ADA}})
    assert (status, told["error"]) == (400, 99)
    assert (await sailthru.user(ADA))["errormsg"] == f"User not found with email: {ADA}"


async def test_keys_in_conflict_make_an_error_or_one_user_of_two(sailthru: Sailthru) -> None:
    ada, eve = await sailthru.made(ADA, vars={"a": 1}), await sailthru.made(EVE, vars={"a": 2, "e": 3})
    taking = {"id": ada, "key": "sid", "keys": {"email": EVE}}
    assert (await sailthru.call("POST", "/user", {**taking, "keysconflict": "error"}))[0] == 409
    assert (await sailthru.user(EVE))["keys"]["sid"] == eve
    assert (await sailthru.call("POST", "/user", {**taking, "keysconflict": "merge"}))[1] == {"ok": True}
    user = await sailthru.user(EVE)
    assert (user["keys"]["sid"], user["vars"]) == (ada, {"a": 1, "e": 3})
    assert (await sailthru.call("GET", "/user", {"id": eve, "key": "sid"}))[0] == 400


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, 2),
        ({"id": "nobody"}, 11),
        ({"id": "x", "key": "shoe"}, 99),
        ({"id": ADA, "vars": {"x" * 33: 1}}, 99),
        ({"id": ADA, "vars": "text"}, 99),
        ({"id": ADA, "lists": {"VIP": 2}}, 99),
        ({"id": ADA, "keys": {"email": "no"}}, 11),
        ({"id": ADA, "keysconflict": "fight"}, 99),
        ({"id": ADA, "optout_email": "maybe"}, 99),
        ({"id": ADA, "shoe": 1}, 99),
        ("text", 2),
    ],
)
async def test_what_is_wrong_is_refused_by_its_code_and_changes_nothing(
    sailthru: Sailthru, said: Json, code: int
) -> None:
    status, told = await sailthru.call("POST", "/user", said)
    assert (status, told["error"]) == (400, code)
    assert (await sailthru.user(ADA))["error"] == 99


async def test_a_deleted_user_is_gone_with_404_and_may_be_seen_a_while(sailthru: Sailthru, clock: PinnedClock) -> None:
    await sailthru.made(ADA)
    clock.now += 60
    await sailthru.put(switches={"search_lag_seconds": 30})
    assert await sailthru.call("DELETE", "/user", {"id": ADA}) == (200, {"ok": True})
    assert (await sailthru.user(ADA))["keys"]["email"] == ADA
    clock.now += 31
    assert (await sailthru.user(ADA))["error"] == 99
    assert (await sailthru.call("DELETE", "/user", {"id": ADA}))[0] == 404


async def test_a_read_may_lag_by_so_many_reads(sailthru: Sailthru) -> None:
    await sailthru.put(switches={"search_lag_calls": 2})
    await sailthru.made(ADA)
    assert ["error" in await sailthru.user(ADA) for _ in range(3)] == [True, True, False]


async def test_a_list_goes_and_its_people_stay(sailthru: Sailthru) -> None:
    await sailthru.made(ADA, lists={"VIP": 1})
    assert (await sailthru.call("GET", "/list", {"list": "VIP"}))[1]["count"] == 1
    assert (await sailthru.call("DELETE", "/list", {"list": "VIP"}))[0] == 200
    assert (await sailthru.user(ADA))["lists"] is None
    status, told = await sailthru.call("GET", "/list", {"list": "VIP"})
    assert (status, told["error"]) == (404, 15)


async def test_too_many_calls_are_told_until_when(sailthru: Sailthru) -> None:
    await sailthru.put(switches={"rate_limit": {"calls": 0, "seconds": 60}})
    status, told = await sailthru.call("GET", "/settings")
    assert (status, told["error"]) == (429, 43)


async def test_what_the_state_shows_can_be_put_back(sailthru: Sailthru) -> None:
    await sailthru.made(ADA, vars={"a": 1}, lists={"VIP": 1}, keys={"extid": "7"})
    shown = (await sailthru.client.get("/sailthru/_state")).json()
    await sailthru.client.delete("/sailthru/_state")
    await sailthru.put(users=shown["users"], lists=shown["lists"])
    assert (await sailthru.client.get("/sailthru/_state")).json()["users"] == shown["users"]
    assert (await sailthru.client.put("/sailthru/_state", json={"people": []})).status_code == 400


@pytest.mark.parametrize(("method", "path", "status"), [("PUT", "/user", 405), ("GET", "/blast", 404)])
async def test_what_is_not_offered_is_no_endpoint(sailthru: Sailthru, method: str, path: str, status: int) -> None:
    assert (await sailthru.call(method, path))[0] == status
