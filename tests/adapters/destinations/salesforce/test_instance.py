"""Calls go to the instance that a login names, if that is Salesforce's; the secret goes to the login alone."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import pytest
from returns.pipeline import is_successful

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.salesforce.plugin import plugin
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.action import ByKey
from joey.ports.errors import Misconfigured, Unavailable
from joey.ports.plugin import ConnectedApp, ConnectedDestination, World
from tests.adapters.destinations.salesforce.window import CONTACTS

LOGIN, INSTANCE = "https://acme.my.salesforce.com", "https://na1.salesforce.com"
DESCRIBED = {"name": "Contact", "fields": [{"name": "Email", "type": "email", "createable": True, "updateable": True}]}


class TwoHosts(httpx.AsyncBaseTransport):
    """A login at one host that names another; ``expired``: how many sessions are ended at their first call."""

    def __init__(self, instance: str, expired: int = 0, more: str | None = None) -> None:
        self.instance, self.more = instance, more
        self.expired = expired
        self.seen: list[tuple[str, str, str | None]] = []
        self.bodies: list[tuple[str, bytes]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.seen.append((request.url.host, request.url.path, request.headers.get("authorization")))
        self.bodies.append((request.url.host, await request.aread()))
        return self._answer(request.url.path)

    def _answer(self, path: str) -> httpx.Response:
        if path.endswith("/token"):
            count = sum(each.endswith("/token") for _, each, _ in self.seen)
            granted = {"access_token": f"session{count}", "instance_url": self.instance}
            return httpx.Response(200, json={**granted, "id": f"{LOGIN}/id/00D4S000000oz4eUAA/005"})
        if self.expired:
            self.expired -= 1
            return httpx.Response(401, json=[{"message": "expired", "errorCode": "INVALID_SESSION_ID"}])
        body: Mapping[str, object] = DESCRIBED if path.endswith("/describe") else {"records": [], "done": True}
        if self.more and path.endswith("/query"):
            body = {"records": [], "done": False, "nextRecordsUrl": self.more}
        return httpx.Response(200, json=body)

    @property
    def hosts(self) -> list[str]:
        return [host for host, _, _ in self.seen]


def _contacts(transport: TwoHosts) -> tuple[ConnectedApp, ConnectedDestination]:
    given = {"base_url": LOGIN, "client_id": "3MVG9", "client_secret": "a-secret"}
    app = plugin.app(given, World(VirtualClock(), SystemRandomness(), transport)).unwrap()
    return app, app.connect(CONTACTS, {"match_field": "Email"}).unwrap()


@pytest.mark.parametrize("instance", [INSTANCE, "https://acme--dev.sandbox.my.salesforce.com", LOGIN])
async def test_calls_go_where_the_login_says(instance: str) -> None:
    transport = TwoHosts(instance)
    app, there = _contacts(transport)
    assert is_successful(await there.gateway.find([ByKey("a@b.co")]))
    host = httpx.URL(instance).host
    assert transport.hosts == ["acme.my.salesforce.com", host, host]
    assert [token for _, _, token in transport.seen] == [None, "Bearer session1", "Bearer session1"]
    await app.aclose()


@pytest.mark.parametrize(
    "instance",
    [
        "https://evil.example",
        "https://salesforce.com.evil.example",
        "https://notsalesforce.com",
        "http://na1.salesforce.com",
        "https://na1.salesforce.com@evil.example",
        "https://[",
    ],
)
async def test_an_instance_that_is_not_salesforce_s_gets_nothing(instance: str) -> None:
    transport = TwoHosts(instance)
    app, there = _contacts(transport)
    assert isinstance((await there.gateway.find([ByKey("a@b.co")])).failure(), Misconfigured)
    assert set(transport.hosts) == {"acme.my.salesforce.com"}
    await app.aclose()


async def test_a_session_that_ends_is_renewed_at_the_login_and_the_secret_goes_nowhere_else() -> None:
    transport = TwoHosts(INSTANCE, expired=1)
    app, there = _contacts(transport)
    assert is_successful(await there.gateway.find([ByKey("a@b.co")]))
    login, near = "acme.my.salesforce.com", "na1.salesforce.com"
    assert transport.hosts == [login, near, login, near, near]
    assert transport.seen[3][2] == "Bearer session2"
    assert {host for host, body in transport.bodies if b"a-secret" in body} == {login}
    assert {host for host, _, token in transport.seen if token} == {near}
    await app.aclose()


@pytest.mark.parametrize("more", ["https://evil.example/next", "//evil.example/next"])
async def test_a_next_page_elsewhere_is_not_asked_for(more: str) -> None:
    transport = TwoHosts(INSTANCE, more=more)
    app, there = _contacts(transport)
    found = await there.gateway.find([ByKey("a@b.co")])
    assert is_successful(found) or isinstance(found.failure(), Unavailable)
    assert set(transport.hosts) == {"acme.my.salesforce.com", "na1.salesforce.com"}
    await app.aclose()
