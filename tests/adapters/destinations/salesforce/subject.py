"""Salesforce's gateway on the Sandbox as the Subject of contracts, with a window into the organisation beside it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.salesforce.plugin import plugin
from joey.adapters.destinations.salesforce.sandbox import create
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

B = "/services/data/v67.0"
ROWS = f"{B}/composite/sobjects"
OBJECTS, CONTACTS, ACCOUNTS = "salesforce-objects", "salesforce-contacts", "salesforce-accounts"
UNWANTED = "unwanted"
CAMPAIGNS: dict[str, OptionValue] = {
    "group_object": "Campaign",
    "group_name_field": "Name",
    "membership_object": "CampaignMember",
    "membership_record_field": "ContactId",
    "membership_group_field": "CampaignId",
}
ACCOUNT: dict[str, OptionValue] = {
    "reference_field": "AccountId",
    "reference_object": "Account",
    "reference_match_field": "AccountNumber",
}
CLUBS: dict[str, OptionValue] = {
    "group_object": "Club__c",
    "group_name_field": "Name",
    "membership_object": "Club_Member__c",
    "membership_record_field": "Who__c",
    "membership_group_field": "Club__c",
}
CUSTOM: list[Json] = [
    {"name": "Club__c", "keyPrefix": "a00", "fields": [["Name", "Name", "string", 80, {"nillable": False}]]},
    {
        "name": "Club_Member__c",
        "keyPrefix": "a01",
        "fields": [
            ["Who__c", "Who", "reference", 18, {"createable": True, "updateable": True, "referenceTo": ["Contact"]}],
            ["Club__c", "Club", "reference", 18, {"createable": True, "updateable": True, "referenceTo": ["Club__c"]}],
        ],
    },
]


@dataclass(frozen=True, slots=True)
class Setting:
    """One way of configuring a Connection, and what its made-up records are."""

    connection: str
    object: str
    match_field: str
    text_field: str
    refusing: str
    options: Mapping[str, OptionValue] = field(default_factory=dict[str, OptionValue])

    def fields(self, n: int) -> dict[str, Value]:
        """The n-th record's."""
        named: dict[str, Value] = {self.text_field: f"Ådá {n}", self.refusing: r"O'Neil\, Jr."}
        named |= {"Name": f"Company {n}"} if self.object == "Account" else {"LastName": f"Smith {n}"}
        key = f"Person{n}@example.com" if self.match_field == "Email" else f"C-{n}"
        return {**named, self.match_field: key}


BY_EXTERNAL_ID = Setting(OBJECTS, "Contact", "Custom_External_ID__c", "FirstName", "Title", CAMPAIGNS)
BY_EMAIL = Setting(CONTACTS, "Contact", "Email", "FirstName", "Title")
BY_CLUBS = Setting(OBJECTS, "Contact", "Custom_External_ID__c", "FirstName", "Title", CLUBS)
BY_NUMBER = Setting(ACCOUNTS, "Account", "AccountNumber", "Site", "Description")


