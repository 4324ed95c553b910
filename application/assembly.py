"""Assembly: from a project's configuration to Destinations that can run, each with its ports and its Target."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.application.destination import Destination
from joey.application.project import AppConfig, DestinationConfig, Project
from joey.application.trouble import Trouble, gateway_trouble
from joey.domain.facts import Facts, GroupStyle
from joey.domain.sync_mode import SyncMode
from joey.domain.target import Target
from joey.ports.gateway import AccountId
from joey.ports.ledger import LedgerFailed, LedgerStore
from joey.ports.plugin import ConnectedApp, ConnectionSpec, OptionRefused, Options, Plugin, World
from joey.ports.source import RecordSource

BASE_URL = "base_url"
"""The option of every App that stands for the vendor's host; a Target's origin."""


class Apps:
    """The Apps of a project, each made once and shared by its Destinations; the account of each is asked once."""

    def __init__(self, project: Project, plugins: Mapping[str, Plugin], world: World) -> None:
        self._project = project
        self._plugins = plugins
        self._world = world
        self._apps: dict[str, ConnectedApp] = {}
        self._accounts: dict[str, AccountId] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def connected(self, name: str) -> Result[ConnectedApp, Trouble]:
        """The App of that name; no call is made."""
        if name in self._apps:
            return Success(self._apps[name])
        config = self._project.apps[name]
        plugin = self._plugins.get(config.type)
        if plugin is None:
            known = ", ".join(sorted(self._plugins))
            return Failure(Trouble(f"no plugin is installed for the type {config.type!r}", f"Installed are: {known}."))
        made = plugin.app(config.options, self._world_of(config))
        if not is_successful(made):
            return Failure(option_trouble(f"app {name}", made.failure()))
        self._apps[name] = made.unwrap()
        return Success(self._apps[name])

    def _world_of(self, config: AppConfig) -> World:
        """The world with a cache for this App alone; with other credentials, which may be another account's, anew."""
        if self._world.cache is None:
            return self._world
        spelled = (f"{name}={value}" for name, value in sorted(config.options.items()))
        return replace(self._world, cache=self._world.cache.within(config.type, *spelled))

    def options(self, name: str) -> Options:
        """The App's options, with the defaults that its plugin states."""
        config = self._project.apps[name]
        plugin = self._plugins.get(config.type)
        stated = {o.name: o.default for o in plugin.spec.app.options if o.default is not None} if plugin else {}
        return {**stated, **config.options}

    def connection(self, config: DestinationConfig) -> ConnectionSpec | None:
        """What the plugin says of a Destination's Connection."""
        plugin = self._plugins.get(self._project.app_of(config).type)
        return plugin.spec.connection(config.connection) if plugin else None

    async def account(self, name: str, app: ConnectedApp) -> Result[AccountId, Trouble]:
        """The vendor's own id of the App's account."""
        async with self._locks[name]:
            if name not in self._accounts:
                asked = await app.account()
                if not is_successful(asked):
                    return Failure(gateway_trouble(asked.failure()))
                self._accounts[name] = asked.unwrap()
            return Success(self._accounts[name])

    def calls(self) -> Mapping[str, Mapping[str, int]]:
        """API calls so far, by App and kind."""
        return {name: dict(app.calls) for name, app in self._apps.items()}

    async def aclose(self) -> None:
        """Let go of all connections."""
        for app in self._apps.values():
            await app.aclose()
        self._apps.clear()


