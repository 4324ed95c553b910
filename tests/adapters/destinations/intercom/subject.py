"""Intercom on the Sandbox as the Subject of contracts, with a window into the workspace beside the gateway."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.intercom.plugin import plugin
from joey.adapters.destinations.intercom.sandbox import create
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.server import sandbox_app
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.property import Value
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.subject import Stored
from joey.ports.gateway import DestinationGateway
from joey.ports.lists import ListRepository
from joey.ports.plugin import ConnectedApp, ConnectedDestination, OptionValue, World
from tests.contract.exporting import Exporting

CONNECTION = "intercom-contacts"
UNWANTED = "unwanted"
TEXT = "custom_attributes.text_field"


@dataclass(frozen=True, slots=True)
class Setting:
    """A Connection's options; ``key``: the template of the n-th made-up key."""

    match_field: str
    creation: str
    key: str
    removal: str = "archive"

    def fields(self, n: int) -> dict[str, Value]:
        """Of the n-th made-up contact; only what identifies it, so that nothing else conflicts."""
        return {self.match_field: self.key.format(n), "name": "O'Neil, Jr.", TEXT: f"Ådá {n}"}


USERS = Setting("external_id", "user", "Person-{}")
LEADS = Setting("email", "lead", "Person{}@example.com")
LIFECYCLE = Setting("email", "lifecycle", "Person{}@example.com")
SETTINGS = {"users": USERS, "leads": LEADS, "lifecycle": LIFECYCLE}


