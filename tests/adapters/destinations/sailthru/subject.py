"""Sailthru's gateway on the Sandbox as the Subject of contracts, with a window into the account beside the gateway."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import cast

import httpx
import orjson

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.sailthru.payload import render
from joey.adapters.destinations.sailthru.plugin import plugin
from joey.adapters.destinations.sailthru.sandbox import create
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.server import sandbox_app
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.property import PropertyType, Value
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.subject import Stored
from joey.ports.gateway import DestinationGateway
from joey.ports.plugin import ConnectedApp, OptionValue, World
from tests.contract.exporting import Exporting

USERS = "sailthru-users"
UNWANTED = "unwanted"
KEYS = ("email", "extid", "sms")
SECRET = "s3cret-of-tests"
GOOD = {"api_key": "key-of-tests", "api_secret": SECRET}
"""Credentials that open the Sandbox."""


class Window:
    """The Sandbox's account, seen and changed as somebody else would."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url, self.transport = base_url, transport
        self._http = httpx.AsyncClient(base_url=base_url, transport=transport, verify=False)  # noqa: S501 - plain http

    async def state(self) -> dict[str, Json]:
        return dict((await self._http.get("/_state")).raise_for_status().json())

    async def reset(self) -> None:
        """An empty account that checks every signature, and refuses whom nobody wants."""
        await self._http.delete("/_state")
        await self.put(users=[], lists=[], secret=SECRET)
        await self.switch(refuse=[{"message": "is unwanted", "field": "last_name", "value": UNWANTED}])
        await self.forget_log()

    async def put(self, **parts: object) -> None:
        (await self._http.put("/_state", json=parts)).raise_for_status()

    async def switch(self, **switches: object) -> None:
        await self.put(switches=switches)

    async def fail(self, **rule: object) -> None:
        await self.switch(failures=[{"times": 10_000, **rule}])

    async def users(self) -> dict[str, Json]:
        """Who is there, by e-mail."""
        return {one["email"]: one for one in (await self.state())["users"]}

    async def change(self, made: Json = None, gone: str = "") -> str:
        """Make one user, or take one away, by sid; the sid of the one made."""
        rows = [one for one in (await self.state())["users"] if one["sid"] != gone]
        await self.put(users=[*rows, *([made] if made else [])])
        return str((await self.state())["users"][-1]["sid"]) if made else ""

    async def log(self) -> list[tuple[str, str, Json]]:
        """Method, path, and what was said, of every call."""
        calls = (await self._http.get("/_log")).raise_for_status().json()["calls"]
        return [(one["method"], one["path"], _said(one)) for one in calls]

    async def forget_log(self) -> None:
        await self._http.delete("/_log")

    async def aclose(self) -> None:
        await self._http.aclose()


def _said(call: Mapping[str, Json]) -> Json:
    given = call["query"] if call["method"] != "POST" else dict(httpx.QueryParams(call["body"]))
    return orjson.loads(dict(given).get("json", "{}"))


def connected(window: Window, clock: VirtualClock | None = None, **options: OptionValue) -> ConnectedApp:
    """An App on the Sandbox; its time is virtual, so that no wait takes any."""
    world = World(clock or VirtualClock(), SystemRandomness(), window.transport)
    return plugin.app({**GOOD, "base_url": window.base_url, **options}, world).unwrap()


class SailthruSubject:
    """An empty account behind the gateway; it refuses every user whose last name is "unwanted"."""

    lists = None

    def __init__(self, window: Window, app: ConnectedApp, clock: VirtualClock) -> None:
        self.window = window
        self.apps = [app]
        self.clock = clock
        self._exporting = Exporting(tuple(self.fields(1)), {"ltv": PropertyType.INTEGER})
        self._gateway = app.connect(USERS, {}).unwrap().gateway

    @property
    def gateway(self) -> DestinationGateway:
        return self._gateway

    @property
    def stranger(self) -> DestinationGateway:
        self.apps.append(connected(self.window, api_key="wrong"))
        return self.apps[-1].connect(USERS, {}).unwrap().gateway

    @property
    def text_field(self) -> str:
        return "first_name"

    @property
    def missing_id(self) -> str:
        return "f" * 24

    def fields(self, n: int) -> Mapping[str, Value]:
        return {
            "email": f"person{n}@example.com",
            "extid": f"C-{n}",
            "first_name": f"Ådá {n}",
            "last_name": "O'Neil, Jr. [a]=b&c",
            "ltv": 30 + n,
        }

    def refused(self, n: int) -> Mapping[str, Value]:
        return {**self.fields(n), "last_name": UNWANTED}

    def shown(self, value: Value) -> object:
        return render(value)

    async def stored(self) -> Mapping[str, Stored]:
        return {email: _stored(row) for email, row in (await self.window.users()).items()}

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        keys = {name: fields[name] for name in KEYS if name in fields}
        own = {name: render(value) for name, value in fields.items() if name not in KEYS}
        return await self.window.change({**keys, "vars": own, "lists": list(groups)})

    async def vanish(self, remote_id: str) -> None:
        await self.window.change(gone=remote_id)

    async def export(self, records: Sequence[Record], mode: SyncMode = SyncMode.SYNC) -> Mapping[RecordId, str]:
        return await self._exporting.run(self.gateway, None, records, mode)

    async def calls(self) -> int:
        return sum(path != "/settings" for _, path, _ in await self.window.log())

    async def throttle(self) -> None:
        reset = str(int(self.clock.now().timestamp()) + 90)
        told = {"error": 43, "errormsg": "Too many POST requests this minute to /user API"}
        await self._fail(kind="status", status=429, body=told, headers={"x-rate-limit-reset": reset})

    async def lose_answers(self) -> None:
        await self._fail(kind="lost_answer")

    async def lose_requests(self) -> None:
        await self._fail(kind="lost_request")

    async def calm(self) -> None:
        """The next day, without faults."""
        await self.window.switch(failures=[])
        self.clock.advance(86_400)

    async def _fail(self, **how: object) -> None:
        await self.window.switch(failures=[{"method": each, "times": 10_000, **how} for each in ("POST", "DELETE")])


def _stored(row: Mapping[str, Json]) -> Stored:
    keys = {name: row[name] for name in KEYS}
    return Stored(row["sid"], {**cast("dict[str, object]", row["vars"]), **keys}, frozenset(row["lists"]))


@asynccontextmanager
async def subject_at(base_url: str, transport: httpx.AsyncBaseTransport | None) -> AsyncGenerator[SailthruSubject]:
    """The Subject on a Sandbox, as it is when nobody has touched it."""
    window, clock = Window(base_url, transport), VirtualClock()
    await window.reset()
    subject = SailthruSubject(window, connected(window, clock), clock)
    yield subject
    await window.aclose()
    for app in subject.apps:
        await app.aclose()


def in_process() -> tuple[str, httpx.ASGITransport]:
    """A Sandbox without a server: its address, and the transport that leads there."""
    return "http://127.0.0.1/sailthru", httpx.ASGITransport(sandbox_app({"sailthru": create}))
