"""Mailchimp's gateway on the Sandbox as the Subject of contracts, with a window into the account beside the gateway."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.mailchimp.keys import EMAIL, MEMBER_ID, digest
from joey.adapters.destinations.mailchimp.payload import OWN_FIELDS, render
from joey.adapters.destinations.mailchimp.plugin import plugin
from joey.adapters.destinations.mailchimp.sandbox import create
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

BY_EMAIL, BY_ID = "mailchimp-contacts", "mailchimp-contacts-by-id"
LIST = "a36b032126"
UNWANTED = "unwanted"
MEMBERS = f"/3.0/lists/{LIST}/members"


class Window:
    """The Sandbox's account, seen and changed as somebody else would."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url, self.transport = base_url, transport
        self._http = httpx.AsyncClient(base_url=base_url, transport=transport, auth=("any", "other-us3"))

    async def state(self) -> dict[str, Json]:
        shown: dict[str, Json] = (await self._http.get("/_state")).raise_for_status().json()
        return shown

    async def audience(self) -> dict[str, Json]:
        shown: dict[str, Json] = (await self.state())["lists"][LIST]
        return shown

    async def reset(self) -> None:
        await self._http.delete("/_state")
        await self.switch(refuse=[{"message": "is unwanted", "field": "LNAME", "value": UNWANTED}])
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
        reply = (await self._http.request(method, path, json=body)).raise_for_status()
        return reply.json() if reply.content else None

    async def make(self, email: str, merge_fields: Mapping[str, object] | None = None, **more: object) -> str:
        body = {EMAIL: email, "status": "subscribed", "merge_fields": dict(merge_fields or {}), **more}
        return str((await self.call("POST", MEMBERS, body))["contact_id"])

    async def member(self, email: str) -> dict[str, Json] | None:
        rows = (await self.audience())["members"]
        return next((row for row in rows if row[EMAIL].lower() == email.lower()), None)

    async def tag(self, member: str, *names: str) -> None:
        tags = [{"name": name, "status": "active"} for name in names]
        await self.call("POST", f"{MEMBERS}/{member}/tags", {"tags": tags})

    async def stored(self) -> dict[str, Stored]:
        rows = [row for row in (await self.audience())["members"] if row["status"] != "archived"]
        return {row[EMAIL].lower(): _stored(row) for row in rows}

    async def aclose(self) -> None:
        await self._http.aclose()


def _stored(row: Mapping[str, Json]) -> Stored:
    fields = {**row["merge_fields"], **{name: row[name] for name in OWN_FIELDS if name in row}}
    return Stored(row["contact_id"], fields, frozenset(tag["name"] for tag in row["tags"]))


def connected(
    base_url: str,
    transport: httpx.AsyncBaseTransport | None,
    api_key: str = "good-us3",
    clock: VirtualClock | None = None,
    **options: OptionValue,
) -> ConnectedApp:
    """An App on the Sandbox; its time is virtual, so that no wait takes any."""
    world = World(clock or VirtualClock(), SystemRandomness(), transport)
    return plugin.app({"api_key": api_key, "base_url": base_url, **options}, world).unwrap()


def destination(app: ConnectedApp, connection: str = BY_EMAIL, **more: OptionValue) -> ConnectedDestination:
    """A Connection to the audience."""
    return app.connect(connection, {"list_id": LIST, **more}).unwrap()


class MailchimpSubject:
    """A fresh account behind the gateway; it refuses every row whose last name is "unwanted"."""

    def __init__(
        self, window: Window, app: ConnectedApp, stranger: ConnectedApp, clock: VirtualClock, **options: OptionValue
    ) -> None:
        self.window = window
        self._clock = clock
        self._exporting = Exporting(tuple(self.fields(1)))
        self._there = destination(app, BY_EMAIL, **options)
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
        return "FNAME"

    @property
    def missing_id(self) -> str:
        return "0" * 32

    def fields(self, n: int) -> Mapping[str, Value]:
        return {EMAIL: f"Person{n}@example.com", "FNAME": f"Ådá {n}", "LNAME": "O'Neil, Jr."}

    def refused(self, n: int) -> Mapping[str, Value]:
        return {**self.fields(n), "LNAME": UNWANTED}

    def shown(self, value: Value) -> object:
        return render(value)

    async def stored(self) -> Mapping[str, Stored]:
        return await self.window.stored()

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        merged = {name: render(value) for name, value in fields.items() if name not in OWN_FIELDS}
        remote_id = await self.window.make(str(fields[EMAIL]), merged)
        await self.window.tag(remote_id, *groups)
        return remote_id

    async def vanish(self, remote_id: str) -> None:
        await self.window.call("DELETE", f"{MEMBERS}/{remote_id}")

    async def export(self, records: Sequence[Record], mode: SyncMode = SyncMode.SYNC) -> Mapping[RecordId, str]:
        return await self._exporting.run(self.gateway, self.lists, records, mode)

    async def calls(self) -> int:
        return sum("/merge-fields" not in call["path"] for call in await self.window.log())

    async def throttle(self) -> None:
        await self._fail(kind="status", status=429, body={"title": "Too Many Requests", "status": 429})

    async def lose_answers(self) -> None:
        await self._fail(kind="lost_answer")

    async def lose_requests(self) -> None:
        await self._fail(kind="lost_request")

    async def calm(self) -> None:
        """The next day, without faults."""
        await self.window.switch(failures=[])
        self._clock.advance(86_400)

    async def _fail(self, **how: object) -> None:
        methods = ("POST", "PUT", "PATCH", "DELETE")
        await self.window.switch(
            failures=[{"method": each, "path": "/3.0/", "times": 10_000, **how} for each in methods]
        )


class ByIdSubject(MailchimpSubject):
    """The same by Mailchimp's id of a member, the MD5 of its address; nobody can be made."""

    def __init__(
        self, window: Window, app: ConnectedApp, stranger: ConnectedApp, clock: VirtualClock, **options: OptionValue
    ) -> None:
        super().__init__(window, app, stranger, clock)
        self._there = destination(app, BY_ID, **options)
        self._stranger = destination(stranger, BY_ID)
        self._emails = {digest(email): email for n in range(100) for email in [f"person{n}@example.com"]}

    def fields(self, n: int) -> Mapping[str, Value]:
        return {MEMBER_ID: digest(f"person{n}@example.com"), "FNAME": f"Ådá {n}", "LNAME": "O'Neil, Jr."}

    async def stored(self) -> Mapping[str, Stored]:
        found = await self.window.stored()
        return {
            digest(key): replace(each, fields={**each.fields, MEMBER_ID: digest(key)}) for key, each in found.items()
        }

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        return await super().seed({**fields, EMAIL: self._emails[str(fields[MEMBER_ID])]}, groups)


@asynccontextmanager
async def subject_at(
    base_url: str,
    transport: httpx.AsyncBaseTransport | None,
    kind: type[MailchimpSubject] = MailchimpSubject,
    **options: OptionValue,
) -> AsyncGenerator[MailchimpSubject]:
    """The Subject on a Sandbox, as it is when nobody has touched it."""
    window, clock = Window(base_url, transport), VirtualClock()
    await window.reset()
    app, stranger = connected(base_url, transport, clock=clock), connected(base_url, transport, "wrong")
    yield kind(window, app, stranger, clock, **options)
    for each in (window, app, stranger):
        await each.aclose()


def in_process() -> tuple[str, httpx.ASGITransport]:
    """A Sandbox without a server: its address, and the transport that leads there."""
    return "http://127.0.0.1/mailchimp", httpx.ASGITransport(sandbox_app({"mailchimp": create}))