class Window:
    """The Sandbox's workspace, seen and changed as somebody else would."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url, self.transport = base_url, transport
        headers = {"authorization": "Bearer other"}
        self._http = httpx.AsyncClient(base_url=base_url, transport=transport, headers=headers, verify=False)  # noqa: S501 - localhost

    async def state(self) -> dict[str, Json]:
        shown: dict[str, Json] = (await self._http.get("/_state")).raise_for_status().json()
        return shown

    async def reset(self) -> None:
        await self._http.delete("/_state")
        refuse = [{"message": "name is not wanted", "field": "name", "value": UNWANTED}]
        await self.put(tags=[], switches={"refuse": refuse})
        await self.forget_log()

    async def put(self, **parts: object) -> None:
        (await self._http.put("/_state", json=parts)).raise_for_status()

    async def switch(self, **switches: object) -> None:
        await self.put(switches=switches)

    async def fail(self, *rules: Mapping[str, object]) -> None:
        await self.switch(failures=[dict(rule) for rule in rules])

    async def log(self) -> list[dict[str, Json]]:
        calls: list[dict[str, Json]] = (await self._http.get("/_log")).raise_for_status().json()["calls"]
        return calls

    async def forget_log(self) -> None:
        await self._http.delete("/_log")

    async def call(self, method: str, path: str, body: object = None) -> Json:
        reply = (await self._http.request(method, path, json=body)).raise_for_status()
        return reply.json() if reply.content else None

    async def make(self, role: str, **fields: object) -> str:
        return str((await self.call("POST", "/contacts", {"role": role, **fields}))["id"])

    async def tag(self, contact_id: str, *names: str) -> None:
        for name in names:
            tag = await self.call("POST", "/tags", {"name": name})
            await self.call("POST", f"/contacts/{contact_id}/tags", {"id": tag["id"]})

    async def contact(self, contact_id: str) -> dict[str, Json]:
        rows: list[dict[str, Json]] = (await self.state())["contacts"]
        return next(row for row in rows if row["id"] == contact_id)

    async def stored(self, match_field: str) -> dict[str, Stored]:
        rows = [row for row in (await self.state())["contacts"] if not (row["archived"] or row["deleted"])]
        return {str(row[match_field] or ""): _stored(row) for row in rows}

    async def aclose(self) -> None:
        await self._http.aclose()


def _stored(row: Mapping[str, Json]) -> Stored:
    custom = {f"custom_attributes.{name}": value for name, value in row["custom_attributes"].items()}
    return Stored(row["id"], {**row, **custom}, frozenset(row["tag_names"]))


def connected(
    base_url: str,
    transport: httpx.AsyncBaseTransport | None,
    credential: str = "good",
    clock: VirtualClock | None = None,
    **options: OptionValue,
) -> ConnectedApp:
    """An App on the Sandbox; its time is virtual, so that no wait takes any."""
    world = World(clock or VirtualClock(), SystemRandomness(), transport)
    return plugin.app({"access_token": credential, "base_url": base_url, **options}, world).unwrap()


def destination(app: ConnectedApp, setting: Setting = USERS) -> ConnectedDestination:
    """A Connection with these options."""
    options = {"match_field": setting.match_field, "creation": setting.creation, "removal": setting.removal}
    return app.connect(CONNECTION, options).unwrap()


class IntercomSubject:
    """A fresh workspace behind the gateway; it refuses everybody whose name is "unwanted"."""

    def __init__(
        self, setting: Setting, window: Window, app: ConnectedApp, stranger: ConnectedApp, clock: VirtualClock
    ) -> None:
        self.setting = setting
        self.window = window
        self.clock = clock
        self._exporting = Exporting(tuple(setting.fields(1)))
        self._there = destination(app, setting)
        self._stranger = destination(stranger, setting)

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
        return TEXT

    @property
    def missing_id(self) -> str:
        return "0" * 24

    def fields(self, n: int) -> Mapping[str, Value]:
        return self.setting.fields(n)

    def refused(self, n: int) -> Mapping[str, Value]:
        return {**self.setting.fields(n), "name": UNWANTED}

    def shown(self, value: Value) -> object:
        """E-mails are kept in lower case; every other text as it came."""
        return value.lower() if isinstance(value, str) and "@" in value else value

    async def stored(self) -> Mapping[str, Stored]:
        return await self.window.stored(self.setting.match_field)

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        own = {name: self.shown(value) for name, value in fields.items() if name != TEXT}
        role = "user" if self.setting.creation == "user" else "lead"
        remote_id = await self.window.make(role, **own, custom_attributes={"text_field": fields.get(TEXT)})
        await self.window.tag(remote_id, *groups)
        return remote_id

    async def vanish(self, remote_id: str) -> None:
        await self.window.call("POST", f"/contacts/{remote_id}/archive")

    async def export(self, records: Sequence[Record], mode: SyncMode = SyncMode.SYNC) -> Mapping[RecordId, str]:
        return await self._exporting.run(self.gateway, self.lists, records, mode)

    async def calls(self) -> int:
        return sum(call["path"] != "/data_attributes" for call in await self.window.log())

    async def throttle(self) -> None:
        body = {"type": "error.list", "errors": [{"code": "rate_limit_exceeded", "message": "Exceeded rate limit"}]}
        await self._fail(kind="status", status=429, body=body)

    async def lose_answers(self) -> None:
        await self._fail(kind="lost_answer")

    async def lose_requests(self) -> None:
        await self._fail(kind="lost_request")

    async def calm(self) -> None:
        """The next day, without faults."""
        await self.window.fail()
        self.clock.advance(86_400)

    async def _fail(self, **how: object) -> None:
        """Every call that writes; the search is a POST too."""
        let = {"method": "POST", "path": "/contacts/search", "times": 100_000, "kind": "delay"}
        methods = ("POST", "PUT", "DELETE")
        await self.window.fail(let, *({"method": each, "times": 100_000, **how} for each in methods))


@asynccontextmanager
async def subject_at(
    base_url: str, transport: httpx.AsyncBaseTransport | None, setting: Setting = USERS
) -> AsyncGenerator[IntercomSubject]:
    """The Subject on a Sandbox, as it is when nobody has touched it."""
    window, clock = Window(base_url, transport), VirtualClock()
    await window.reset()
    app, stranger = connected(base_url, transport, clock=clock), connected(base_url, transport, "wrong")
    yield IntercomSubject(setting, window, app, stranger, clock)
    for each in (window, app, stranger):
        await each.aclose()


def in_process() -> tuple[str, httpx.ASGITransport]:
    """A Sandbox without a server: its address, and the transport that leads there."""
    return "http://127.0.0.1/intercom", httpx.ASGITransport(sandbox_app({"intercom": create}))
