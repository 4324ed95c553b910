"""The in-memory vendor as a Plugin: registered by who wants it, found by no entry point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from returns.result import Failure, Result, Success

from joey.adapters.memory.gateway import InMemoryGateway
from joey.adapters.memory.lists import InMemoryLists
from joey.adapters.memory.usual import FACTS, SCHEMA, text_key
from joey.adapters.memory.vendor import InMemoryVendor
from joey.domain.facts import Facts, GroupStyle
from joey.domain.projection import KeyField
from joey.domain.schema import Schema
from joey.ports.errors import GatewayError, Misconfigured
from joey.ports.gateway import AccountId
from joey.ports.plugin import (
    AppSpec,
    Choice,
    ConnectedDestination,
    ConnectionSpec,
    Option,
    OptionRefused,
    Options,
    Plugin,
    PluginSpec,
    World,
)

CONNECTION = "memory-records"

_TOKEN = Option("token", 'The account\'s token; any but "wrong"', required=True, secret=True, placeholder="any")
_ACCOUNT = Option("account", "Which account", default="1")
_MATCH_FIELD = Option(
    "match_field", "The field that identifies a record", identifying=True, default="email", dynamic=True
)


@dataclass(frozen=True, slots=True)
class MemoryPlugin(Plugin):
    """A plugin whose accounts are kept, so that a test can look at the far side (``vendors``, by account)."""

    facts: Facts = FACTS
    schema: Schema = SCHEMA
    vendors: dict[str, InMemoryVendor] = field(default_factory=dict)

    @property
    def spec(self) -> PluginSpec:
        connection = ConnectionSpec(
            name=CONNECTION,
            display_name="Records in memory",
            description="Keeps records in a vendor that lives in this process and forgets everything with it.",
            options=(_MATCH_FIELD,),
            facts=self.facts,
            group_label=None if self.facts.groups is GroupStyle.NONE else "list",
        )
        app = AppSpec("memory", "Memory", (_TOKEN, _ACCOUNT))
        return PluginSpec("memory", "Memory", app, (connection,), ports_version="1.0")

    def app(self, options: Options, world: World) -> Result[MemoryApp, OptionRefused]:
        return Success(MemoryApp(self, str(options.get("token", "")), str(options.get("account", "1")), world))

    def vendor(self, account: str, key: KeyField, world: World) -> InMemoryVendor:
        """The account's far side, made when it's first wanted."""
        if account not in self.vendors:
            self.vendors[account] = InMemoryVendor(self.facts, self.schema, key, randomness=world.randomness)
        return self.vendors[account]


@dataclass(frozen=True, slots=True)
class MemoryApp:
    """An account of the in-memory vendor."""

    plugin: MemoryPlugin
    token: str
    name: str
    world: World

    @property
    def calls(self) -> Mapping[str, int]:
        vendor = self.plugin.vendors.get(self.name)
        return Counter(call.kind.value for call in vendor.calls) if vendor is not None else {}

    async def check(self) -> Result[str, GatewayError]:
        if self.token == "wrong":  # noqa: S105 - opens nothing
            return Failure(Misconfigured("the token opens nothing", "use any other"))
        return Success(f"Logged in to account {self.name}.")

    async def account(self) -> Result[AccountId, GatewayError]:
        return (await self.check()).map(lambda _: AccountId(self.name))

    async def choices(
        self,
        connection: str,
        option: str,
        chosen: Options,  # noqa: ARG002
    ) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        if (connection, option) != (CONNECTION, "match_field"):
            return Failure(OptionRefused(option, f"{connection} has no choices for it"))
        return Success(tuple(Choice(name, each.label) for name, each in self.plugin.schema.fields.items()))

    def connect(self, connection: str, options: Options) -> Result[ConnectedDestination, OptionRefused]:
        if connection != CONNECTION:
            return Failure(OptionRefused("connection", f"there is no {connection!r}, only {CONNECTION!r}"))
        key = str(options.get("match_field", "email"))
        if self.plugin.schema.field(key) is None:
            return Failure(OptionRefused("match_field", f"there is no field {key!r}"))
        vendor = self.plugin.vendor(self.name, KeyField(key, text_key), self.world)
        gateway = InMemoryGateway(self.plugin.facts, key, self.plugin.schema, vendor=vendor, credential=self.token)
        lists = InMemoryLists(gateway) if self.plugin.facts.groups is GroupStyle.LISTS else None
        return Success(ConnectedDestination(gateway, lists))

    async def aclose(self) -> None:
        return None
