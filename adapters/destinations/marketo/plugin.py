"""Marketo as it is offered to people: its App, its Connection, their options."""

from __future__ import annotations

import re

from returns.result import Failure, Result, Success

from joey.adapters.destinations.marketo import facts
from joey.adapters.destinations.marketo.app import CONNECTION, MarketoApp
from joey.adapters.destinations.marketo.client import client, host, token_auth
from joey.adapters.destinations.marketo.keys import EMAIL, Matching
from joey.adapters.destinations.marketo.lists import DEFAULT_FOLDER
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

_MUNCHKIN = re.compile(r"\d{3}-[A-Za-z]{3}-\d{3}")

_APP = AppSpec(
    type="marketo",
    display_name="Marketo",
    options=(
        Option(
            "munchkin_id",
            "The subscription (in Marketo: Admin, Munchkin); this or base_url.",
            placeholder="123-ABC-456",
        ),
        Option(
            "client_id", "Of an API user's service (Admin, LaunchPoint).", required=True, placeholder="${MARKETO_ID}"
        ),
        Option("client_secret", "Of the same service.", required=True, secret=True, placeholder="${MARKETO_SECRET}"),
        Option(
            "base_url",
            "The REST endpoint (Admin, Web Services), if not that of munchkin_id; another one for a Sandbox.",
            default="",
            placeholder="https://123-ABC-456.mktorest.com",
        ),
        Option(
            "daily_quota",
            "Calls a day that Joey may make; 0 is as many as Marketo takes (the quota stands in Admin, Web Services).",
            default=facts.DEFAULT_QUOTA,
        ),
        Option(
            "calls_per_20s",
            "Calls in 20 seconds; Marketo takes 100 of all programs together, and advises 50.",
            default=facts.MOST_CALLS,
        ),
        Option(
            "parallelism",
            "Calls at once; Marketo takes 10 of all programs together, and advises 5.",
            default=facts.MOST_AT_ONCE,
        ),
    ),
)

_LEADS = ConnectionSpec(
    name=CONNECTION,
    display_name="Marketo leads",
    description="Records as Marketo leads; Groups as static lists.",
    options=(
        Option(
            "match_field",
            "The field that identifies a lead: email, another searchable field, or id (then leads are only updated).",
            identifying=True,
            placeholder=EMAIL,
            default=EMAIL,
            dynamic=True,
        ),
        Option("partition", "The lead partition that new leads go to, if not the default one.", dynamic=True),
        Option("list_folder", "The folder that lists are made in.", placeholder=DEFAULT_FOLDER, dynamic=True),
        Option("list_program", "The id of a program that lists are made in, in place of a folder.", placeholder="1034"),
    ),
    facts=facts.DEFAULT_FACTS,
    group_label="Marketo static list",
)

_SPEC = PluginSpec("marketo", "Marketo", _APP, (_LEADS,), icon="marketo", ports_version="1.0")


class MarketoPlugin:
    """The vendor."""

    @property
    def spec(self) -> PluginSpec:
        """Names, options, Facts."""
        return _SPEC

    def app(self, options: Options, world: World) -> Result[ConnectedApp, OptionRefused]:
        """The subscription; no call is made."""
        missing = next((name for name in ("client_id", "client_secret") if not _text(options, name)), None)
        if missing is not None:
            return Failure(OptionRefused(missing, "is missing"))
        base_url = _base_url(options)
        if isinstance(base_url, OptionRefused):
            return Failure(base_url)
        allowed = _limits(options)
        if isinstance(allowed, OptionRefused):
            return Failure(allowed)
        auth = token_auth(_text(options, "client_id"), _text(options, "client_secret"), world)
        try:
            http = client(base_url, auth, facts.facts_of(Matching(), allowed), world)
        except ValueError as problem:
            return Failure(OptionRefused("base_url", str(problem).removeprefix("base_url: ")))
        return Success(MarketoApp(http, auth, base_url, allowed, cache_of(world)))


def _text(options: Options, name: str) -> str:
    return str(options.get(name) or "").strip()


def _base_url(options: Options) -> str | OptionRefused:
    given, munchkin = _text(options, "base_url"), _text(options, "munchkin_id")
    if given:
        return host(given)
    if not munchkin:
        return OptionRefused("munchkin_id", "is missing (or base_url)")
    if not _MUNCHKIN.fullmatch(munchkin):
        return OptionRefused("munchkin_id", "must look like 123-ABC-456")
    return f"https://{munchkin.lower()}.mktorest.com"


def _limits(options: Options) -> Limits | OptionRefused:
    quota = _number(options, "daily_quota", facts.DEFAULT_QUOTA)
    if quota is None or quota < 0:
        return OptionRefused("daily_quota", "must be a whole number of calls; 0 is no limit of ours")
    calls = _number(options, "calls_per_20s", facts.MOST_CALLS)
    if calls is None or not 1 <= calls <= facts.MOST_CALLS:
        return OptionRefused("calls_per_20s", f"must be a whole number, 1 to {facts.MOST_CALLS}")
    at_once = _number(options, "parallelism", facts.MOST_AT_ONCE)
    if at_once is None or not 1 <= at_once <= facts.MOST_AT_ONCE:
        return OptionRefused("parallelism", f"must be a whole number, 1 to {facts.MOST_AT_ONCE}")
    return facts.limits(at_once, calls, quota or None)


def _number(options: Options, name: str, otherwise: int) -> int | None:
    given = options.get(name)
    if given is None or given == "":
        return otherwise
    written = str(given).strip()
    return int(written) if not isinstance(given, bool) and written.isascii() and written.isdigit() else None


plugin: Plugin = MarketoPlugin()
