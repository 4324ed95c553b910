"""Zendesk's gateway on the Sandbox as the Subject of contracts, with a window into the account beside the gateway."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

import httpx

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.zendesk.keys import tag_of
from joey.adapters.destinations.zendesk.payload import render
from joey.adapters.destinations.zendesk.plugin import plugin
from joey.adapters.destinations.zendesk.sandbox import create
from joey.adapters.destinations.zendesk.schema import OWN_FIELDS
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.server import sandbox_app
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.property import Value
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.records import THEIRS
from joey.ports.contract.subject import GROUPS, Stored
from joey.ports.gateway import DestinationGateway
from joey.ports.lists import ListRepository
from joey.ports.plugin import ConnectedApp, ConnectedDestination, OptionValue, World
from tests.contract.exporting import Exporting

USERS = "zendesk-users"
UNWANTED = "unwanted"
API = "/api/v2"
GOOD = "good"
"""A credential that opens the Sandbox."""

NAMES = {tag_of(name): name for name in (*GROUPS, THEIRS)}
"""The scenarios' groups by their tags."""


class Window:
    """The Sandbox's account, seen and changed as somebody else would."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url, self.transport = base_url, transport
        self._http = httpx.AsyncClient(base_url=base_url, transport=transport, auth=("other/token", "other"))

    async def state(self) -> dict[str, Json]:
        shown: dict[str, Json] = (await self._http.get("/_state")).raise_for_status().json()
        return shown

    async def reset(self, *, imports: bool = False) -> None:
        await self._http.delete("/_state")
        await self.put(imports=imports)
        await self.switch(refuse=[{"message": "is unwanted", "field": "alias", "value": UNWANTED}])
        await self.forget_log()

    async def put(self, **parts: object) -> None:
        (await self._http.put("/_state", json=parts)).raise_for_status()

    async def switch(self, **switches: object) -> None:
        await self.put(switches=switches)

    async def log(self) -> list[dict[str, Json]]:
        calls: list[dict[str, Json]] = (await self._http.get("/_log")).raise_for_status().json()["calls"]
        return calls

    async def forget_log(self) -> None:
        await self._http.delete("/_log")

    async def call(self, method: str, path: str, body: object = None) -> Json:
        reply = (await self._http.request(method, API + path, json=body)).raise_for_status()
        return reply.json() if reply.content else None

    async def make(self, **user: object) -> str:
        return str((await self.call("POST", "/users.json", {"user": user}))["user"]["id"])

    async def user(self, user_id: str) -> dict[str, Json]:
        shown: dict[str, Json] = (await self.call("GET", f"/users/{user_id}.json"))["user"]
        return shown

    async def addresses(self, user_id: str) -> dict[str, bool]:
        """The user's addresses, and whether each is the primary one."""
        rows = (await self.call("GET", f"/users/{user_id}/identities.json"))["identities"]
        return {row["value"]: row["primary"] for row in rows}

    async def stored(self) -> dict[str, Stored]:
        rows = [row for row in (await self.state())["users"] if row["active"]]
        return {str(row["external_id"] or row["id"]).lower(): _stored(row) for row in rows}

    async def aclose(self) -> None:
        await self._http.aclose()


def _stored(row: Mapping[str, Json]) -> Stored:
    fields = {**row["user_fields"], **{name: row[name] for name in OWN_FIELDS}}
    groups = {NAMES.get(tag, tag) for tag in map(str, row["tags"])}
    return Stored(str(row["id"]), fields, frozenset(groups))


def connected(
    base_url: str,
    transport: httpx.AsyncBaseTransport | None,
    oauth_token: str = GOOD,
    clock: VirtualClock | None = None,
    **options: OptionValue,
) -> ConnectedApp:
    """An App on the Sandbox; its time is virtual, so that no wait takes any."""
    world = World(clock or VirtualClock(), SystemRandomness(), transport)
    given = {"oauth_token": oauth_token, "base_url": base_url, "plan": "enterprise_plus", **options}
    return plugin.app({name: value for name, value in given.items() if value != ""}, world).unwrap()