class Window:
    """The Sandbox's organisation, seen and changed as somebody else would."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self.base_url, self.transport = base_url, transport
        headers = {"authorization": "Bearer other"}
        self._http = httpx.AsyncClient(base_url=base_url, transport=transport, headers=headers)

    async def state(self) -> dict[str, Json]:
        shown: dict[str, Json] = (await self._http.get("/_state")).raise_for_status().json()
        return shown

    async def rows(self, object_: str) -> list[dict[str, Json]]:
        rows: list[dict[str, Json]] = (await self.state())["objects"][object_]
        return rows

    async def reset(self) -> None:
        await self._http.delete("/_state")
        refused = [{"message": "is unwanted", "field": name, "value": UNWANTED} for name in ("Title", "Description")]
        await self.put(custom=CUSTOM, switches={"refuse": refused})
        await self.forget_log()

    async def put(self, **parts: object) -> None:
        (await self._http.put("/_state", json=parts)).raise_for_status()

    async def switch(self, **switches: object) -> None:
        await self.put(switches=switches)

    async def log(self) -> list[dict[str, Json]]:
        calls: list[dict[str, Json]] = (await self._http.get("/_log")).raise_for_status().json()["calls"]
        return calls

    async def paths(self) -> list[str]:
        return [f"{call['method']} {call['path'].removeprefix(B)}" for call in await self.log()]

    async def forget_log(self) -> None:
        await self._http.delete("/_log")

    async def call(self, method: str, path: str, body: object = None) -> Json:
        reply = (await self._http.request(method, path, json=body)).raise_for_status()
        return reply.json() if reply.content else None

    async def soap(self, body: str) -> str:
        return (await self._http.post("/services/Soap/u/42.0", content=body)).text

    async def make(self, object_: str, **fields: object) -> str:
        body = {"records": [{"attributes": {"type": object_}, **fields}]}
        (made,) = await self.call("POST", ROWS, body)
        assert made["success"], made
        return str(made["id"])

    async def delete(self, id_: str) -> None:
        await self.call("DELETE", f"{ROWS}?ids={id_}")

    async def one(self, object_: str, **fields: object) -> dict[str, Json] | None:
        rows = await self.rows(object_)
        return next((row for row in rows if all(row[name] == value for name, value in fields.items())), None)

    async def stored(self, setting: Setting) -> dict[str, Stored]:
        state = (await self.state())["objects"]
        told = setting.options
        names = {row["Id"]: row["Name"] for row in state[told["group_object"]]} if "group_object" in told else {}
        members = state[told["membership_object"]] if names else []
        found: dict[str, Stored] = {}
        for row in state[setting.object]:
            mine = [one for one in members if one[told["membership_record_field"]] == row["Id"]]
            groups = frozenset(names[one[told["membership_group_field"]]] for one in mine)
            found[str(row[setting.match_field] or row["Id"]).lower()] = Stored(row["Id"], row, groups)
        return found

    async def aclose(self) -> None:
        await self._http.aclose()


def connected(
    base_url: str,
    transport: httpx.AsyncBaseTransport | None,
    secret: str = "good",  # noqa: S107 - any but "wrong"
    clock: VirtualClock | None = None,
    **options: OptionValue,
) -> ConnectedApp:
    """An App on the Sandbox; its time is virtual, so that no wait takes any."""
    world = World(clock or VirtualClock(), SystemRandomness(), transport)
    given = {"base_url": base_url, "client_id": "3MVG9", "client_secret": secret, **options}
    return plugin.app(given, world).unwrap()


def destination(app: ConnectedApp, setting: Setting = BY_EXTERNAL_ID, **more: OptionValue) -> ConnectedDestination:
    """A Connection as a Setting has it."""
    named = {"object": setting.object} if setting.connection == OBJECTS else {}
    options = {**named, "match_field": setting.match_field, **setting.options, **more}
    return app.connect(setting.connection, options).unwrap()


class SalesforceSubject:
    """A fresh organisation behind the gateway; it refuses every row whose title is "unwanted"."""

    def __init__(
        self,
        window: Window,
        apps: tuple[ConnectedApp, ConnectedApp],
        clock: VirtualClock,
        setting: Setting,
        **options: OptionValue,
    ) -> None:
        self.window = window
        self.setting = setting
        self._clock = clock
        self._exporting = Exporting(tuple(self.fields(1)))
        self._there = destination(apps[0], setting, **options)
        self._stranger = destination(apps[1], setting)

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
        return "0014S00000zzzzzQAC" if self.setting.object == "Account" else "0034S00000zzzzzQAC"

    def fields(self, n: int) -> Mapping[str, Value]:
        return self.setting.fields(n)

    def refused(self, n: int) -> Mapping[str, Value]:
        return {**self.fields(n), self.setting.refusing: UNWANTED}

    def shown(self, value: Value) -> object:
        """As it was written, but for e-mails, which Salesforce keeps in lower case."""
        return value.lower() if isinstance(value, str) and "@" in value else value

    async def stored(self) -> Mapping[str, Stored]:
        return await self.window.stored(self.setting)

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        made = await self.window.make(self.setting.object, **fields)
        told = self.setting.options
        for name in groups:
            object_ = str(told["group_object"])
            known = await self.window.one(object_, Name=name)
            group = known["Id"] if known else await self.window.make(object_, Name=name)
            row = {str(told["membership_group_field"]): group, str(told["membership_record_field"]): made}
            await self.window.make(str(told["membership_object"]), **row)
        return made

    async def vanish(self, remote_id: str) -> None:
        await self.window.delete(remote_id)

    async def export(self, records: Sequence[Record], mode: SyncMode = SyncMode.SYNC) -> Mapping[RecordId, str]:
        return await self._exporting.run(self.gateway, self.lists, records, mode)

    async def calls(self) -> int:
        apart = ("/describe", "/oauth2/token")
        return sum(not call["path"].endswith(apart) for call in await self.window.log())

    async def throttle(self) -> None:
        body = [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]
        await self._fail(kind="status", status=403, body=body)

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
        await self.window.switch(failures=[{"method": each, "path": B, "times": 10_000, **how} for each in methods])


@asynccontextmanager
async def subject_at(
    base_url: str,
    transport: httpx.AsyncBaseTransport | None,
    setting: Setting = BY_EXTERNAL_ID,
    **options: OptionValue,
) -> AsyncGenerator[SalesforceSubject]:
    """The Subject on a Sandbox, as it is when nobody has touched it; what it writes to is described."""
    window, clock = Window(base_url, transport), VirtualClock()
    await window.reset()
    app, stranger = connected(base_url, transport, clock=clock), connected(base_url, transport, "wrong")
    subject = SalesforceSubject(window, (app, stranger), clock, setting, **options)
    (await subject.gateway.schema()).unwrap()
    yield subject
    for each in (window, app, stranger):
        await each.aclose()


def in_process() -> tuple[str, httpx.ASGITransport]:
    """A Sandbox without a server: its address, and the transport that leads there."""
    return "http://127.0.0.1/salesforce", httpx.ASGITransport(sandbox_app({"salesforce": create}))
