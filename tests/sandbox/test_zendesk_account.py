"""Zendesk's Sandbox: the account, its jobs, and what the vendor says of calls that are wrong."""

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


async def test_who_shows_no_credentials_is_nobody_with_status_200(zendesk: Zendesk) -> None:
    status, told = await zendesk.call("GET", "/users/me.json")
    assert (status, told["user"]["id"], told["user"]["role"]) == (200, None, "end-user")
    _, told = await zendesk.call("GET", "/users/me.json", authorization="Bearer good")
    assert (told["user"]["role"], told["user"]["url"][:35]) == ("admin", "https://d3v-grouparoo.zendesk.com/a")
    status, told = await zendesk.call("GET", "/users/me.json", authorization="Bearer wrong")
    assert (status, told) == (401, {"error": "Couldn't authenticate you"})


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"grant_type": "client_credentials", "client_id": "joey", "client_secret": "s"}, 200),
        ({"grant_type": "client_credentials", "client_id": "joey", "client_secret": "wrong"}, 401),
        ({"grant_type": "client_credentials"}, 401),
        ({"grant_type": "password", "client_id": "joey"}, 400),
    ],
)
async def test_tokens_are_given_for_a_secret(zendesk: Zendesk, given: Json, status: int) -> None:
    for how in ({"json": given}, {"data": given}):
        answer = await zendesk.client.post("/zendesk/oauth/tokens", **how)
        assert answer.status_code == status
        assert ("access_token" in answer.json()) == (status == 200)


async def test_user_fields_come_in_pages(zendesk: Zendesk) -> None:
    _, told = await zendesk.call("GET", "/user_fields.json")
    assert (told["count"], told["next_page"], told["user_fields"][4]["tag"]) == (8, None, "checkedbox")
    _, told = await zendesk.call("GET", "/user_fields.json?per_page=5&page=2")
    assert (len(told["user_fields"]), told["next_page"]) == (3, None)
    _, told = await zendesk.call("GET", "/user_fields.json?per_page=5")
    assert told["next_page"].endswith("/api/v2/user_fields.json?page=2")


async def test_imports_are_off_until_somebody_turns_them_on(zendesk: Zendesk) -> None:
    body = {"users": [{"name": "Ada"}]}
    for method, path in (("POST", "create_many"), ("POST", "create_or_update_many"), ("PUT", "update_many")):
        status, told = await zendesk.call(method, f"/users/{path}.json", body)
        assert (status, told["error"], told["description"]) == (403, "Forbidden", "Data imports are not enabled")
    await zendesk.put(imports=True)
    assert (await zendesk.call("POST", "/users/create_many.json", body))[0] == 200


async def _ended(zendesk: Zendesk, method: str, path: str, body: Json) -> list[Json]:
    status, told = await zendesk.call(method, path, body)
    assert (status, told["job_status"]["status"], told["job_status"]["results"]) == (200, "queued", None)
    _, told = await zendesk.call("GET", f"/job_statuses/{told['job_status']['id']}.json")
    assert told["job_status"]["status"] == "completed"
    rows: list[Json] = told["job_status"]["results"]
    return rows


async def test_jobs_tell_what_came_of_each_row(zendesk: Zendesk) -> None:
    await zendesk.put(imports=True)
    users: list[Json] = [{"name": "A", "external_id": "1"}, {"name": "B", "email": "bad", "external_id": "2"}]
    rows = await _ended(zendesk, "POST", "/users/create_many.json", {"users": users})
    assert (rows[0]["status"], rows[0]["external_id"]) == ("Created", "1")
    assert (rows[1]["status"], rows[1]["index"], rows[1]["details"]) == (
        "Failed",
        1,
        "Email: bad is not properly formatted",
    )
    user_id = rows[0]["id"]
    rows = await _ended(zendesk, "POST", "/users/create_or_update_many.json", {"users": [users[0], {"name": "C"}]})
    assert [row["status"] for row in rows] == ["Updated", "Created"]
    rows = await _ended(zendesk, "PUT", "/users/update_many.json", {"users": [{"id": user_id, "name": "Z"}, {"id": 9}]})
    assert [(row["success"], row["status"]) for row in rows] == [(True, "Updated"), (False, "Failed")]
    rows = await _ended(zendesk, "DELETE", f"/users/destroy_many.json?ids={user_id},9", {})
    assert [row["success"] for row in rows] == [True, False]
    assert (await zendesk.shown(user_id))["active"] is False


