"""Salesforce's gateway on the Sandbox as the Subject of contracts, with a window into the organisation beside it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager

import httpx

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.salesforce.plugin import plugin
from joey.adapters.destinations.salesforce.sandbox import create
from joey.adapters.sandbox.server import sandbox_app
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.property import Value
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.subject import Stored
from joey.ports.gateway import DestinationGateway
from joey.ports.lists import ListRepository
from joey.ports.plugin import ConnectedApp, ConnectedDestination, OptionValue, World
from tests.adapters.destinations.salesforce.window import (
    BY_EXTERNAL_ID,
    OBJECTS,
    UNWANTED,
    B,
    Setting,
    Window,
)
from tests.contract.exporting import Exporting


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