def destination(app: ConnectedApp, **more: OptionValue) -> ConnectedDestination:
    """The Connection to the account's users."""
    return app.connect(USERS, more).unwrap()


class ZendeskSubject:
    """A fresh account behind the gateway; it refuses every row whose alias is "unwanted"."""

    def __init__(
        self, window: Window, app: ConnectedApp, stranger: ConnectedApp, clock: VirtualClock, **options: OptionValue
    ) -> None:
        self.window = window
        self.app = app
        self._clock = clock
        self._exporting = Exporting(tuple(self.fields(1)))
        self._there = destination(app, **options)
        self._stranger = destination(stranger)

    @property
    def gateway(self) -> DestinationGateway:
        return self._there.gateway

    @property
    def lists(self) -> ListRepository | None:
        return self._there.lists

    @property
    def stranger(self) -> DestinationGateway:
        return self._stranger.gateway

    @property
    def text_field(self) -> str:
        return "text_field"

    @property
    def missing_id(self) -> str:
        return "999999999999"

    def fields(self, n: int) -> Mapping[str, Value]:
        return {
            "external_id": f"Customer-{n}",
            "name": f"Ådá {n}",
            "email": f"person{n}@example.com",
            "alias": "O'Neil, Jr.",
            "text_field": f"text {n}",
        }

    def refused(self, n: int) -> Mapping[str, Value]:
        return {**self.fields(n), "alias": UNWANTED}

    def shown(self, value: Value) -> object:
        return render(value)

    async def stored(self) -> Mapping[str, Stored]:
        return await self.window.stored()

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        own = {name: render(value) for name, value in fields.items() if name not in OWN_FIELDS}
        there = {name: render(value) for name, value in fields.items() if name in OWN_FIELDS}
        return await self.window.make(**there, user_fields=own, tags=[tag_of(name) for name in groups])

    async def vanish(self, remote_id: str) -> None:
        await self.window.call("DELETE", f"/users/{remote_id}.json")

    async def export(self, records: Sequence[Record], mode: SyncMode = SyncMode.SYNC) -> Mapping[RecordId, str]:
        return await self._exporting.run(self.gateway, self.lists, records, mode)

    async def calls(self) -> int:
        return sum("/user_fields" not in call["path"] for call in await self.window.log())

    async def throttle(self) -> None:
        told = {"error": "APIRateLimitExceeded", "description": "Number of allowed API requests per minute exceeded"}
        await self._fail(kind="status", status=429, body=told, headers={"retry-after": "90"})

    async def lose_answers(self) -> None:
        await self._fail(kind="lost_answer")

    async def lose_requests(self) -> None:
        await self._fail(kind="lost_request")

    async def calm(self) -> None:
        """The next day, without faults."""
        await self.window.switch(failures=[])
        self._clock.advance(86_400)

    async def _fail(self, **how: object) -> None:
        methods = ("POST", "PUT", "DELETE")
        await self.window.switch(failures=[{"method": each, "path": API, "times": 10_000, **how} for each in methods])


@asynccontextmanager
async def subject_at(
    base_url: str, transport: httpx.AsyncBaseTransport | None, *, imports: bool = False, **options: OptionValue
) -> AsyncGenerator[ZendeskSubject]:
    """The Subject on a Sandbox, as it is when nobody has touched it. ``imports``: the account takes jobs."""
    window, clock = Window(base_url, transport), VirtualClock()
    await window.reset(imports=imports)
    app, stranger = connected(base_url, transport, clock=clock), connected(base_url, transport, "wrong")
    yield ZendeskSubject(window, app, stranger, clock, **options)
    for each in (window, app, stranger):
        await each.aclose()


def in_process() -> tuple[str, httpx.ASGITransport]:
    """A Sandbox without a server: its address, and the transport that leads there."""
    return "http://127.0.0.1/zendesk", httpx.ASGITransport(sandbox_app({"zendesk": create}))
