"""Marketo's Sandbox: tokens, static lists, limits, and what the vendor says of calls that are wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import orjson
import pytest

from joey.adapters.destinations.marketo.sandbox import create
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.server import sandbox_app
from tests.sandbox.hubspot_calls import PinnedClock
from tests.sandbox.marketo_calls import ADA, LEADS, Marketo

TOKEN = "/identity/oauth/token"
CLIENT = {"grant_type": "client_credentials", "client_id": "one", "client_secret": "s"}
BY_NAME, LISTS = "/rest/asset/v1/staticList/byName.json", "/rest/asset/v1/staticLists.json"
DESCRIBE = "/rest/v1/leads/describe2.json"


@pytest.fixture
async def marketo(clock: PinnedClock) -> AsyncIterator[Marketo]:
    transport = httpx.ASGITransport(sandbox_app({"marketo": create}, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield Marketo(client)


async def made_list(marketo: Marketo, name: str, folder: Json = None) -> Json:
    form = {"name": name, "folder": orjson.dumps(folder or {"id": 12, "type": "Folder"}).decode()}
    return await marketo.call("POST", LISTS, data=form)


async def test_a_token_is_the_same_until_its_hour_is_over(marketo: Marketo, clock: PinnedClock) -> None:
    first = await marketo.call("GET", TOKEN, params=CLIENT)
    clock.now += 600
    again = await marketo.call("POST", TOKEN, data=CLIENT)
    assert (first["expires_in"], again["expires_in"]) == (3600, 3000)
    assert again["access_token"] == first["access_token"]
    bearer = {"authorization": f"Bearer {first['access_token']}"}
    assert (await marketo.call("GET", DESCRIBE, headers=bearer))["success"]
    clock.now += 3000
    assert await marketo.code("GET", DESCRIBE, headers=bearer) == "602"
    assert (await marketo.call("GET", TOKEN, params=CLIENT))["access_token"] != first["access_token"]


async def test_wrong_credentials_are_401_for_a_token_and_601_with_200_elsewhere(marketo: Marketo) -> None:
    answer = await marketo.send("POST", TOKEN, data={**CLIENT, "client_secret": "wrong"})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert await marketo.code("GET", DESCRIBE, headers={"authorization": "Bearer wrong"}) == "601"
    assert await marketo.code("GET", DESCRIBE, params={"access_token": "good"}) == "600"
    assert (await marketo.send("POST", TOKEN, data={"grant_type": "password"})).status_code == 400


async def test_describe_tells_fields_and_what_leads_are_found_by(marketo: Marketo) -> None:
    (told,) = (await marketo.call("GET", DESCRIBE))["result"]
    fields = {field["name"]: field for field in told["fields"]}
    email = {"name": "email", "displayName": "Email Address", "dataType": "email", "length": 255}
    assert fields["email"] == {**email, "updateable": True, "crmManaged": False}
    assert not fields["createdAt"]["updateable"]
    assert {"email", "integer_field", "email_field"} <= {name for (name,) in told["searchableFields"]}
    assert ["float_field"] not in told["searchableFields"]


async def test_a_list_is_found_by_its_exact_name_or_not_at_all(marketo: Marketo) -> None:
    told = await marketo.call("GET", BY_NAME, params={"name": "VIP"})
    assert (told["success"], told["warnings"]) == (True, ["No assets found for the given search criteria."])
    assert "result" not in told
    (made,) = (await made_list(marketo, "VIP"))["result"]
    assert (await marketo.call("GET", BY_NAME, params={"name": "VIP"}))["result"] == [made]
    assert "result" not in await marketo.call("GET", BY_NAME, params={"name": "vip"})


async def test_a_list_wants_a_folder_that_is_there_and_a_name_of_its_own(marketo: Marketo) -> None:
    assert (await made_list(marketo, "VIP", {"id": 1034, "type": "Program"}))["success"]
    for name, folder, code in (("VIP", None, "709"), ("New", {"id": 5, "type": "Folder"}, "710"), ("", None, "701")):
        assert (await made_list(marketo, name, folder))["errors"][0]["code"] == code
    assert await marketo.code("POST", LISTS, data={"name": "New"}) == "1001"
    assert await marketo.code("POST", LISTS, {"name": "New"}) == "612"


async def test_members_join_and_leave_by_lead_id(marketo: Marketo) -> None:
    lead_id = await marketo.made()
    (made,) = (await made_list(marketo, "VIP"))["result"]
    path, ids = f"/rest/v1/lists/{made['id']}/leads.json", {"id": [lead_id, 1]}
    unknown = {"id": 1, "status": "skipped", "reasons": [{"code": "1004", "message": "Lead not found"}]}
    for _ in range(2):
        told = await marketo.call("POST", path, {"input": [{"id": lead_id}, {"id": 1}]})
        assert told["result"] == [{"id": lead_id, "status": "added"}, unknown]
    told = await marketo.call("GET", path.replace("leads.json", "leads/ismember.json"), params=ids)
    assert told["result"] == [{"id": lead_id, "status": "memberof"}, unknown]
    assert [lead["id"] for lead in (await marketo.call("GET", path))["result"]] == [lead_id]
    told = await marketo.call("DELETE", path, params=ids)
    assert told["result"] == [{"id": lead_id, "status": "removed"}, unknown]
    (told,) = (await marketo.call("DELETE", path, params={"id": lead_id}))["result"]
    assert told["reasons"] == [{"code": "1015", "message": "Lead not in list"}]
    assert await marketo.code("POST", "/rest/v1/lists/1/leads.json", params=ids) == "1013"


async def test_a_deleted_lead_leaves_its_lists_and_a_deleted_list_is_gone(marketo: Marketo) -> None:
    lead_id = await marketo.made()
    (made,) = (await made_list(marketo, "VIP"))["result"]
    path = f"/rest/v1/lists/{made['id']}/leads.json"
    await marketo.call("POST", path, params={"id": lead_id})
    await marketo.call("POST", "/rest/v1/leads/delete.json", params={"id": lead_id})
    assert (await marketo.call("GET", path))["result"] == []
    told = await marketo.call("POST", f"/rest/asset/v1/staticList/{made['id']}/delete.json")
    assert told["result"] == [{"id": made["id"]}]
    assert "result" not in await marketo.call("GET", BY_NAME, params={"name": "VIP"})


async def test_whole_calls_are_refused_with_200_and_a_code(marketo: Marketo) -> None:
    rows = [{"email": f"{n}@demo.com"} for n in range(301)]
    for body, code in (({"input": []}, "701"), ({"input": rows}, "1003"), ({"action": "x", "input": rows[:1]}, "1003")):
        assert await marketo.code("POST", LEADS, body) == code
    assert await marketo.code("POST", LEADS, {"lookupField": "firstName", "input": rows[:1]}) == "1011"
    assert await marketo.code("POST", LEADS, content=b"{", headers={"content-type": "application/json"}) == "609"
    assert await marketo.code("POST", LEADS, content=b"{}", headers={"content-type": "text/plain"}) == "612"
    assert await marketo.code("PUT", LEADS, {}) == "605"
    assert await marketo.code("GET", "/rest/v1/nothing.json") == "610"


async def test_only_what_is_too_large_has_a_status_of_its_own(marketo: Marketo) -> None:
    large = {"input": [{"email": ADA, "textarea_field": "x" * 1_048_576}]}
    assert (await marketo.send("POST", LEADS, large)).status_code == 413


async def test_the_rate_is_told_with_200_and_606(marketo: Marketo) -> None:
    await marketo.put(switches={"rate_limit": {"calls": 1, "seconds": 20}})
    await marketo.call("GET", DESCRIBE)
    told = await marketo.call("GET", DESCRIBE)
    message = "Max rate limit '1' exceeded with in '20' secs"
    assert told["errors"] == [{"code": "606", "message": message}]


async def test_the_state_can_be_put_and_names_what_is_wrong(marketo: Marketo) -> None:
    await marketo.put(leads=[{"email": ADA}], lists=[{"name": "VIP", "members": [7149]}])
    shown = (await marketo.send("GET", "/_state")).json()
    assert ([lead["email"] for lead in shown["leads"]], shown["lists"][0]["members"]) == ([ADA], [7149])
    wrongs: tuple[Json, ...] = ({"people": []}, {"leads": [{"nickname": "A"}]})
    for wrong in wrongs:
        assert (await marketo.send("PUT", "/_state", wrong)).status_code == 400
