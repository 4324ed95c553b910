"""What an answer comes to, by its status and its body."""

from __future__ import annotations

import httpx
import pytest

from joey.adapters.http import (
    Fine,
    Reply,
    Request,
    VendorHttp,
    by_status,
    message,
)
from joey.domain.facts import Call
from joey.ports.errors import (
    BatchRefused,
    GatewayError,
    Misconfigured,
    Unanswered,
    Unavailable,
)
from tests.adapters.http.vendors import CREATE, READ, START, vendor


@pytest.mark.parametrize("status", [200, 201, 204, 207, 300, 400, 404, 409, 410, 422])
def test_what_has_no_meaning_of_its_own_goes_to_the_vendors_code(status: int) -> None:
    there = vendor(httpx.Response(status, json={"id": 1}))
    reply = there.send(CREATE).unwrap()
    assert (reply.status, reply.body, len(there.seen)) == (status, {"id": 1}, 1)


@pytest.mark.parametrize(
    ("status", "error", "calls"),
    [
        (302, Misconfigured, 1),
        (401, Misconfigured, 1),
        (403, Misconfigured, 1),
        (413, BatchRefused, 1),
        (408, Unavailable, 5),
        (423, Unavailable, 5),
        (425, Unavailable, 5),
        (500, Unanswered, 1),
        (502, Unanswered, 1),
        (503, Unanswered, 1),
        (504, Unanswered, 1),
        (529, Unanswered, 1),
    ],
)
def test_a_creates_status_says_whether_the_vendor_acted(status: int, error: type[GatewayError], calls: int) -> None:
    there = vendor(httpx.Response(status, json={"message": "no"}))
    assert isinstance(there.send(CREATE).failure(), error)
    assert len(there.seen) == calls


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_read_is_repeated_after_a_server_error(status: int) -> None:
    there = vendor(httpx.Response(status), httpx.Response(status), httpx.Response(200, json=[1]))
    assert there.send(READ).unwrap().body == [1]
    assert len(there.seen) == 3


def test_a_web_page_where_json_should_be_is_no_answer() -> None:
    page = httpx.Response(200, html="<html>Back soon</html>")
    assert isinstance(vendor(page).send(CREATE).failure(), Unanswered)
    assert isinstance(vendor(page).send(READ).failure(), Unavailable)


@pytest.mark.parametrize("value", ["\ud800", 2**70, object()])
def test_a_value_that_json_cannot_hold_refuses_the_batch_and_not_the_run(value: object) -> None:
    there = vendor(httpx.Response(200))
    assert isinstance(there.send(Request("POST", "/things", Call.CREATE, json={"a": value})).failure(), BatchRefused)
    assert there.seen == []


def test_what_is_sent_is_counted_for_reports() -> None:
    there = vendor(httpx.Response(429, headers={"retry-after": "1"}), httpx.Response(200, json={"a": 1}))

    async def work(http: VendorHttp) -> None:
        await http.send(CREATE)
        await http.send(READ)
        calls = http.calls
        assert calls.by_kind == {Call.CREATE: 2, Call.READ: 1}
        assert (calls.repeated, calls.throttled, calls.bytes_received) == (1, 1, 14)
        assert calls.bytes_sent == 2 * len('{"name":"Zoë"}'.encode())

    there.run(work)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"message": "too long"}, "too long"),
        ({"error": {"code": 100, "message": "no such field"}}, "no such field"),
        ([{"message": "bad id", "errorCode": "X"}], "bad id"),
        ({"errors": [{"detail": "gone"}]}, "gone"),
        ({"error": "invalid_grant", "error_description": "revoked"}, "revoked"),
        ({"code": 5}, "no message"),
        ("plain words", "plain words"),
        ("<!doctype html><html>…</html>", "no message"),
        (None, "no message"),
    ],
)
def test_the_vendors_own_words_are_found_wherever_they_stand(body: object, words: str) -> None:
    assert message(Reply(400, {}, body, b"", START)) == words


def test_fine_is_the_verdict_of_a_reply_that_the_room_reads() -> None:
    assert by_status(Reply(404, {}, None, b"", START)) == Fine()
