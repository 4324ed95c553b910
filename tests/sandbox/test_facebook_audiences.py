"""Facebook's Sandbox: audiences, uploads, and what the vendor says of calls that are wrong."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator

import httpx
import orjson
import pytest

from joey.adapters.destinations.facebook.sandbox import create
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.server import sandbox_app
from tests.sandbox.facebook_calls import ACCOUNT, AUDIENCE, Facebook, hashed
from tests.sandbox.hubspot_calls import PinnedClock

ADA, BOB = hashed("ada@demo.com"), hashed("bob@demo.com")


@pytest.fixture
async def facebook(clock: PinnedClock) -> AsyncIterator[Facebook]:
    transport = httpx.ASGITransport(sandbox_app({"facebook": create}, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield Facebook(client)


def code(told: Json) -> tuple[int, int | None]:
    return told["error"]["code"], told["error"].get("error_subcode")


async def test_the_account_tells_the_fields_that_are_asked_for(facebook: Facebook) -> None:
    told = await facebook.call("GET", f"/{ACCOUNT}", fields="name,account_status")
    assert told == (200, {"name": "Grouparoo", "account_status": 1, "id": ACCOUNT})


@pytest.mark.parametrize(("token", "error"), [("wrong", 190), ("", 104)])
async def test_a_bad_token_has_a_code(facebook: Facebook, token: str, error: int) -> None:
    facebook.headers = {"authorization": f"Bearer {token}"} if token else {}
    status, told = await facebook.call("GET", f"/{ACCOUNT}")
    assert (status, code(told)[0]) == (401, error)


async def test_where_calls_must_be_signed_others_are_refused(facebook: Facebook) -> None:
    await facebook.put(app_secret="s3cret")
    proof = hmac.new(b"s3cret", b"good", "sha256").hexdigest()
    answers = [await facebook.call("GET", f"/{ACCOUNT}", appsecret_proof=given) for given in ("", "0" * 64, proof)]
    assert [status for status, _ in answers] == [400, 400, 200]


async def test_audiences_are_listed_newest_first_in_pages(facebook: Facebook) -> None:
    ids = [await facebook.made(f"Fans {n}") for n in range(3)]
    _, first = await facebook.call("GET", f"/{ACCOUNT}/customaudiences", fields="id,name", limit="2")
    assert [row["id"] for row in first["data"]] == ids[:0:-1]
    assert first["data"][0]["name"] == "Fans 2"
    after = first["paging"]["cursors"]["after"]
    _, last = await facebook.call("GET", f"/{ACCOUNT}/customaudiences", limit="2", after=after)
    assert [row["id"] for row in last["data"]] == ids[:1]
    assert "next" in first["paging"]
    assert "next" not in last["paging"]


@pytest.mark.parametrize("without", ["name", "subtype", "customer_file_source"])
async def test_an_audience_needs_its_parameters(facebook: Facebook, without: str) -> None:
    body = {name: value for name, value in AUDIENCE.items() if name != without}
    status, told = await facebook.call("POST", f"/{ACCOUNT}/customaudiences", body)
    assert (status, code(told)) == (400, (100, None))


async def test_names_are_not_unique_and_terms_have_to_be_accepted(facebook: Facebook) -> None:
    assert await facebook.made() != await facebook.made()
    await facebook.put(terms_accepted=False)
    status, told = await facebook.call("POST", f"/{ACCOUNT}/customaudiences", AUDIENCE)
    assert (status, code(told)) == (403, (200, 1870090))


async def test_members_join_are_taken_anew_and_leave(facebook: Facebook) -> None:
    fans = await facebook.made()
    _, told = await facebook.upload(fans, ["EMAIL", "FN"], [ADA, hashed("ada")], [BOB, ""])
    assert (told["audience_id"], told["num_received"], told["num_invalid_entries"]) == (fans, 2, 0)
    await facebook.upload(fans, ["EMAIL", "FN"], [ADA, ""])
    assert await facebook.members(fans) == [{"EMAIL": ADA, "FN": ""}, {"EMAIL": BOB, "FN": ""}]
    await facebook.upload(fans, ["EMAIL"], [ADA], method="DELETE")
    _, told = await facebook.upload(fans, ["EMAIL"], [ADA], method="DELETE")
    assert told["num_received"] == 1
    assert await facebook.members(fans) == [{"EMAIL": BOB, "FN": ""}]


async def test_a_payload_may_stand_in_the_query(facebook: Facebook) -> None:
    fans = await facebook.made()
    await facebook.upload(fans, "EMAIL_SHA256", ADA)
    payload = orjson.dumps({"schema": ["EMAIL"], "data": [[ADA]]}).decode()
    status, _ = await facebook.call("DELETE", f"/{fans}/users", payload=payload)
    assert (status, await facebook.members(fans)) == (200, [])


async def test_invalid_rows_are_counted_and_named_by_their_text(facebook: Facebook) -> None:
    fans = await facebook.made()
    rows = (["", ADA], ["42", "ada@demo.com"], ["43", BOB])
    _, told = await facebook.upload(fans, ["EXTERN_ID", "EMAIL"], *rows)
    assert (told["num_received"], told["num_invalid_entries"]) == (3, 2)
    assert told["invalid_entry_samples"] == {
        f'["","{ADA}"]': "empty external ID",
        '["42","ada@demo.com"]': "EMAIL isn't hashed",
    }
    assert await facebook.members(fans) == [{"EXTERN_ID": "43", "EMAIL": BOB}]


@pytest.mark.parametrize(
    ("schema", "rows", "error"),
    [
        (["EMAIL", "FN"], [[ADA]], 2650),
        (["EMAIL"], [], 100),
        (["EMAIL"], [[ADA]] * 10_001, 100),
        (["E-MAIL"], [[ADA]], 100),
    ],
)
async def test_uploads_that_are_wrong_as_a_whole(
    facebook: Facebook, schema: Json, rows: list[Json], error: int
) -> None:
    fans = await facebook.made()
    status, told = await facebook.upload(fans, schema, *rows)
    assert (status, code(told)[0]) == (400, error)
    assert await facebook.members(fans) == []


async def test_a_session_hangs_until_its_last_batch(facebook: Facebook) -> None:
    fans = await facebook.made()
    session = {"session_id": 7, "batch_seq": 1, "last_batch_flag": False}
    _, told = await facebook.upload(fans, ["EMAIL"], [ADA], session=session)
    assert told["session_id"] == "7"
    _, sessions = await facebook.call("GET", f"/{fans}/sessions", session_id="7")
    assert sessions["data"][0]["stage"] == "uploading"
    await facebook.upload(fans, ["EMAIL"], [BOB], session={**session, "batch_seq": 2, "last_batch_flag": True})
    _, sessions = await facebook.call("GET", f"/{fans}/sessions")
    assert (sessions["data"][0]["stage"], sessions["data"][0]["num_received"]) == ("completed", 2)
    status, _ = await facebook.upload(fans, ["EMAIL"], [BOB], session={"session_id": 7, "batch_seq": 0})
    assert status == 400


async def test_replacing_needs_a_session_and_leaves_only_the_new(facebook: Facebook) -> None:
    fans = await facebook.made()
    await facebook.upload(fans, ["EMAIL"], [ADA])
    body: Json = {"payload": {"schema": ["EMAIL"], "data": [[BOB]]}}
    assert (await facebook.call("POST", f"/{fans}/usersreplace", body))[0] == 400
    body["session"] = {"session_id": 1, "batch_seq": 1, "last_batch_flag": True}
    assert (await facebook.call("POST", f"/{fans}/usersreplace", body))[0] == 200
    assert await facebook.members(fans) == [{"EMAIL": BOB}]


async def test_what_is_not_there_is_said_so(facebook: Facebook) -> None:
    fans = await facebook.made()
    assert await facebook.call("DELETE", f"/{fans}") == (200, {"success": True})
    for method, path in (("GET", f"/{fans}"), ("POST", f"/{fans}/users"), ("GET", "/act_1")):
        status, told = await facebook.call(method, path)
        assert (status, code(told)) == (400, (100, 33))
    status, told = await facebook.call("GET", f"/{ACCOUNT}/nothing")
    assert (status, code(told)[0]) == (400, 2500)


async def test_a_flagged_audience_takes_nothing(facebook: Facebook) -> None:
    await facebook.put(audiences=[{"name": "Fans", "operation_status": {"code": 471}}])
    _, told = await facebook.call("GET", f"/{ACCOUNT}/customaudiences", fields="id")
    status, told = await facebook.upload(told["data"][0]["id"], ["EMAIL"], [ADA])
    assert (status, code(told)) == (400, (100, 1713230))


async def test_throttling_is_status_400_with_a_code_and_minutes_in_a_header(facebook: Facebook) -> None:
    await facebook.put(switches={"rate_limit": {"calls": 1, "seconds": 600}})
    await facebook.call("GET", f"/{ACCOUNT}")
    answer = await facebook.client.get(f"/facebook/v26.0/{ACCOUNT}", headers=facebook.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 80003)
    (usage,) = orjson.loads(answer.headers["x-business-use-case-usage"]).values()
    assert (usage[0]["call_count"], usage[0]["estimated_time_to_regain_access"]) == (100, 10)


@pytest.mark.parametrize(("version", "error"), [("v11.0", 2635), ("v27.0", 2500)])
async def test_versions_end_and_begin(facebook: Facebook, version: str, error: int) -> None:
    answer = await facebook.client.get(f"/facebook/{version}/{ACCOUNT}", headers=facebook.headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, error)


async def test_bodies_that_are_no_json_are_refused(facebook: Facebook) -> None:
    fans = await facebook.made()
    answer = await facebook.client.post(
        f"/facebook/v26.0/{fans}/users", content=b"{", headers={**facebook.headers, "content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


async def test_a_part_of_the_state_that_does_not_exist_is_refused(facebook: Facebook) -> None:
    answer = await facebook.client.put("/facebook/_state", json={"lists": []})
    assert answer.status_code in {400, 422}
