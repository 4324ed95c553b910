"""Marketo's gateway on the Sandbox as the Subject of contracts, with a window into it beside the gateway."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import orjson

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.marketo.plugin import plugin
from joey.adapters.destinations.marketo.sandbox import create
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

CONNECTION = "marketo-leads"
UNWANTED = "unwanted"
_TLS = httpx.create_ssl_context()  # made once, since it takes longer than most tests
LEADS, LISTS, ASSETS = "/rest/v1/leads", "/rest/v1/lists/", "/rest/asset/v1/"
FOLDER = {"id": 12, "type": "Folder"}


def failed(code: int, message: str = "no message") -> dict[str, Json]:
    """Marketo's answer where it refuses a whole call; it comes with HTTP 200."""
    return {"requestId": "e42b#14272d07d78", "success": False, "errors": [{"code": str(code), "message": message}]}


@dataclass(frozen=True, slots=True)
class Setting:
    """One way of matching leads."""

    match_field: str

    def fields(self, n: int) -> dict[str, Value]:
        """The n-th made-up lead's."""
        named: dict[str, Value] = {
            "email": f"Person{n}@example.com",
            "firstName": f"Ådá {n}",
            "lastName": "O'Neil, Jr.",
        }
        return named if self.match_field == "email" else {**named, self.match_field: f"C-{n}"}


SETTINGS = {"email": Setting("email"), "custom field": Setting("customer_id")}


