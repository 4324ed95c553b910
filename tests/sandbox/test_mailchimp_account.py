"""Mailchimp's Sandbox: the account, tags, batches, and what the vendor says of calls that are wrong."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import orjson
import pytest

from joey.adapters.destinations.mailchimp.sandbox import create
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.replay import replay
from tests.sandbox.hubspot_calls import PinnedClock
from tests.sandbox.mailchimp_calls import ADA, LIST, Mailchimp, hashed


async def test_the_account_and_its_audiences_are_those_of_the_recordings(mailchimp: Mailchimp) -> None:
    assert (await mailchimp.call("GET", "/3.0/ping"))[1] == {"health_status": "Everything's Chimpy!"}
    assert (await mailchimp.call("GET", "/3.0/"))[1]["account_name"] == "Grouparoo"
    _, told = await mailchimp.call("GET", "/3.0/lists?fields=lists.id,lists.name,total_items&count=2")
    first = {"id": "1b724bb934", "name": "UI Config"}
    assert (told["lists"][0], len(told["lists"]), told["total_items"]) == (first, 2, 5)


async def test_merge_fields_come_in_pages_of_ten(mailchimp: Mailchimp) -> None:
    for number in range(4):
        await mailchimp.field(f"MORE{number}", "text")
    _, told = await mailchimp.call("GET", f"{LIST}/merge-fields")
    _, rest = await mailchimp.call("GET", f"{LIST}/merge-fields?offset=10")
    assert (len(told["merge_fields"]), len(rest["merge_fields"]), told["total_items"]) == (10, 2, 12)


async def test_tags_of_one_member_are_made_where_new_and_come_first(mailchimp: Mailchimp) -> None:
    await mailchimp.made()
    for name in ("list one", "list two"):
        body = {"tags": [{"name": name, "status": "active"}, {"name": "never", "status": "inactive"}]}
        assert await mailchimp.member("POST", hashed(ADA), body, "/tags") == (204, None)
    _, told = await mailchimp.member("GET", hashed(ADA))
    assert told["tags"] == [{"id": 4788456, "name": "list two"}, {"id": 4788452, "name": "list one"}]
    assert (await mailchimp.member("POST", hashed("nobody@demo.com"), {"tags": []}, "/tags"))[0] == 404


async def test_a_tag_is_a_segment_found_by_how_its_name_begins(mailchimp: Mailchimp) -> None:
    for name in ("VIP", "VIP gold"):
        assert (await mailchimp.call("POST", f"{LIST}/segments", {"name": name, "static_segment": []}))[0] == 200
    _, told = await mailchimp.call("GET", f"{LIST}/tag-search?name=vip")
    assert {tag["name"] for tag in told["tags"]} == {"VIP", "VIP gold"}
    assert (await mailchimp.call("POST", f"{LIST}/segments", {"name": "vip", "static_segment": []}))[0] == 400
    assert (await mailchimp.call("POST", f"{LIST}/segments", {"name": "other"}))[0] == 400


async def test_a_segment_takes_five_hundred_and_names_only_those_it_changed(mailchimp: Mailchimp) -> None:
    await mailchimp.made()
    await mailchimp.made("eve@demo.com")
    _, tag = await mailchimp.call("POST", f"{LIST}/segments", {"name": "vip", "static_segment": [ADA]})
    path = f"{LIST}/segments/{tag['id']}"
    emails = [ADA, "eve@demo.com", "nobody@demo.com"]
    _, told = await mailchimp.call("POST", path, {"members_to_add": emails})
    assert [one["email_address"] for one in told["members_added"]] == ["eve@demo.com"]
    _, told = await mailchimp.call("POST", path, {"members_to_remove": emails})
    assert (told["total_removed"], told["error_count"]) == (2, 0)
    assert await mailchimp.tags_of() == set()
    assert (await mailchimp.call("POST", path, {"members_to_add": emails * 167}))[0] == 400
    assert (await mailchimp.call("DELETE", path), (await mailchimp.call("GET", path))[0]) == ((204, None), 404)


def _operation(method: str, path: str, name: str, body: Json = None) -> Json:
    text = "" if body is None else orjson.dumps(body).decode()
    return {"method": method, "path": path, "operation_id": name, "body": text}


async def test_a_batch_runs_later_and_its_results_are_packed(mailchimp: Mailchimp, clock: PinnedClock) -> None:
    await mailchimp.switch(job_delay=40)
    path = f"/lists/a36b032126/members/{hashed(ADA)}"
    body = {"email_address": ADA, "status_if_new": "subscribed"}
    operations = [_operation("PUT", path, "one", body), _operation("GET", path + "x", "two")]
    _, batch = await mailchimp.call("POST", "/3.0/batches", {"operations": operations})
    assert (batch["status"], batch["total_operations"], batch["response_body_url"]) == ("pending", 2, "")
    stages: list[str] = []
    for _ in range(3):
        clock.now += 10
        stages.append((await mailchimp.call("GET", f"/3.0/batches/{batch['id']}"))[1]["status"])
    assert stages == ["preprocessing", "started", "finalizing"]
    assert (await mailchimp.member("GET", hashed(ADA)))[0] == 404
    clock.now += 10
    _, ended = await mailchimp.call("GET", f"/3.0/batches/{batch['id']}")
    assert (ended["status"], ended["finished_operations"], ended["errored_operations"]) == ("finished", 2, 1)
    packed = (await mailchimp.client.get(ended["response_body_url"])).content
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(packed))) as tar:
        files = [file.read() for entry in tar if (file := tar.extractfile(entry)) is not None]
    rows = {row["operation_id"]: row for file in files for row in orjson.loads(file)}
    assert {name: row["status_code"] for name, row in rows.items()} == {"one": 200, "two": 404}
    assert orjson.loads(rows["one"]["response"])["email_address"] == ADA


async def test_a_batch_takes_a_thousand_operations(mailchimp: Mailchimp) -> None:
    operations = [_operation("GET", "/ping", str(number)) for number in range(1001)]
    assert (await mailchimp.call("POST", "/3.0/batches", {"operations": operations}))[0] == 400
    assert (await mailchimp.call("POST", "/3.0/batches", {"operations": operations[1:]}))[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/3.0/nowhere", 404, "Resource Not Found"),
        ("GET", "/3.0/lists/nope/merge-fields", 404, "Resource Not Found"),
        ("DELETE", "/3.0/lists", 405, "Method Not Allowed"),
        ("PUT", f"{LIST}/members/x", 400, "JSON Parse Error"),
    ],
)
async def test_wrong_calls_get_a_problem_document(
    mailchimp: Mailchimp, method: str, path: str, status: int, title: str
) -> None:
    answer = await mailchimp.client.request(method, f"/mailchimp{path}", content=b"{")
    assert (answer.status_code, answer.json()["title"]) == (status, title)
    assert answer.headers["content-type"].startswith("application/problem+json")


async def test_the_wrong_key_and_too_many_calls_are_refused(mailchimp: Mailchimp) -> None:
    status, told = await mailchimp.call("GET", "/3.0/ping", authorization="Bearer wrong")
    assert (status, told["title"]) == (401, "API Key Invalid")
    await mailchimp.switch(rate_limit={"calls": 1})
    await mailchimp.call("GET", "/3.0/ping")
    answer = await mailchimp.client.get("/mailchimp/3.0/ping")
    assert (answer.status_code, "retry-after" in answer.headers) == (429, False)
    assert answer.json()["detail"] == "You have exceeded the limit of 10 simultaneous connections."


async def test_the_state_can_be_put_back_as_it_is_shown(mailchimp: Mailchimp) -> None:
    await mailchimp.made(FNAME="Ada")
    await mailchimp.member("POST", hashed(ADA), {"tags": [{"name": "vip", "status": "active"}]}, "/tags")
    _, before = await mailchimp.call("GET", "/_state")
    status, after = await mailchimp.call("PUT", "/_state", {"lists": before["lists"], "fakes": ["@demo.com"]})
    assert (status, after["fakes"]) == (200, ["@demo.com"])
    assert after["lists"]["a36b032126"]["members"] == before["lists"]["a36b032126"]["members"]
    assert (await mailchimp.call("PUT", "/_state", {"nope": 1}))[0] == 400


async def test_new_members_have_ids_of_their_own_whatever_was_put(mailchimp: Mailchimp) -> None:
    await mailchimp.made()
    eve = await mailchimp.made("eve@demo.com")
    await mailchimp.put_members({"email_address": "eve@demo.com", "contact_id": eve["contact_id"]})
    assert (await mailchimp.member("GET", eve["contact_id"]))[1]["email_address"] == "eve@demo.com"
    await mailchimp.call("PUT", "/_state", {"lists": {"a36b032126": {"merge_fields": []}}})
    made = [(await mailchimp.made(email))["contact_id"] for email in (ADA, "bob@demo.com")]
    assert len({eve["contact_id"], *made}) == 3


def test_a_recorded_answer_may_be_told_as_that_of_an_earlier_call(tmp_path: Path) -> None:
    call = {"method": "GET", "path": "/3.0/ping", "host": "us3.api.mailchimp.com", "status": 200}
    first = {**call, "index": 7, "response_body": {"health_status": "Everything's Chimpy!"}}
    again = {**call, "index": 8, "response_body": {"same_as_index": 7}}
    other = {**call, "index": 9, "path": "/3.0/lists", "response_body": {"same_as_index": 7}}
    (tmp_path / "mailchimp.x.jsonl").write_bytes(b"\n".join(map(orjson.dumps, (first, again, other))))
    reports, _ = replay(tmp_path, {"mailchimp": create})
    assert [call for call, _ in reports[0].differences] == ["#9 GET /3.0/lists"]
