"""Plugin: how a vendor is offered to people and how its gateways are made; found by entry points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from returns.result import Result

from joey.domain.facts import Facts
from joey.domain.sync_mode import SyncMode
from joey.ports.cache import Cache
from joey.ports.clock import Clock, Randomness
from joey.ports.errors import GatewayError
from joey.ports.gateway import AccountId, DestinationGateway
from joey.ports.lists import ListRepository

PORTS_VERSION = "1.0"
"""A plugin states the version of the ports that it was written for: another major version is refused, and so is a newer
minor one. What may change in it stands in docs/ports.md."""

OptionValue: TypeAlias = str | int | float | bool
Options: TypeAlias = Mapping[str, OptionValue]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of an App or a Connection.

    ``secret``: never shown, and expected from the environment. ``identifying``: part of the Target (another list means
    another Target). ``choices``: fixed ones; ``dynamic``: the vendor is asked for them, given those ``after`` which it
    depends on.
    """

    name: str
    description: str
    required: bool = False
    secret: bool = False
    identifying: bool = False
    placeholder: str = ""
    default: OptionValue | None = None
    choices: tuple[str, ...] = ()
    dynamic: bool = False
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that an option can take, and what it is to people."""

    value: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class AppSpec:
    """What an App of this vendor is: its type as project files name it, and its options."""

    type: str
    display_name: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class ConnectionSpec:
    """One way of exporting. ``facts``: as far as they hold for any configuration of it, for documents and plans."""

    name: str
    display_name: str
    description: str
    options: tuple[Option, ...]
    facts: Facts
    default_mode: SyncMode = SyncMode.SYNC
    group_label: str | None = None


@dataclass(frozen=True, slots=True)
class PluginSpec:
    """All that is known of a vendor without asking it.

    ``icon``: a file of the plugin's package. ``ports_version``: of the ports that the plugin was written for, stated by
    it ("1.0"); never taken from the Joey that it runs on.
    """

    name: str
    display_name: str
    app: AppSpec
    connections: tuple[ConnectionSpec, ...]
    icon: str = ""
    ports_version: str = ""

    def connection(self, name: str) -> ConnectionSpec | None:
        """The Connection of that name, if the vendor has it."""
        return next((c for c in self.connections if c.name == name), None)


@dataclass(frozen=True, slots=True)
class World:
    """What a plugin is given of the outside: time, chance, and a transport that replaces the network in tests.

    ``transport``: an ``httpx.AsyncBaseTransport``, or None for the real network. ``cache``: shared by all workers, its
    names this App's own; None where each App keeps to itself.
    """

    clock: Clock
    randomness: Randomness
    transport: object | None = None
    cache: Cache | None = None


@dataclass(frozen=True, slots=True)
class ConnectedDestination:
    """A configured Connection: its gateway, and its lists where Groups are lists of their own."""

    gateway: DestinationGateway
    lists: ListRepository | None = None


@dataclass(frozen=True, slots=True)
class OptionRefused:
    """An option's value can't be used; ``option`` names it."""

    option: str
    reason: str


class ConnectedApp(Protocol):
    """An App with its credentials. All its Destinations share its connections, its parallelism and its rate."""

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls the vendor was sent so far, by kind (``joey.domain.facts.Call``)."""
        ...

    async def check(self) -> Result[str, GatewayError]:
        """Try the credentials; the answer is for people ("Logged in as …")."""
        ...

    async def account(self) -> Result[AccountId, GatewayError]:
        """The vendor's own id of the account."""
        ...

    async def choices(
        self, connection: str, option: str, chosen: Options
    ) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        """What a dynamic option can be, given the options chosen so far."""
        ...

    def connect(self, connection: str, options: Options) -> Result[ConnectedDestination, OptionRefused]:
        """A gateway for a Connection; no call is made."""
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...


class Plugin(Protocol):
    """A vendor."""

    @property
    def spec(self) -> PluginSpec:
        """Names, options, Facts."""
        ...

    def app(self, options: Options, world: World) -> Result[ConnectedApp, OptionRefused]:
        """An App with these options (validated against the spec beforehand); no call is made."""
        ...
