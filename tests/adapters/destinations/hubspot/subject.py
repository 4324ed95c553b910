"""HubSpot's gateway on the Sandbox as the Subject of contracts, with a window into the account beside the gateway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.hubspot.payload import value_text
from joey.adapters.destinations.hubspot.plugin import plugin
from joey.adapters.destinations.hubspot.sandbox import create
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

CONNECTION = "hubspot-objects"
CUSTOM = "2-3604285"
_TYPE_IDS = {"contacts": "0-1", "companies": "0-2", CUSTOM: CUSTOM}


UNWANTED = "unwanted"
"""A value that the Sandbox is told to refuse in the Setting's ``refusing`` field."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One way of configuring the Connection, and what its made-up records are."""

    object: str
    match_field: str
    text_field: str
    refusing: str

    def fields(self, n: int) -> dict[str, Value]:
        """The n-th record's."""
        named: dict[str, Value] = {self.text_field: f"Ådá {n}", self.refusing: "O'Neil", **self._required(n)}
        return named if self.match_field == "email" else {**named, self.match_field: f"C-{n}"}

    def _required(self, n: int) -> dict[str, Value]:
        match self.object:
            case "contacts":
                return {"email": f"Person{n}@example.com"}
            case "companies":
                return {}
            case _:
                return {"grouparoo_object_property": f"object {n}"}


BY_EMAIL = Setting("contacts", "email", "firstname", "lastname")
BY_UNIQUE = Setting("contacts", "customer_id", "firstname", "lastname")
COMPANIES = Setting("companies", "customer_id", "name", "city")
OBJECTS = Setting(CUSTOM, "customer_id", "first_name", "last_name")
SETTINGS = {"email": BY_EMAIL, "unique": BY_UNIQUE, "companies": COMPANIES, "objects": OBJECTS}


