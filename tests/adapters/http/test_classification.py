"""What an answer comes to: by its status, by a vendor's own reading, after repeats, refusals and new tokens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx
import pytest
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.http import (
    Allowance,
    Auth,
    BearerToken,
    Expired,
    Fine,
    HttpOptions,
    OAuth,
    Patience,
    Reading,
    Reply,
    Request,
    Send,
    StatusReading,
    Throttle,
    Transient,
    VendorHttp,
    Verdict,
    by_status,
    check_base_url,
    message,
)
from joey.adapters.redaction import Redactor
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.domain.facts import Call, Limits, Rate
from joey.ports.errors import (
    BatchRefused,
    GatewayError,
    Misconfigured,
    Throttled,
    Unanswered,
    Unavailable,
)

T = TypeVar("T")
Answer = Callable[[httpx.Request], httpx.Response]
READ = Request("GET", "/things", Call.READ)
CREATE = Request("POST", "/things", Call.CREATE, json={"name": "Zoë"})
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Vendor:
    """A vendor that answers as told, call by call (the last answer goes on), and what came of it."""

    answers: list[httpx.Response | Exception]
    reading: Reading
    auth: Auth
    limits: Limits
    clock: VirtualClock
    options: HttpOptions
    redactor: Redactor
    seen: list[httpx.Request]
    at: list[float]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        self.at.append(self.clock.monotonic())
        answer = self.answers[min(len(self.seen), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def run(self, work: Callable[[VendorHttp], Coroutine[Any, Any, T]]) -> T:
        async def main() -> T:
            http = VendorHttp(
                "http://localhost/base",
                self.limits,
                self.auth,
                self.reading,
                self.clock,
                SeededRandomness(7),
                transport=httpx.MockTransport(self),
                options=self.options,
                redactor=self.redactor,
            )
            try:
                return await work(http)
            finally:
                await http.aclose()

        return self.clock.run(main())

    def send(self, request: Request) -> Result[Reply, GatewayError]:
        return self.run(lambda http: http.send(request))


def vendor(
    *answers: httpx.Response | Exception,
    reading: Reading | None = None,
    auth: Auth | None = None,
    limits: Limits | None = None,
    options: HttpOptions | None = None,
    clock: VirtualClock | None = None,
) -> Vendor:
    return Vendor(
        list(answers),
        reading or StatusReading(),
        auth or BearerToken("tok-1234567890"),
        limits or Limits(parallelism=5),
        clock or VirtualClock(START),
        options or HttpOptions(),
        Redactor(),
        [],
        [],
    )


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


def test_a_locked_account_is_left_alone_for_two_seconds() -> None:
    there = vendor(httpx.Response(423), httpx.Response(200))
    assert is_successful(there.send(CREATE))
    assert there.at[1] - there.at[0] >= 2


def test_each_wait_may_be_twice_as_long_as_the_one_before_and_has_chance_in_it() -> None:
    there = vendor(httpx.Response(408))
    there.send(CREATE)
    waits = [after - before for before, after in zip(there.at, there.at[1:], strict=False)]
    assert [wait <= 0.5 * 2**number for number, wait in enumerate(waits)] == [True] * 4
    assert len(set(waits)) == 4


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("2.5", 2.5), ("Thu, 01 Jan 2026 00:00:09 GMT", 9.0)])
def test_the_wait_that_the_vendor_asks_for_is_kept_by_every_call_of_the_app(header: str, seconds: float) -> None:
    there = vendor(httpx.Response(429, headers={"retry-after": header}), httpx.Response(200))

    async def work(http: VendorHttp) -> float:
        first = asyncio.create_task(http.send(CREATE))
        await there.clock.sleep(0)
        results = [await http.send(CREATE), await first]
        assert all(is_successful(result) for result in results)
        return http.calls.paused

    assert there.run(work) == seconds
    assert there.at == [0, seconds, seconds]


@pytest.mark.parametrize("header", ["nan", "-5", "soon", ""])
def test_a_wait_that_makes_no_sense_is_not_taken_at_its_word(header: str) -> None:
    there = vendor(httpx.Response(429, headers={"retry-after": header}), httpx.Response(200))
    assert is_successful(there.send(CREATE))
    assert 1 <= there.at[1] <= 10


def test_after_a_refusal_less_of_the_rate_is_used() -> None:
    there = vendor(
        *[httpx.Response(200)] * 9,
        httpx.Response(429, headers={"retry-after": "20"}),
        httpx.Response(200),
        limits=Limits(10, (Rate(10, 10),)),
    )

    async def work(http: VendorHttp) -> None:
        await asyncio.gather(*(http.send(CREATE) for _ in range(40)))

    there.run(work)
    assert sum(1 for at in there.at if 20 <= at < 30) in {6, 7}


def test_refusals_for_rate_are_no_attempts_but_end_some_day() -> None:
    there = vendor(*[httpx.Response(429, headers={"retry-after": "10"})] * 8, httpx.Response(200))
    assert is_successful(there.send(CREATE))
    for_ever = vendor(httpx.Response(429, headers={"retry-after": "10"}))
    assert isinstance(for_ever.send(CREATE).failure(), Throttled)
    assert for_ever.clock.monotonic() <= 300


def test_a_long_wait_is_not_sat_out_and_nobody_else_tries_before_it_is_over() -> None:
    there = vendor(httpx.Response(429, headers={"retry-after": "3600"}))

    async def work(http: VendorHttp) -> list[GatewayError]:
        return [(await http.send(CREATE)).failure(), (await http.send(READ)).failure()]

    errors = there.run(work)
    assert [error.until for error in errors if isinstance(error, Throttled)] == [START + timedelta(hours=1)] * 2
    assert len(there.seen) == 1


class InTheBody(Reading):
    """A vendor that answers 200 to everything, and says in the body what it means."""

    def classify(self, reply: Reply) -> Verdict:
        verdicts: dict[str, Verdict] = {
            "rate": Throttle("606", wait=20),
            "day": Throttle("607", until=reply.at + timedelta(hours=5), daily=True),
            "token": Expired("602"),
            "busy": Transient("608", acted=False),
        }
        said = reply.body["said"] if isinstance(reply.body, dict) else ""
        return verdicts.get(said, by_status(reply))

    def allowance(self, reply: Reply) -> Allowance | None:
        left = reply.headers.get("left-today")
        return None if left is None else Allowance(daily=int(left))


def said(word: str, **headers: str) -> httpx.Response:
    return httpx.Response(200, json={"said": word}, headers={name.replace("_", "-"): v for name, v in headers.items()})


def test_throttling_is_heard_of_from_a_body() -> None:
    there = vendor(said("rate"), said("busy"), said("fine"), reading=InTheBody())
    assert is_successful(there.send(CREATE))
    assert there.at[1] == 20
    assert len(there.seen) == 3


def test_a_spent_day_is_told_with_its_end_and_nobody_else_tries() -> None:
    there = vendor(said("day"), reading=InTheBody())

    async def work(http: VendorHttp) -> list[Result[Reply, GatewayError]]:
        return [await http.send(CREATE), await http.send(CREATE)]

    until = START + timedelta(hours=5)
    assert [result.failure() for result in there.run(work)] == [
        Throttled("607", until, daily=True),
        Throttled("607", until, daily=True),
    ]
    assert len(there.seen) == 1


def test_a_header_that_says_nothing_is_left_today_is_believed() -> None:
    there = vendor(said("fine", left_today="0"), reading=InTheBody())

    async def work(http: VendorHttp) -> Result[Reply, GatewayError]:
        assert is_successful(await http.send(CREATE))
        return await http.send(CREATE)

    error = there.run(work).failure()
    assert isinstance(error, Throttled)
    assert error.daily


def test_a_write_that_was_lost_and_then_throttled_for_long_stays_unanswered() -> None:
    there = vendor(httpx.Response(500), httpx.Response(429, headers={"retry-after": "900"}))
    upsert = Request("POST", "/things", Call.UPSERT, json={}, repeatable=True)
    assert isinstance(there.send(upsert).failure(), Unanswered)


def test_a_web_page_where_json_should_be_is_no_answer() -> None:
    page = httpx.Response(200, html="<html>Back soon</html>")
    assert isinstance(vendor(page).send(CREATE).failure(), Unanswered)
    assert isinstance(vendor(page).send(READ).failure(), Unavailable)


def test_every_call_waits_no_longer_than_the_patience_in_all() -> None:
    options = HttpOptions(patience=Patience(attempts=100, max_elapsed=60))
    there = vendor(httpx.Response(408), options=options)
    assert isinstance(there.send(READ).failure(), Unavailable)
    assert there.clock.monotonic() <= 60


@pytest.mark.parametrize("value", ["\ud800", 2**70, object()])
def test_a_value_that_json_cannot_hold_refuses_the_batch_and_not_the_run(value: object) -> None:
    there = vendor(httpx.Response(200))
    assert isinstance(there.send(Request("POST", "/things", Call.CREATE, json={"a": value})).failure(), BatchRefused)
    assert there.seen == []


def test_a_token_with_a_line_break_inside_is_named_and_not_sent() -> None:
    there = vendor(httpx.Response(200), auth=BearerToken("tok-1234\nx: y"))
    error = there.send(READ).failure()
    assert isinstance(error, Misconfigured)
    assert "tok-1234" not in error.reason
    assert there.seen == []


def test_credentials_go_to_the_base_address_alone() -> None:
    there = vendor(httpx.Response(200))

    async def work(http: VendorHttp) -> None:
        await http.send(Request("GET", "http://localhost/next?page=2", Call.READ, params={"size": 5}))
        await http.send(Request("GET", "https://files.example/result", Call.READ))
        await http.send(Request("GET", "/token", Call.READ, anonymous=True))
        assert isinstance(
            (await http.send(Request("GET", "http://files.example/x", Call.READ))).failure(), BatchRefused
        )

    there.run(work)
    assert [request.headers.get("authorization") for request in there.seen] == ["Bearer tok-1234567890", None, None]
    assert [str(request.url) for request in there.seen] == [
        "http://localhost/next?page=2&size=5",
        "https://files.example/result",
        "http://localhost/base/token",
    ]


class Renewable(Auth):
    """Tokens with numbers; every refresh takes a second."""

    def __init__(self, clock: VirtualClock) -> None:
        self.number = 1
        self._clock = clock

    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer number-{self.number}"}

    async def refresh(self, send: Send) -> Result[None, GatewayError]:
        await self._clock.sleep(1)
        self.number += 1
        return Success(None)


def test_an_expired_token_is_renewed_once_for_all_and_the_calls_made_again() -> None:
    clock = VirtualClock()
    auth = Renewable(clock)

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200 if request.headers["authorization"].endswith("-2") else 401)

    async def work() -> None:
        transport = httpx.MockTransport(answer)
        limits = Limits(parallelism=10)
        http = VendorHttp(
            "https://x.example", limits, auth, StatusReading(), clock, SeededRandomness(), transport=transport
        )
        results = await asyncio.gather(*(http.send(CREATE) for _ in range(10)))
        assert all(is_successful(result) for result in results)
        assert http.calls.total == 20
        await http.aclose()

    clock.run(work())
    assert auth.number == 2


def test_a_new_token_that_is_refused_too_is_a_matter_for_people() -> None:
    clock = VirtualClock()
    there = vendor(httpx.Response(401), auth=Renewable(clock), clock=clock)
    assert isinstance(there.send(CREATE).failure(), Misconfigured)
    assert len(there.seen) == 2


def _oauth(clock: VirtualClock, rotated: Callable[[str], None] | None = None) -> OAuth:
    form = {
        "grant_type": "refresh_token",
        "client_id": "id",
        "client_secret": "s3cret-value",
        "refresh_token": "r-0001",
    }
    return OAuth("/token", form, clock, rotated=rotated, redactor=Redactor())


def test_oauth_fetches_a_token_before_the_first_call_and_again_before_it_expires() -> None:
    clock = VirtualClock()
    kept: list[str] = []
    grants = [{"access_token": f"a-000{n}", "expires_in": 600, "refresh_token": f"r-000{n}"} for n in (2, 3)]
    there = vendor(
        httpx.Response(200, json=grants[0]),
        httpx.Response(200, json={}),
        httpx.Response(200, json=grants[1]),
        httpx.Response(200, json={}),
        auth=_oauth(clock, kept.append),
        clock=clock,
    )

    async def work(http: VendorHttp) -> None:
        await http.send(CREATE)
        await clock.sleep(550)
        await http.send(CREATE)

    there.run(work)
    assert [request.headers.get("authorization") for request in there.seen] == [
        None,
        "Bearer a-0002",
        None,
        "Bearer a-0003",
    ]
    assert kept == ["r-0002", "r-0003"]
    assert b"refresh_token=r-0002" in there.seen[2].content


def test_oauth_that_is_refused_says_what_to_do_and_asks_no_more() -> None:
    clock = VirtualClock()
    refused = httpx.Response(400, json={"error": "invalid_grant", "error_description": "expired"})
    there = vendor(refused, auth=_oauth(clock), clock=clock)

    async def work(http: VendorHttp) -> list[Result[Reply, GatewayError]]:
        return [await http.send(CREATE) for _ in range(3)]

    errors = {result.failure() for result in there.run(work)}
    assert len(errors) == len(there.seen) == 1
    assert all(isinstance(error, Misconfigured) and "expired" in error.reason and error.hint for error in errors)


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


def test_a_rate_holds_for_repeats_too() -> None:
    there = vendor(*[httpx.Response(408)] * 4, httpx.Response(200), limits=Limits(5, (Rate(1, 100),)))
    assert is_successful(there.send(CREATE))
    assert all(after - before >= 100 for before, after in zip(there.at, there.at[1:], strict=False))


@pytest.mark.parametrize(
    "good",
    [
        "https://api.example",
        "https://api.example/v3/",
        "http://127.0.0.1:8090/x",
        "http://[::1]:81",
        "http://localhost",
    ],
)
def test_https_or_this_machine_is_a_base_address(good: str) -> None:
    assert check_base_url(good) == Success(good.rstrip("/"))


@pytest.mark.parametrize(
    "bad",
    [
        "http://api.example",
        "http://127.0.0.1.example",
        "ftp://x",
        "api.example",
        "",
        "https://u:p@x",
        "https://x?a=b",
        "http://10.0.0.1",
    ],
)
def test_anything_else_is_none(bad: str) -> None:
    assert isinstance(check_base_url(bad), Failure)


def test_plain_http_to_elsewhere_needs_a_word() -> None:
    assert check_base_url("http://10.0.0.1", insecure=True) == Success("http://10.0.0.1")


def test_an_address_or_a_transport_that_cannot_be_used_is_a_bug_of_the_caller() -> None:
    rest = (Limits(1), BearerToken("tok-1234567890"), StatusReading(), VirtualClock(), SeededRandomness())
    with pytest.raises(ValueError, match=r"https://"):
        VendorHttp("http://api.example", *rest)
    with pytest.raises(TypeError, match="httpx.AsyncBaseTransport, not str"):
        VendorHttp("https://api.example", *rest, transport="network")


def test_maintenance_that_takes_long_is_not_sat_out() -> None:
    there = vendor(httpx.Response(503, headers={"retry-after": "900"}))
    error = there.send(READ).failure()
    assert isinstance(error, Throttled)
    assert error.until == START + timedelta(minutes=15)
    assert there.clock.monotonic() == 0


def test_a_token_that_cannot_be_fetched_now_is_no_fault_of_the_credentials() -> None:
    clock = VirtualClock()
    there = vendor(httpx.ConnectError("refused"), auth=_oauth(clock), clock=clock)
    assert isinstance(there.send(CREATE).failure(), Unavailable)


@pytest.mark.parametrize("answer", [{}, {"access_token": ""}, {"access_token": 5}, []])
def test_an_answer_without_a_token_is_no_token(answer: object) -> None:
    clock = VirtualClock()
    there = vendor(httpx.Response(200, json=answer), auth=_oauth(clock), clock=clock)
    assert isinstance(there.send(CREATE).failure(), Misconfigured)


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