async def test_jobs_run_later_are_listed_and_forgotten_after_an_hour(zendesk: Zendesk, clock: PinnedClock) -> None:
    await zendesk.put(imports=True, switches={"job_delay": 40})
    _, told = await zendesk.call("POST", "/users/create_many.json", {"users": [{"name": "Ada", "email": ADA}]})
    path = f"/job_statuses/{told['job_status']['id']}.json"
    stages: list[str] = []
    for _ in range(3):
        clock.now += 15
        stages.append((await zendesk.call("GET", path))[1]["job_status"]["status"])
    assert stages == ["queued", "working", "completed"]
    _, listed = await zendesk.call("GET", f"/job_statuses/show_many.json?ids={told['job_status']['id']},x")
    assert len(listed["job_statuses"]) == 1
    clock.now += 3_700
    assert (await zendesk.call("GET", path))[0] == 404


async def test_jobs_take_a_hundred_rows_and_thirty_are_open_at_most(zendesk: Zendesk) -> None:
    await zendesk.put(imports=True, switches={"job_delay": 40})
    body: Json = {"users": [{"name": "A"}] * 101}
    assert (await zendesk.call("POST", "/users/create_many.json", body))[0] == 400
    assert (await zendesk.call("POST", "/users/create_many.json", {"users": []}))[0] == 400
    assert (await zendesk.call("PUT", "/users/update_many.json", {"users": [{"id": None}]}))[0] == 400
    for _ in range(30):
        assert (await zendesk.call("POST", "/users/create_many.json", {"users": [{"name": "A"}]}))[0] == 200
    answer = await zendesk.client.post("/zendesk/api/v2/users/create_many.json", json={"users": [{"name": "A"}]})
    assert (answer.status_code, answer.json()["error"], answer.headers["retry-after"]) == (429, "TooManyJobs", "30")


async def test_throttling_is_plain_text_and_says_when_to_come_again(zendesk: Zendesk) -> None:
    user = await zendesk.made()
    await zendesk.put(switches={"rate_limit": {"calls": 0, "seconds": 60}})
    answer = await zendesk.client.put(f"/zendesk/api/v2/users/{user['id']}.json", json={"user": {}})
    assert (answer.status_code, answer.headers["content-type"]) == (429, "text/plain; charset=UTF-8")
    assert answer.text.startswith("You have exceeded the rate limit for updating a single unique user.")
    assert (answer.headers["retry-after"], answer.headers["x-rate-limit-remaining"]) == ("60", "0")
    assert (await zendesk.call("GET", "/users/me.json")) == (429, "Rate limit exceeded")


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/nowhere", 404, "InvalidEndpoint"),
        ("GET", "/users/7.json", 404, "RecordNotFound"),
        ("GET", "/users/x.json", 404, "RecordNotFound"),
        ("POST", "/users.json", 400, "Unprocessable JSON"),
    ],
)
async def test_wrong_calls_are_told_so(zendesk: Zendesk, method: str, path: str, status: int, error: str) -> None:
    answer = await zendesk.client.request(method, f"/zendesk/api/v2{path}", content=b"{")
    assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_the_state_can_be_put_back_as_it_is_shown(zendesk: Zendesk) -> None:
    user = await zendesk.made(email=ADA, external_id="1", tags=["a"], user_fields={"text_field": "x"})
    await zendesk.change(user["id"], email="new@demo.com")
    gone = await zendesk.made(external_id="2")
    await zendesk.call("DELETE", f"/users/{gone['id']}.json", {})
    before = (await zendesk.client.get("/zendesk/_state")).json()
    status, after = await zendesk.put(users=before["users"], user_fields=before["user_fields"])
    assert (status, after["user_fields"]) == (200, before["user_fields"])
    assert [one["value"] for one in after["users"][0]["identities"]] == [ADA, "new@demo.com"]
    assert [(one["name"], one["tags"], one["active"]) for one in after["users"]] == [
        ("Ada", ["a"], True),
        ("Ada", [], False),
    ]
    assert (await zendesk.put(nope=1))[0] == 400
    assert (await zendesk.put(users=[{"name": "A", "email": "bad"}]))[0] == 400
    await zendesk.client.delete("/zendesk/_state")
    assert (await zendesk.client.get("/zendesk/_state")).json()["users"] == []