class Window:
    """The Sandbox's account, seen and changed as somebody else would."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url, self.transport = base_url, transport
        self._http = httpx.AsyncClient(
            base_url=base_url, transport=transport, headers={"authorization": "Bearer other"}
        )

    async def state(self) -> dict[str, Any]:
        state: dict[str, Any] = (await self._http.get("/_state")).raise_for_status().json()
        return state

    async def put(self, **parts: object) -> None:
        (await self._http.put("/_state", json=parts)).raise_for_status()

    async def log(self) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = (await self._http.get("/_log")).raise_for_status().json()["calls"]
        return calls

    async def reset(self) -> None:
        """Back to the fresh account."""
        (await self._http.delete("/_state")).raise_for_status()
        await self.forget_log()

    async def forget_log(self) -> None:
        await self._http.delete("/_log")

    async def call(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        reply = (await self._http.request(method, path, json=body)).raise_for_status()
        return reply.json() if reply.content else None

    async def make(self, object_type: str, properties: Mapping[str, str]) -> str:
        made = await self.call("POST", f"/crm/objects/2026-03/{object_type}", {"properties": dict(properties)})
        return str(made["id"])

    async def archive(self, object_type: str, remote_id: str) -> None:
        await self.call("DELETE", f"/crm/objects/2026-03/{object_type}/{remote_id}")

    async def enlist(self, object_type: str, name: str, remote_id: str) -> None:
        body = {"name": name, "objectTypeId": _TYPE_IDS[object_type], "processingType": "MANUAL"}
        lists = {one["name"]: one["listId"] for one in (await self.state())["lists"]}
        list_id = lists.get(name) or (await self.call("POST", "/crm/lists/2026-03", body))["list"]["listId"]
        await self.call("PUT", f"/crm/lists/2026-03/{list_id}/memberships/add", [remote_id])

    async def stored(self, setting: Setting) -> dict[str, Stored]:
        state = await self.state()
        type_id = _TYPE_IDS[setting.object]
        lists = [one for one in state["lists"] if one["objectTypeId"] == type_id]
        found: dict[str, Stored] = {}
        for row in state["objects"][type_id]:
            key = row["properties"].get(setting.match_field, "")
            groups = frozenset(one["name"] for one in lists if row["id"] in one["members"])
            found[key or row["id"]] = Stored(row["id"], row["properties"], groups)
        return found

    async def aclose(self) -> None:
        await self._http.aclose()


def connected(
    base_url: str,
    transport: httpx.AsyncBaseTransport | None,
    token: str = "any",  # noqa: S107 - the Sandbox takes any but "wrong"
    clock: VirtualClock | None = None,
) -> ConnectedApp:
    """An App on the Sandbox; its time is virtual, so that no wait takes any."""
    options: dict[str, OptionValue] = {"access_token": token, "base_url": base_url}
    world = World(clock or VirtualClock(), SystemRandomness(), transport)
    return plugin.app(options, world).unwrap()


def destination(app: ConnectedApp, setting: Setting, **more: OptionValue) -> ConnectedDestination:
    """The Connection as a Setting has it."""
    options: dict[str, OptionValue] = {"object": setting.object, "match_field": setting.match_field}
    return app.connect(CONNECTION, options | more).unwrap()


async def prepare(window: Window, setting: Setting) -> None:
    """What the account lacks: a unique property, where the Setting matches by one; and a value to refuse."""
    refusal = {"message": "is unwanted", "field": setting.refusing, "value": UNWANTED}
    await window.put(switches={"refuse": [refusal]})
    if setting.match_field != "email":
        unique = {"name": setting.match_field, "label": "Customer ID", "hasUniqueValue": True}
        await window.put(properties={setting.object: [unique]})


class HubSpotSubject:
    """A fresh account behind the gateway."""

    def __init__(
        self, setting: Setting, window: Window, app: ConnectedApp, stranger: ConnectedApp, clock: VirtualClock
    ) -> None:
        self.setting = setting
        self.window = window
        self._clock = clock
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
        return self.setting.text_field

    @property
    def missing_id(self) -> str:
        return "999999999999"

    def fields(self, n: int) -> Mapping[str, Value]:
        return self.setting.fields(n)

    def refused(self, n: int) -> Mapping[str, Value]:
        return {**self.setting.fields(n), self.setting.refusing: UNWANTED}

    def shown(self, value: Value) -> object:
        """E-mails are kept in lower case; every other text as it came."""
        text = value_text(value)
        return text.lower() if isinstance(text, str) and "@" in text else text

    async def stored(self) -> Mapping[str, Stored]:
        return await self.window.stored(self.setting)

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        texts = {name: str(value_text(value)) for name, value in fields.items()}
        remote_id = await self.window.make(self.setting.object, texts)
        for name in groups:
            await self.window.enlist(self.setting.object, name, remote_id)
        return remote_id

    async def vanish(self, remote_id: str) -> None:
        await self.window.archive(self.setting.object, remote_id)

    async def export(self, records: Sequence[Record], mode: SyncMode = SyncMode.SYNC) -> Mapping[RecordId, str]:
        return await self._exporting.run(self.gateway, self.lists, records, mode)

    async def calls(self) -> int:
        return sum(
            "/properties/" not in call["path"] and "schemas" not in call["path"] for call in await self.window.log()
        )

    async def throttle(self) -> None:
        body = {"message": "You have reached your daily limit.", "policyName": "DAILY"}
        await self._fail(kind="status", status=429, body=body)

    async def lose_answers(self) -> None:
        await self._fail(kind="lost_answer")

    async def lose_requests(self) -> None:
        await self._fail(kind="lost_request")

    async def calm(self) -> None:
        """The next day, without faults."""
        await self.window.put(switches={"failures": []})
        self._clock.advance(86_400)

    async def _fail(self, **how: object) -> None:
        writing = [f"batch/{action}" for action in ("create", "update", "upsert", "archive")] + ["memberships"]
        rules = [{"contains": part, "times": 1_000, **how} for part in writing]
        rules.append({"method": "POST", "path": "/crm/lists/", "times": 1_000, **how})
        await self.window.put(switches={"failures": rules})


def in_process() -> tuple[str, httpx.ASGITransport]:
    """A Sandbox without a server: its address, and the transport that leads there."""
    return "http://127.0.0.1/hubspot", httpx.ASGITransport(sandbox_app({"hubspot": create}))
