"""Sailthru as it is offered to people: its App, its Connection, their options."""

from __future__ import annotations

from returns.result import Failure, Result, Success

from joey.adapters.destinations.sailthru import facts
from joey.adapters.destinations.sailthru.app import USERS, SailthruApp
from joey.adapters.destinations.sailthru.client import HOST, Signer, client
from joey.adapters.kit.once import cache_of
from joey.ports.plugin import (
    AppSpec,
    ConnectedApp,
    ConnectionSpec,
    Option,
    OptionRefused,
    Options,
    Plugin,
    PluginSpec,
    World,
)

_APP = AppSpec(
    type="sailthru",
    display_name="Sailthru",
    options=(
        Option("api_key", "The API key.", required=True, secret=True, placeholder="${SAILTHRU_KEY}"),
        Option("api_secret", "That key's shared secret.", required=True, secret=True, placeholder="${SAILTHRU_SECRET}"),
        Option(
            "calls_per_second",
            "Calls a second that your account takes; its headers are obeyed first.",
            default=facts.DEFAULT_CALLS_PER_SECOND,
        ),
        Option("parallelism", "Calls at once.", default=facts.DEFAULT_PARALLELISM),
        Option(
            "base_url",
            "Another address than Sailthru's, for a Sandbox; the path comes after it.",
            default="",
            placeholder=HOST,
        ),
    ),
)

_CONNECTIONS = (
    ConnectionSpec(
        name=USERS,
        display_name="Sailthru users",
        description="Records as Sailthru users, by e-mail; Properties as vars of any name, Groups as lists.",
        options=(),
        facts=facts.USERS,
        group_label="Sailthru list",
    ),
)

_SPEC = PluginSpec("sailthru", "Sailthru", _APP, _CONNECTIONS, icon="sailthru", ports_version="1.0")


class SailthruPlugin:
    """The vendor."""

    @property
    def spec(self) -> PluginSpec:
        """Names, options, Facts."""
        return _SPEC

    def app(self, options: Options, world: World) -> Result[ConnectedApp, OptionRefused]:
        """The account; no call is made."""
        given = {name: str(options.get(name) or "").strip() for name in ("api_key", "api_secret", "base_url")}
        missing = next((name for name in ("api_key", "api_secret") if not given[name]), None)
        if missing is not None:
            return Failure(OptionRefused(missing, "is missing"))
        parallelism = _number(options, "parallelism", facts.DEFAULT_PARALLELISM, facts.MOST_PARALLELISM)
        if isinstance(parallelism, OptionRefused):
            return Failure(parallelism)
        rate = _number(options, "calls_per_second", facts.DEFAULT_CALLS_PER_SECOND, facts.MOST_CALLS_PER_SECOND)
        if isinstance(rate, OptionRefused):
            return Failure(rate)
        limits = facts.limits_of(parallelism, rate)
        try:
            http = client(given["base_url"] or HOST, facts.facts_of(limits), world)
        except ValueError as problem:
            return Failure(OptionRefused("base_url", str(problem).removeprefix("base_url: ")))
        return Success(SailthruApp(http, Signer(given["api_key"], given["api_secret"]), limits, cache_of(world)))


def _number(options: Options, name: str, otherwise: int, most: int) -> int | OptionRefused:
    """A whole number from 1 on, also as a text."""
    given = str(options.get(name, otherwise)).strip()
    number = int(given) if given.isascii() and given.isdigit() else 0
    return number if 1 <= number <= most else OptionRefused(name, f"must be a whole number, 1 to {most}")


plugin: Plugin = SailthruPlugin()
