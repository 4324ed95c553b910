"""Facebook's audiences on the Sandbox as the Subject of contracts, with a window beside the gateway."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

import httpx

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.facebook.plugin import plugin
from joey.adapters.destinations.facebook.sandbox import create
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.server import sandbox_app
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.property import Value
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.subject import EVERYBODY, Stored
from joey.ports.gateway import DestinationGateway
from joey.ports.lists import ListRepository
from joey.ports.plugin import ConnectedApp, ConnectedDestination, OptionValue, World
from tests.contract.exporting import Exporting

CONNECTION = "facebook-custom-audiences"
ACCOUNT = "542676646349772"
AUDIENCES = f"/v26.0/act_{ACCOUNT}/customaudiences"
UNWANTED = "unwanted"


def hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


EMAILS = {hashed(email): email for n in range(400) for email in [f"person{n}@example.com"]}


class Window:
    """The Sandbox's account, seen and changed as somebody else would."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url, self.transport = base_url, transport
        self._ids: dict[str, str] = {}
        headers = {"authorization": "Bearer other"}
        self._http = httpx.AsyncClient(base_url=base_url, transport=transport, headers=headers)

    async def audiences(self) -> list[dict[str, Json]]:
        shown: list[dict[str, Json]] = (await self._http.get("/_state")).raise_for_status().json()["audiences"]
        return shown

    async def reset(self) -> None:
        await self._http.delete("/_state")
        await self.switch(refuse=[{"message": "is unwanted", "field": "LN", "value": hashed(UNWANTED)}])
        await self._http.delete("/_log")

    async def put(self, **parts: object) -> None:
        (await self._http.put("/_state", json=parts)).raise_for_status()

    async def switch(self, **switches: object) -> None:
        await self.put(switches=switches)

    async def log(self) -> list[dict[str, Json]]:
        calls: list[dict[str, Json]] = (await self._http.get("/_log")).raise_for_status().json()["calls"]
        return calls

    async def call(self, method: str, path: str, body: object = None) -> Json:
        return (await self._http.request(method, path, json=body)).raise_for_status().json()

    async def named(self, name: str) -> str:
        """The audience's id; made if need be."""
        if name not in self._ids:
            there = [one["id"] for one in await self.audiences() if one["name"] == name]
            body = {"name": name, "subtype": "CUSTOM", "customer_file_source": "USER_PROVIDED_ONLY"}
            self._ids[name] = str(there[0] if there else (await self.call("POST", AUDIENCES, body))["id"])
        return self._ids[name]

    async def upload(self, audience: str, fields: Mapping[str, str], method: str = "POST") -> None:
        payload = {"schema": list(fields), "data": [list(fields.values())]}
        await self.call(method, f"/v26.0/{audience}/users", {"payload": payload})

    async def stored(self) -> dict[str, Stored]:
        """The members of all audiences, by e-mail, as they were uploaded last."""
        found: dict[str, Stored] = {}
        for audience in await self.audiences():
            for member in audience["members"]:
                email = str(member["EMAIL"])
                key = EMAILS.get(email, email)
                before = found[key].groups if key in found else frozenset[str]()
                found[key] = Stored(key, member, before | {audience["name"]})
        return found

    async def aclose(self) -> None:
        await self._http.aclose()


def connected(
    base_url: str,
    transport: httpx.AsyncBaseTransport | None,
    bearer: str = "good",
    clock: VirtualClock | None = None,
    **options: OptionValue,
) -> ConnectedApp:
    """An App on the Sandbox; its time is virtual, so that no wait takes any."""
    world = World(clock or VirtualClock(), SystemRandomness(), transport)
    given = {"access_token": bearer, "ad_account_id": ACCOUNT, "base_url": base_url, **options}
    return plugin.app(given, world).unwrap()


def destination(app: ConnectedApp, primary_key: str = "EMAIL", **more: OptionValue) -> ConnectedDestination:
    """A Connection to the audiences."""
    return app.connect(CONNECTION, {"primary_key": primary_key, **more}).unwrap()


class FacebookSubject:
    """A fresh ad account behind the gateway; it finds every row invalid whose last name is "unwanted"."""

    def __init__(self, window: Window, app: ConnectedApp, stranger: ConnectedApp, clock: VirtualClock) -> None:
        self.window = window
        self._clock = clock
        self._exporting = Exporting(tuple(self.fields(1)))
        self._there = destination(app)
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
        return "FN"

    @property
    def missing_id(self) -> str:
        return "nobody@example.com"

    def fields(self, n: int) -> Mapping[str, Value]:
        return {"EMAIL": f"Person{n}@example.com", "FN": f"Ådá {n}", "LN": "O'Neil, Jr."}

    def refused(self, n: int) -> Mapping[str, Value]:
        return {**self.fields(n), "LN": UNWANTED}

    def shown(self, value: Value) -> object:
        return hashed(str(value).lower().replace("'", "").replace(",", "").removesuffix("."))

    async def stored(self) -> Mapping[str, Stored]:
        return await self.window.stored()

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        row = {name: "" if value is None else str(self.shown(value)) for name, value in fields.items()}
        for name in (EVERYBODY, *groups):
            await self.window.upload(await self.window.named(name), row)
        return str(fields["EMAIL"]).lower()

    async def vanish(self, remote_id: str) -> None:
        for audience in await self.window.audiences():
            await self.window.upload(audience["id"], {"EMAIL": hashed(remote_id)}, "DELETE")

    async def export(self, records: Sequence[Record], mode: SyncMode = SyncMode.SYNC) -> Mapping[RecordId, str]:
        return await self._exporting.run(self.gateway, self.lists, records, mode)

    async def calls(self) -> int:
        return sum(not call["path"].endswith(f"act_{ACCOUNT}") for call in await self.window.log())

    async def throttle(self) -> None:
        body = {"error": {"message": "too many calls", "type": "OAuthException", "code": 80003}}
        await self._fail(kind="status", status=400, body=body)

    async def lose_answers(self) -> None:
        await self._fail(kind="lost_answer")

    async def lose_requests(self) -> None:
        await self._fail(kind="lost_request")

    async def calm(self) -> None:
        """The next day, without faults."""
        await self.window.switch(failures=[])
        self._clock.advance(86_400)

    async def _fail(self, **how: object) -> None:
        await self.window.switch(
            failures=[{"method": each, "path": "/v26.0/", "times": 10_000, **how} for each in ("POST", "DELETE")]
        )


@asynccontextmanager
async def subject_at(base_url: str, transport: httpx.AsyncBaseTransport | None) -> AsyncGenerator[FacebookSubject]:
    """The Subject on a Sandbox, as it is when nobody has touched it."""
    window, clock = Window(base_url, transport), VirtualClock()
    await window.reset()
    app, stranger = connected(base_url, transport, clock=clock), connected(base_url, transport, "wrong")
    yield FacebookSubject(window, app, stranger, clock)
    for each in (window, app, stranger):
        await each.aclose()


def in_process() -> tuple[str, httpx.ASGITransport]:
    """A Sandbox without a server: its address, and the transport that leads there."""
    return "http://127.0.0.1/facebook", httpx.ASGITransport(sandbox_app({"facebook": create}))