class Window:
    """The Sandbox's subscription, seen and changed as somebody else would."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url, self.transport = base_url, transport
        headers = {"authorization": "Bearer other"}
        self._http = httpx.AsyncClient(base_url=base_url, transport=transport, headers=headers, verify=_TLS)

    async def state(self) -> dict[str, Json]:
        shown: dict[str, Json] = orjson.loads((await self._http.get("/_state")).raise_for_status().content)
        return shown

    async def put(self, **parts: object) -> None:
        (await self._http.put("/_state", json=parts)).raise_for_status()

    async def switch(self, **switches: object) -> None:
        await self.put(switches=switches)

    async def fail(self, *codes: int, times: int = 1, contains: str = "/rest/", method: str = "") -> None:
        """The next calls are refused with these codes, one after the other."""
        rule = {"kind": "status", "status": 200, "contains": contains, "times": times, "method": method}
        await self.switch(failures=[{**rule, "body": failed(code)} for code in codes])

    async def reset(self) -> None:
        await self._http.delete("/_state")
        await self.switch(
            refuse=[{"message": "Invalid value for field 'lastName'", "field": "lastName", "value": UNWANTED}]
        )
        await self.put(fields=[{"name": "customer_id", "displayName": "Customer id", "length": 255}])
        await self.forget_log()

    async def log(self) -> list[dict[str, Json]]:
        calls: list[dict[str, Json]] = (await self._http.get("/_log")).raise_for_status().json()["calls"]
        return calls

    async def paths(self) -> list[str]:
        """Method and path of each call so far."""
        return [f"{call['method']} {call['path']}" for call in await self.log()]

    async def forget_log(self) -> None:
        await self._http.delete("/_log")

    async def call(self, method: str, path: str, body: object = None, **more: Json) -> Json:
        reply = (await self._http.request(method, path, json=body, **more)).raise_for_status()
        assert reply.json()["success"], reply.text
        return reply.json().get("result")

    async def make(self, **fields: object) -> str:
        """A lead, whether there is one like it or not."""
        return str(
            (await self.call("POST", f"{LEADS}.json", {"action": "createDuplicate", "input": [fields]}))[0]["id"]
        )

    async def make_list(self, name: str) -> int:
        made = await self.call("GET", f"{ASSETS}staticList/byName.json", params={"name": name})
        if not made:
            form = {"name": name, "folder": '{"id":12,"type":"Folder"}'}
            made = await self.call("POST", f"{ASSETS}staticLists.json", data=form)
        return int(made[0]["id"])

    async def leads(self) -> list[dict[str, Json]]:
        return list((await self.state())["leads"])

    async def stored(self, field: str = "email") -> dict[str, Stored]:
        state = await self.state()
        found = dict[str, Stored]()
        lists = [(one["name"], set(one["members"])) for one in state["lists"]]
        for lead in state["leads"]:
            groups = frozenset(name for name, members in lists if lead["id"] in members)
            key = str(lead.get(field) or lead["id"])
            found[key.lower() if field == "email" else key] = Stored(str(lead["id"]), lead, groups)
        return found

    async def aclose(self) -> None:
        await self._http.aclose()


def connected(
    base_url: str,
    transport: httpx.AsyncBaseTransport | None,
    secret: str = "any",  # noqa: S107 - the Sandbox takes any but "wrong"
    clock: VirtualClock | None = None,
    **options: OptionValue,
) -> ConnectedApp:
    """An App on the Sandbox; its time is virtual, so that no wait takes any."""
    world = World(clock or VirtualClock(), SystemRandomness(), transport)
    given: dict[str, OptionValue] = {"client_id": "demo", "client_secret": secret, "base_url": base_url}
    return plugin.app(given | options, world).unwrap()


def destination(app: ConnectedApp, match_field: str = "email", **more: OptionValue) -> ConnectedDestination:
    """The Connection, matching by a field."""
    return app.connect(CONNECTION, {"match_field": match_field, **more}).unwrap()


class MarketoSubject:
    """A fresh subscription behind the gateway; it refuses every row whose last name is "unwanted"."""

    def __init__(self, setting: Setting, window: Window, app: ConnectedApp, clock: VirtualClock) -> None:
        self.setting, self.window, self.clock = setting, window, clock
        self.opened = [app]
        self._exporting = Exporting(tuple(setting.fields(1)))
        self._there = destination(app, setting.match_field)

    @property
    def gateway(self) -> DestinationGateway:
        return self._there.gateway

    @property
    def lists(self) -> ListRepository | None:
        return self._there.lists

    @property
    def stranger(self) -> DestinationGateway:
        self.opened.append(connected(self.window.base_url, self.window.transport, "wrong"))
        return destination(self.opened[-1], self.setting.match_field).gateway

    @property
    def text_field(self) -> str:
        return "firstName"

    @property
    def missing_id(self) -> str:
        return "999999999"

    def fields(self, n: int) -> Mapping[str, Value]:
        return self.setting.fields(n)

    def refused(self, n: int) -> Mapping[str, Value]:
        return {**self.setting.fields(n), "lastName": UNWANTED}

    def shown(self, value: Value) -> object:
        """The e-mail that is the key is sent in lower case; every other text as it came."""
        by_email = self.setting.match_field == "email"
        return value.lower() if by_email and isinstance(value, str) and "@" in value else value

    async def stored(self) -> Mapping[str, Stored]:
        return await self.window.stored(self.setting.match_field)

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        written = {name: self.shown(value) for name, value in fields.items()}
        lead_id = await self.window.make(**written)
        for name in groups:
            list_id = await self.window.make_list(name)
            await self.window.call("POST", f"{LISTS}{list_id}/leads.json", params={"id": lead_id})
        return lead_id

    async def vanish(self, remote_id: str) -> None:
        await self.window.call("POST", f"{LEADS}/delete.json", {"input": [{"id": int(remote_id)}]})

    async def export(self, records: Sequence[Record], mode: SyncMode = SyncMode.SYNC) -> Mapping[RecordId, str]:
        return await self._exporting.run(self.gateway, self.lists, records, mode)

    async def calls(self) -> int:
        return sum("describe" not in path and "/identity/" not in path for path in await self.window.paths())

    async def throttle(self) -> None:
        await self._fail(kind="status", status=200, body=failed(607, "Daily quota reached"))

    async def lose_answers(self) -> None:
        await self._fail(kind="lost_answer")

    async def lose_requests(self) -> None:
        await self._fail(kind="lost_request")

    async def calm(self) -> None:
        """The next day, without faults."""
        await self.window.switch(failures=[])
        self.clock.advance(90_000)

    async def _fail(self, **how: object) -> None:
        rules = [("POST", LEADS), ("POST", LISTS), ("DELETE", LISTS), ("POST", ASSETS)]
        failures = [{"method": method, "path": path, "times": 1_000, **how} for method, path in rules]
        await self.window.switch(failures=failures)


@asynccontextmanager
async def subject_at(
    base_url: str, transport: httpx.AsyncBaseTransport | None, setting: Setting = SETTINGS["email"]
) -> AsyncGenerator[MarketoSubject]:
    """The Subject on a Sandbox, as it is when nobody has touched it."""
    window, clock = Window(base_url, transport), VirtualClock()
    await window.reset()
    subject = MarketoSubject(setting, window, connected(base_url, transport, clock=clock), clock)
    yield subject
    await window.aclose()
    for app in subject.opened:
        await app.aclose()


def in_process() -> tuple[str, httpx.ASGITransport]:
    """A Sandbox without a server: its address, and the transport that leads there."""
    return "http://127.0.0.1/marketo", httpx.ASGITransport(sandbox_app({"marketo": create}))