class Assembly:
    """Puts Destinations together."""

    def __init__(self, project: Project, apps: Apps, source: RecordSource, ledgers: LedgerStore) -> None:
        self._project = project
        self._apps = apps
        self._source = source
        self._ledgers = ledgers

    async def named(self, name: str) -> Result[Destination, Trouble]:
        """The project's Destination of that name."""
        config = self._project.destinations.get(name)
        if config is None:
            known = ", ".join(self._project.destinations) or "none"
            return Failure(Trouble(f"there is no destination {name!r}", f"The project has: {known}."))
        return await self.assemble(config)

    async def beside(self, destinations: Sequence[Destination]) -> list[Destination]:
        """These, and the project's others that their Apps have on the same Targets, in the project's order.

        Others that can't be put together are left out.
        """
        configs = self._project.destinations
        known = {one.name: one for one in destinations}
        targets = {one.target for one in destinations}
        apps = {configs[name].app for name in known}
        for config in configs.values():
            if config.name not in known and config.app in apps:
                assembled = await self.assemble(config)
                if is_successful(assembled) and assembled.unwrap().target in targets:
                    known[config.name] = assembled.unwrap()
        return [known[name] for name in configs if name in known]

    async def assemble(self, config: DestinationConfig) -> Result[Destination, Trouble]:
        """A Destination that can run; the vendor is asked for the account, which is part of the Target."""
        connected = self._apps.connected(config.app)
        spec = self._apps.connection(config)
        if not is_successful(connected):
            return Failure(connected.failure())
        if spec is None:
            return Failure(Trouble(f"{config.app} has no connection {config.connection!r}", "See `joey schema`."))
        app = connected.unwrap()
        options = with_defaults(spec, config.options)
        made = app.connect(config.connection, options)
        if not is_successful(made):
            return Failure(option_trouble(f"destination {config.name}", made.failure()))
        unable = _unable(config, spec, made.unwrap().gateway.facts)
        if unable is not None:
            return Failure(unable)
        account = await self._apps.account(config.app, app)
        if not is_successful(account):
            return Failure(account.failure())
        origin = str(self._apps.options(config.app).get(BASE_URL, "")).rstrip("/")
        with suppress(LedgerFailed):  # a run is told when it leases; a plan needs no more than to have asked
            self._ledgers.remember_account(config.app, origin, account.unwrap())
        target = Target(origin, account.unwrap(), config.connection, identifying(spec, options))
        destination = made.unwrap()
        return Success(
            Destination(
                name=config.name,
                model=self._project.model_of(config),
                mapping=config.mapping,
                mode=sync_mode(config, spec),
                source=self._source,
                gateway=destination.gateway,
                target=target,
                lists=destination.lists,
                only=config.only,
                locale=self._project.locale,
                guards=config.guards,
            )
        )


def option_trouble(where: str, refused: OptionRefused) -> Trouble:
    """Why an option can't be used."""
    return Trouble(f"{where}: option {refused.option}: {refused.reason}", "Correct it in the project file.")


def _unable(config: DestinationConfig, spec: ConnectionSpec, facts: Facts) -> Trouble | None:
    """Why the Connection, with these options, can't do what is asked of it; its spec says what it can with any."""
    mode = sync_mode(config, spec)
    if mode not in facts.sync_modes:
        able = ", ".join(facts.sync_modes) or "none"
        return Trouble(f"with these options, {spec.name} has no sync mode {mode}", f"Set sync_mode to one of: {able}.")
    if config.mapping.groups and facts.groups is GroupStyle.NONE:
        told = f"with these options, {spec.name} has nothing that Groups could become"
        return Trouble(told, "Set the options that it needs for Groups, or remove 'groups' from the Destination.")
    return None


def with_defaults(spec: ConnectionSpec, options: Options) -> Options:
    """The options, with those that have a default and weren't given."""
    return {**{o.name: o.default for o in spec.options if o.default is not None}, **options}


def identifying(spec: ConnectionSpec, options: Options) -> tuple[tuple[str, str], ...]:
    """The options that tell one Target from another, sorted by name."""
    names = sorted(option.name for option in spec.options if option.identifying)
    return tuple((name, str(options[name])) for name in names if name in options)


def sync_mode(config: DestinationConfig, spec: ConnectionSpec) -> SyncMode:
    """The mode that a Destination runs in: its own, else the Connection's."""
    return config.sync_mode or spec.default_mode
