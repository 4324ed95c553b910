"""Zendesk as it is offered to people: its App, its Connection, their options."""

from __future__ import annotations

import re

from returns.result import Failure, Result, Success

from joey.adapters.destinations.zendesk import facts
from joey.adapters.destinations.zendesk.app import AUTO, OFF, ON, USERS, ZendeskApp, whole_number
from joey.adapters.destinations.zendesk.client import api_token_auth, client, client_auth, host, token_auth
from joey.adapters.http.auth import Auth
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

_SUBDOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")

_APP = AppSpec(
    type="zendesk",
    display_name="Zendesk",
    options=(
        Option("subdomain", "What stands before .zendesk.com in your address.", placeholder="acme"),
        Option(
            "oauth_token", "An OAuth access token with read and write.", secret=True, placeholder="${ZENDESK_TOKEN}"
        ),
        Option("client_id", "A confidential OAuth client, in place of oauth_token.", placeholder="joey"),
        Option("client_secret", "That client's secret.", secret=True, placeholder="${ZENDESK_SECRET}"),
        Option("email", "Whose api_token it is; an admin or agent.", placeholder="ada@example.com"),
        Option(
            "api_token",
            "An API token; Zendesk makes no new ones, and ends all of them on 30 April 2027.",
            secret=True,
            placeholder="${ZENDESK_API_TOKEN}",
        ),
        Option(
            "plan",
            "Your Zendesk plan, which says how many calls a minute it takes; its headers are obeyed first.",
            default=facts.DEFAULT_PLAN,
            choices=tuple(facts.PLANS),
        ),
        Option("parallelism", "Calls at once.", default=facts.DEFAULT_PARALLELISM),
        Option(
            "base_url",
            "Another address than Zendesk's, for a Sandbox; the path comes after it.",
            default="",
            placeholder="https://acme.zendesk.com",
        ),
    ),
)

_CONNECTIONS = (
    ConnectionSpec(
        name=USERS,
        display_name="Zendesk users",
        description="Records as Zendesk end users, by external id; Groups as tags.",
        options=(
            Option(
                "bulk",
                "Whether large runs go as jobs: auto does until Zendesk says that the account may not, on insists.",
                default=AUTO,
                choices=(AUTO, ON, OFF),
            ),
            Option("bulk_above", "Runs of more rows than this are large.", default=facts.DEFAULT_BULK_ABOVE),
        ),
        facts=facts.USERS,
        group_label="Zendesk tag",
    ),
)

_SPEC = PluginSpec("zendesk", "Zendesk", _APP, _CONNECTIONS, icon="zendesk", ports_version="1.0")


class ZendeskPlugin:
    """The vendor."""

    @property
    def spec(self) -> PluginSpec:
        """Names, options, Facts."""
        return _SPEC

    def app(self, options: Options, world: World) -> Result[ConnectedApp, OptionRefused]:
        """The account; no call is made."""
        auth = _auth(options, world)
        if isinstance(auth, OptionRefused):
            return Failure(auth)
        base_url = _base_url(options)
        if isinstance(base_url, OptionRefused):
            return Failure(base_url)
        plan = str(options.get("plan") or facts.DEFAULT_PLAN).strip().lower()
        if plan not in facts.PLANS:
            return Failure(OptionRefused("plan", f"must be one of {', '.join(facts.PLANS)}"))
        parallelism = whole_number(options.get("parallelism", facts.DEFAULT_PARALLELISM))
        if parallelism is None or not 1 <= parallelism <= facts.MOST_PARALLELISM:
            return Failure(OptionRefused("parallelism", f"must be a whole number, 1 to {facts.MOST_PARALLELISM}"))
        limits = facts.limits_of(plan, parallelism)
        try:
            http = client(base_url, auth, facts.facts_of(limits), world)
        except ValueError as problem:
            return Failure(OptionRefused("base_url", str(problem).removeprefix("base_url: ")))
        return Success(ZendeskApp(http, limits))


def _auth(options: Options, world: World) -> Auth | OptionRefused:
    """Exactly one of the three ways."""
    ways = {name: _text(options, name) for name in ("oauth_token", "client_id", "api_token")}
    given = [name for name, value in ways.items() if value]
    if len(given) > 1:
        return OptionRefused(given[1], f"is given beside {given[0]}; keep one of them")
    if not given:
        return OptionRefused("oauth_token", "is missing (or client_id with client_secret, or email with api_token)")
    if ways["oauth_token"]:
        return token_auth(ways["oauth_token"])
    if ways["client_id"]:
        secret = _text(options, "client_secret")
        missing = OptionRefused("client_secret", "is missing; it belongs to client_id")
        return client_auth(ways["client_id"], secret, world.clock) if secret else missing
    email = _text(options, "email")
    return api_token_auth(email, ways["api_token"]) if email else OptionRefused("email", "is missing: whose api_token?")


def _base_url(options: Options) -> str | OptionRefused:
    given = _text(options, "base_url")
    if given:
        return given
    subdomain = (
        _text(options, "subdomain").lower().removeprefix("https://").removesuffix("/").removesuffix(".zendesk.com")
    )
    if not _SUBDOMAIN.fullmatch(subdomain):
        return OptionRefused("subdomain", "must be what stands before .zendesk.com in your address, like acme")
    return host(subdomain)


def _text(options: Options, name: str) -> str:
    return str(options.get(name) or "").strip()


plugin: Plugin = ZendeskPlugin()
