"""Whose calls they are: tokens, new tokens, and whom they may be sent to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.http import (
    Auth,
    BearerToken,
    OAuth,
    Reply,
    Request,
    Send,
    StatusReading,
    VendorHttp,
    check_base_url,
)
from joey.adapters.redaction import Redactor
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.domain.facts import Call, Limits
from joey.ports.errors import (
    BatchRefused,
    GatewayError,
    Misconfigured,
    Unavailable,
)
from tests.adapters.http.vendors import CREATE, READ, vendor


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
    with pytest.raises(ValueError, match="must start with https"):
        VendorHttp("http://api.example", *rest)
    with pytest.raises(TypeError, match=r"httpx\.AsyncBaseTransport, not str"):
        VendorHttp("https://api.example", *rest, transport="network")


def test_a_token_that_cannot_be_fetched_now_is_no_fault_of_the_credentials() -> None:
    clock = VirtualClock()
    there = vendor(httpx.ConnectError("refused"), auth=_oauth(clock), clock=clock)
    assert isinstance(there.send(CREATE).failure(), Unavailable)


@pytest.mark.parametrize("answer", [{}, {"access_token": ""}, {"access_token": 5}, []])
def test_an_answer_without_a_token_is_no_token(answer: object) -> None:
    clock = VirtualClock()
    there = vendor(httpx.Response(200, json=answer), auth=_oauth(clock), clock=clock)
    assert isinstance(there.send(CREATE).failure(), Misconfigured)
