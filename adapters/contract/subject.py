"""SandboxSubject: a room on its own Sandbox in process, as the Subject of the contracts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Generic, Self, TypeVar

import httpx

from joey.adapters.contract.exporting import Exporting
from joey.adapters.contract.requests import counted, shown
from joey.adapters.sandbox.mount import Mount
from joey.adapters.sandbox.vendor import Clock, Sandbox
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.domain.property import PropertyType, Value
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.subject import Stored
from joey.ports.gateway import DestinationGateway
from joey.ports.lists import ListRepository
from joey.ports.plugin import ConnectedApp, ConnectedDestination, Options, Plugin, World

UNWANTED = "unwanted"
_ADDRESS = "http://127.0.0.1"
_DAY = 86_400
_TYPES: Mapping[type, PropertyType] = {
    bool: PropertyType.BOOLEAN,
    int: PropertyType.INTEGER,
    float: PropertyType.FLOAT,
    Decimal: PropertyType.DECIMAL,
    datetime: PropertyType.DATETIME,
    date: PropertyType.DATE,
}

S = TypeVar("S", bound=Sandbox)


@dataclass(frozen=True, slots=True)
class Room:
    """A plugin and one of its Connections, with the App's options that open its Sandbox, and with some that don't.

    ``schema``: how the paths begin that tell the account and the fields; calls of these aren't counted. ``reading``:
    (method, how the path begins) of calls that write nothing though they aren't GET. ``throttling``: each way in
    which this vendor says "too many calls": ``status``, ``headers`` and ``body`` of that answer.
    """

    plugin: Plugin
    connection: str
    credentials: Options = field(repr=False)
    wrong: Options = field(repr=False)
    options: Options = field(default_factory=dict[str, str])
    schema: tuple[str, ...] = ()
    reading: tuple[tuple[str, str], ...] = ()
    throttling: tuple[Mapping[str, object], ...] = (
        {"status": 429, "headers": {"retry-after": "90"}, "body": {"message": "too many calls"}},
        {"status": 429},
    )


class SandboxSubject(ABC, Generic[S]):
    """An empty account; it refuses every record whose text field is "unwanted", by the Sandbox's switch ``refuse``.

    A room says what made-up records look like, and looks into its Sandbox. Time is virtual, so no wait takes any.
    """

    def __init__(self, room: Room, create: Callable[[Clock], S]) -> None:
        self.room = room
        self.clock = VirtualClock()
        self.sandbox = create(self._seconds)
        self.mount = Mount(self.sandbox, self._seconds)
        self._apps: list[ConnectedApp] = []
        self._there = self._connected(room.credentials)
        self._exporting: Exporting | None = None
        self._switch(refuse=[{"message": "is not wanted", "field": self.text_field, "value": UNWANTED}])

    @classmethod
    @asynccontextmanager
    async def fresh(cls) -> AsyncGenerator[Self]:
        """A Subject as each scenario needs one; for the fixture ``subject``."""
        subject = cls()  # type: ignore[call-arg]  # a room's own takes nothing
        try:
            yield subject
        finally:
            await subject.aclose()

    @property
    @abstractmethod
    def text_field(self) -> str:
        """A field, not the key and not required, that holds any short text."""

    @property
    @abstractmethod
    def missing_id(self) -> str:
        """A well-formed remote id that no record has."""

    @abstractmethod
    def fields(self, n: int) -> Mapping[str, Value]:
        """The fields of the n-th made-up record."""

    @abstractmethod
    async def stored(self) -> Mapping[str, Stored]:
        """The Sandbox's records, by normalised key."""

    @abstractmethod
    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        """Make a record as somebody else would; its remote id."""

    @abstractmethod
    async def vanish(self, remote_id: str) -> None:
        """Take a record away as somebody else would."""

    @property
    def app(self) -> ConnectedApp:
        """The room's App, with credentials that open the Sandbox."""
        return self._apps[0]

    @property
    def gateway(self) -> DestinationGateway:
        """The room's gateway."""
        return self._there.gateway

    @property
    def lists(self) -> ListRepository | None:
        """The room's lists."""
        return self._there.lists

    @property
    def stranger(self) -> DestinationGateway:
        """The same with credentials that open nothing."""
        return self._connected(self.room.wrong).gateway

    def refused(self, n: int) -> Mapping[str, Value]:
        """A record that the Sandbox refuses."""
        return {**self.fields(n), self.text_field: UNWANTED}

    def shown(self, value: Value) -> object:
        """As it was written; a room whose vendor shows it otherwise says how."""
        return value

    async def export(self, records: Sequence[Record], mode: SyncMode = SyncMode.SYNC) -> Mapping[RecordId, str]:
        """One run of the whole pipeline."""
        if self._exporting is None:
            example = self.fields(1)
            types = {name: _TYPES.get(type(value), PropertyType.STRING) for name, value in example.items()}
            self._exporting = Exporting(tuple(example), types)
        return await self._exporting.run(self.gateway, self.lists, records, mode)

    async def calls(self) -> int:
        """How many calls the Sandbox got, but for those that read account and fields."""
        return counted(self.mount.log, self.room.schema)

    async def requests(self) -> Sequence[str]:
        """The requests made so far, a line each."""
        return shown(self.mount.log)

    @property
    def secrets(self) -> Sequence[str]:
        """The credentials in use, by the options that are secret."""
        names = [option.name for option in self.room.plugin.spec.app.options if option.secret]
        return [str(self.room.credentials[name]) for name in names if name in self.room.credentials]

    @property
    def throttlings(self) -> Sequence[Mapping[str, object]]:
        """As the room states them."""
        return self.room.throttling

    async def throttle_as(self, shape: Mapping[str, object]) -> None:
        """Every writing call is refused in this shape."""
        self._fail(kind="status", **shape)

    async def throttle(self) -> None:
        """Every writing call is refused for want of allowance."""
        await self.throttle_as(self.room.throttling[0])

    async def lose_answers(self) -> None:
        """The Sandbox acts on writing calls, and their answers are lost."""
        self._fail(kind="lost_answer")

    async def lose_requests(self) -> None:
        """Writing calls never reach the Sandbox."""
        self._fail(kind="lost_request")

    async def calm(self) -> None:
        """The next day, without faults."""
        self._switch(failures=[])
        self.clock.advance(_DAY)

    async def aclose(self) -> None:
        """Let go of connections."""
        for app in self._apps:
            await app.aclose()

    def _connected(self, credentials: Options) -> ConnectedDestination:
        world = World(self.clock, SeededRandomness(), httpx.ASGITransport(self.mount))
        app = self.room.plugin.app({**credentials, "base_url": _ADDRESS}, world).unwrap()
        self._apps.append(app)
        return app.connect(self.room.connection, self.room.options).unwrap()

    def _fail(self, **how: object) -> None:
        spared = [
            {"kind": "delay", "method": method, "path": path, "times": 10_000} for method, path in self.room.reading
        ]
        failing = [{"method": method, "times": 10_000, **how} for method in ("POST", "PUT", "PATCH", "DELETE")]
        self._switch(failures=[*spared, *failing])

    def _switch(self, **switches: object) -> None:
        self.sandbox.switches = self.sandbox.switches.merged(switches)

    def _seconds(self) -> float:
        return self.clock.now().timestamp()
