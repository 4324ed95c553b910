"""Logging in, throttling, the day's calls, and bodies that aren't what they should be."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from returns.pipeline import is_successful
from returns.result import Result, Success

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.salesforce.login import JwtLogin
from joey.adapters.destinations.salesforce.plugin import plugin
from joey.adapters.destinations.salesforce.sandbox import create
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.sandbox.server import sandbox_app
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.action import ByKey, Create
from joey.domain.diff import whole
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import RowUnknown, Written
from joey.ports.plugin import ConnectedApp, OptionValue, World
from tests.adapters.destinations.salesforce.subject import connected, destination
from tests.adapters.destinations.salesforce.window import BY_EMAIL, Window

ADA = Snapshot("ada@demo.com", {"Email": "ada@demo.com", "LastName": "Lovelace"})
CREATE = [Create(RecordId("1"), ADA, whole(ADA))]


async def _failure(app: ConnectedApp) -> GatewayError:
    return (await destination(app, BY_EMAIL).gateway.write(CREATE)).failure()


async def test_check_says_who_where_and_how_many_calls_are_left(app: ConnectedApp) -> None:
    told = (await app.check()).unwrap()
    assert "00D4S000000oz4eUAA" in told
    assert "calls are left" in told
    assert (await app.account()).unwrap() == "00D4S000000oz4eUAA"
    assert sum(app.calls.values()) >= 3


async def test_a_version_that_the_instance_does_not_have_is_told(window: Window) -> None:
    app = connected(window.base_url, window.transport, api_version="99.0")
    failure = (await app.check()).failure()
    assert isinstance(failure, Misconfigured)
    assert "99.0" in failure.reason
    await app.aclose()


async def test_a_wrong_secret_is_misconfigured_and_says_nothing_of_it(window: Window) -> None:
    app = connected(window.base_url, window.transport, "wrong")
    assert isinstance((await app.check()).failure(), Misconfigured)
    await app.aclose()


async def test_a_session_that_has_ended_is_renewed(app: ConnectedApp, window: Window) -> None:
    gateway = destination(app, BY_EMAIL).gateway
    assert is_successful(await gateway.schema())
    await window.put(sessions=[])
    assert isinstance((await gateway.write(CREATE)).unwrap()[RecordId("1")], Written)
    assert sum(path.endswith("/token") for path in await window.paths()) == 2


async def test_a_day_s_calls_that_are_used_up_stop_the_app(app: ConnectedApp, window: Window) -> None:
    await window.put(most_calls=2)
    gateway = destination(app, BY_EMAIL).gateway
    assert is_successful(await gateway.schema())
    assert is_successful(await gateway.find([ByKey(ADA.key)]))
    await window.forget_log()
    failure = (await gateway.find([ByKey(ADA.key)])).failure()
    assert isinstance(failure, Throttled)
    assert failure.daily
    assert await window.log() == []


async def test_calls_are_left_to_others(window: Window) -> None:
    await window.put(most_calls=100)
    app = connected(window.base_url, window.transport, spare_calls=99)
    gateway = destination(app, BY_EMAIL).gateway
    assert is_successful(await gateway.schema())
    assert isinstance((await gateway.find([ByKey(ADA.key)])).failure(), Throttled)
    await app.aclose()


async def test_a_limit_is_throttling_though_it_is_a_403(app: ConnectedApp, window: Window) -> None:
    body = [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
    await window.switch(
        failures=[{"method": "POST", "path": "/services/data", "status": 403, "body": body, "times": 99}]
    )
    failure = await _failure(app)
    assert isinstance(failure, Throttled)
    assert failure.daily


async def test_too_many_at_once_is_waited_out(app: ConnectedApp, window: Window) -> None:
    body = [{"message": "ConcurrentPerOrgLongTxn Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
    await window.switch(failures=[{"method": "POST", "path": "/services/data", "status": 403, "body": body}])
    answers = (await destination(app, BY_EMAIL).gateway.write(CREATE)).unwrap()
    assert isinstance(answers[RecordId("1")], Written)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, [{"message": "no", "errorCode": "INSUFFICIENT_ACCESS"}], Misconfigured),
        (410, [{"message": "gone", "errorCode": "UNSUPPORTED_API_VERSION"}], Misconfigured),
        (503, [{"message": "busy", "errorCode": "SERVER_UNAVAILABLE"}], Unavailable),
        (500, [{"message": "oops", "errorCode": "UNKNOWN_EXCEPTION"}], Unanswered),
        (400, [{"message": "bad", "errorCode": "JSON_PARSER_ERROR"}], BatchRefused),
        (400, None, BatchRefused),
    ],
)
async def test_a_call_that_fails_ends_as_what_it_is(
    app: ConnectedApp, window: Window, status: int, body: object, kind: type
) -> None:
    failing = {"method": "POST", "path": "/services/data", "status": status, "body": body, "times": 99}
    await window.switch(failures=[failing])
    assert isinstance(await _failure(app), kind)


@pytest.mark.parametrize("body", [None, {}, [], [{}], [{"success": True}], [[]], [{"success": True}, {}], "text"])
async def test_an_answer_that_says_nothing_leaves_the_row_unknown(
    app: ConnectedApp, window: Window, body: object
) -> None:
    await window.switch(failures=[{"method": "POST", "path": "/services/data", "status": 200, "body": body}])
    assert isinstance((await destination(app, BY_EMAIL).gateway.write(CREATE)).unwrap()[RecordId("1")], RowUnknown)


@pytest.mark.parametrize("body", [{}, {"records": None}, [], {"done": True}])
async def test_a_strange_answer_to_a_lookup_is_not_taken_for_nothing(
    app: ConnectedApp, window: Window, body: object
) -> None:
    await window.switch(failures=[{"method": "GET", "contains": "/query", "status": 200, "body": body, "times": 99}])
    found = await destination(app, BY_EMAIL).gateway.find([ByKey(ADA.key)])
    assert isinstance(found.failure(), Unavailable)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _pem(key: rsa.RSAPrivateKey) -> str:
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()


def _app(window: Window, **options: OptionValue) -> ConnectedApp:
    world = World(VirtualClock(), SystemRandomness(), window.transport)
    return plugin.app({"base_url": window.base_url, "client_id": "3MVG9", **options}, world).unwrap()


async def test_a_jwt_is_signed_by_the_key_and_good_for_three_minutes(key: rsa.RSAPrivateKey) -> None:
    sent: list[Mapping[str, str]] = []
    clock = VirtualClock()

    async def send(request: Request) -> Result[Reply, GatewayError]:
        sent.append(dict(request.form or {}))
        return Success(Reply(200, {}, {"access_token": "t"}, b"", clock.now()))

    login = JwtLogin("/token", {"iss": "3MVG9", "sub": "ada@demo.com", "aud": "https://login"}, _pem(key), clock)
    for _ in range(2):
        assert is_successful(await login.refresh(send))
        clock.advance(60)
    (first, second) = (form["assertion"] for form in sent)
    claims = jwt.decode(first, key.public_key(), ["RS256"], audience="https://login", options={"verify_exp": False})
    assert claims["exp"] == int(clock.now().timestamp()) - 120 + 180
    assert (claims["iss"], claims["sub"]) == ("3MVG9", "ada@demo.com")
    assert first != second


async def test_a_jwt_opens_the_sandbox(key: rsa.RSAPrivateKey) -> None:
    clock = VirtualClock()
    transport = httpx.ASGITransport(sandbox_app({"salesforce": create}, lambda: clock.now().timestamp()))
    options = {"base_url": "http://127.0.0.1/salesforce", "client_id": "c", "private_key": _pem(key), "username": "u"}
    app = plugin.app(options, World(clock, SystemRandomness(), transport)).unwrap()
    assert is_successful(await app.account())
    await app.aclose()


async def test_a_key_that_can_not_sign_is_misconfigured(window: Window) -> None:
    app = _app(window, private_key="-----BEGIN nothing", username="ada@demo.com")
    assert isinstance((await app.account()).failure(), Misconfigured)
    await app.aclose()


async def test_a_password_is_taken_only_where_it_is_asked_for(window: Window) -> None:
    world = World(VirtualClock(), SystemRandomness(), window.transport)
    given: dict[str, OptionValue] = {"base_url": window.base_url, "client_id": "c", "password": "p", "username": "u"}
    assert plugin.app(given, world).failure().option == "password"
    app = plugin.app({**given, "client_secret": "s", "legacy_password_login": True}, world).unwrap()
    assert is_successful(await app.account())
    await app.aclose()


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"base_url": ""}, "base_url"),
        ({"base_url": "http://acme.my.salesforce.com"}, "base_url"),
        ({"client_id": ""}, "client_id"),
        ({"client_secret": ""}, "client_secret"),
        ({"private_key": "k"}, "private_key"),
        ({"client_secret": "", "private_key": "k"}, "username"),
        ({"api_version": "42.0"}, "api_version"),
        ({"edition": "best"}, "edition"),
        ({"parallelism": 0}, "parallelism"),
        ({"calls_per_day": "many"}, "calls_per_day"),
        ({"spare_calls": -1}, "spare_calls"),
        ({"legacy_password_login": True}, "username"),
    ],
)
def test_an_option_that_can_not_be_used_is_named(options: dict[str, OptionValue], option: str) -> None:
    good: dict[str, OptionValue] = {"base_url": "https://a.my.salesforce.com", "client_id": "c", "client_secret": "s"}
    world = World(VirtualClock(), SystemRandomness())
    assert plugin.app({**good, **options}, world).failure().option == option
