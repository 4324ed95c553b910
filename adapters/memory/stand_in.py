"""A stand-in for any vendor's plugin: its names and options, with gateways in memory; a project tried as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.memory.gateway import InMemoryGateway
from joey.adapters.memory.lists import InMemoryLists
from joey.domain.property import FieldType
from joey.domain.schema import Schema
from joey.ports.errors import GatewayError
from joey.ports.gateway import AccountId
from joey.ports.plugin import (
    Choice,
    ConnectedApp,
    ConnectedDestination,
    OptionRefused,
    Options,
    Plugin,
    PluginSpec,
    World,
)

ANYTHING = Schema({}, arbitrary=FieldType.STRING)
"""Takes any field, as text."""


@dataclass(frozen=True, slots=True)
class StandIn(Plugin):
    """``of``: the plugin that it stands for. ``gateways``: by Connection, as they were made; their far side is here."""

    of: Plugin
    gateways: dict[str, InMemoryGateway] = field(default_factory=dict)

    @property
    def spec(self) -> PluginSpec:
        return self.of.spec

    def app(self, options: Options, world: World) -> Result[ConnectedApp, OptionRefused]:
        real = self.of.app(options, world)
        return Success(_App(self, real.unwrap())) if is_successful(real) else Failure(real.failure())


@dataclass(frozen=True, slots=True)
class _App:
    plugin: StandIn
    real: ConnectedApp

    @property
    def calls(self) -> Mapping[str, int]:
        return {}

    async def check(self) -> Result[str, GatewayError]:
        return Success(f"a stand-in for {self.plugin.spec.display_name}, in memory")

    async def account(self) -> Result[AccountId, GatewayError]:
        return Success(AccountId("in-memory"))

    async def choices(
        self,
        connection: str,  # noqa: ARG002
        option: str,  # noqa: ARG002
        chosen: Options,  # noqa: ARG002
    ) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        return Success(())

    def connect(self, connection: str, options: Options) -> Result[ConnectedDestination, OptionRefused]:
        real = self.real.connect(connection, options)
        if not is_successful(real):
            return Failure(real.failure())
        made = InMemoryGateway(key_field=real.unwrap().gateway.key.name, schema=ANYTHING)
        gateway = self.plugin.gateways.setdefault(connection, made)
        return Success(ConnectedDestination(gateway, InMemoryLists(gateway)))

    async def aclose(self) -> None:
        await self.real.aclose()
