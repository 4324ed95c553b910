"""Intercom as it is offered to people: its App, its Connection, their options."""

from __future__ import annotations

from returns.result import Failure, Result, Success

from joey.adapters.destinations.intercom import facts, keys
from joey.adapters.destinations.intercom.app import CONNECTION, IntercomApp
from joey.adapters.destinations.intercom.client import HOSTS, client
from joey.adapters.kit.once import cache_of
from joey.domain.facts import Limits
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
    type="intercom",
    display_name="Intercom",
    options=(
        Option(
            "access_token",
            "A private app's access token (in Intercom: Developer Hub, your app, Authentication).",
            required=True,
            secret=True,
            placeholder="${INTERCOM_TOKEN}",
        ),
        Option("region", "Where the workspace's data is.", default="us", choices=tuple(HOSTS)),
        Option(
            "base_url",
            "Another address than the region's, for a Sandbox; the path comes after it.",
            default="",
            placeholder=HOSTS["us"],
        ),
        Option(
            "calls_per_minute",
            "Calls that the app is allowed in a minute; Intercom gives out a sixth of them every 10 seconds.",
            default=facts.DEFAULT_CALLS_PER_MINUTE,
        ),
        Option("parallelism", "Calls at once.", default=facts.MOST_PARALLELISM),
    ),
)

_CONTACTS = ConnectionSpec(
    name=CONNECTION,
    display_name="Intercom contacts",
    description="Records as Intercom contacts, users or leads; Groups as tags.",
    options=(
        Option(
            "match_field",
            "What identifies a contact.",
            required=True,
            identifying=True,
            placeholder=keys.EXTERNAL_ID,
            choices=keys.MATCH_FIELDS,
        ),
        Option(
            "creation",
            "What new contacts are: users; leads; or lifecycle: users where there is an external_id, else leads.",
            required=True,
            placeholder=keys.USER,
            choices=keys.CREATIONS,
        ),
        Option(
            "removal",
            "What becomes of contacts that left: archived, or deleted for good (those can never be made again).",
            default=keys.ARCHIVE,
            choices=keys.REMOVALS,
        ),
    ),
    facts=facts.DEFAULT_FACTS,
    group_label="Intercom tag",
)

_SPEC = PluginSpec("intercom", "Intercom", _APP, (_CONTACTS,), icon="intercom", ports_version="1.0")


class IntercomPlugin:
    """The vendor."""

    @property
    def spec(self) -> PluginSpec:
        """Names, options, Facts."""
        return _SPEC

    def app(self, options: Options, world: World) -> Result[ConnectedApp, OptionRefused]:
        """The workspace; no call is made."""
        token = str(options.get("access_token", "")).strip()
        if not token:
            return Failure(OptionRefused("access_token", "is missing"))
        region = str(options.get("region") or "us").strip().lower()
        if region not in HOSTS:
            return Failure(OptionRefused("region", f"is none of {', '.join(HOSTS)}"))
        calls = _whole(options, "calls_per_minute", facts.DEFAULT_CALLS_PER_MINUTE, 1_000_000)
        parallelism = _whole(options, "parallelism", facts.MOST_PARALLELISM, facts.MOST_PARALLELISM)
        if isinstance(calls, OptionRefused):
            return Failure(calls)
        if isinstance(parallelism, OptionRefused):
            return Failure(parallelism)
        base_url = str(options.get("base_url") or "").strip() or HOSTS[region]
        return _connected(base_url, token, facts.limits_of(calls, parallelism), world)


def _connected(base_url: str, token: str, allowed: Limits, world: World) -> Result[ConnectedApp, OptionRefused]:
    try:
        http = client(base_url, token, facts.facts_of(keys.Matching(keys.EXTERNAL_ID), allowed), world)
    except ValueError as problem:
        return Failure(OptionRefused("base_url", str(problem).removeprefix("base_url: ")))
    return Success(IntercomApp(http, allowed, world.clock, cache_of(world)))


def _whole(options: Options, name: str, default: int, most: int) -> int | OptionRefused:
    given = options.get(name)
    if given is None or given == "":
        return default
    refused = OptionRefused(name, f"must be a whole number, 1 to {most}")
    if isinstance(given, bool):
        return refused
    try:
        number = int(str(given))
    except ValueError:
        return refused
    return number if 1 <= number <= most else refused


plugin: Plugin = IntercomPlugin()
