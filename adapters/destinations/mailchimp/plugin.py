"""Mailchimp as it is offered to people: its App, its Connections, their options."""

from __future__ import annotations

import re

from returns.result import Failure, Result, Success

from joey.adapters.destinations.mailchimp import facts
from joey.adapters.destinations.mailchimp.app import BY_EMAIL, BY_ID, MailchimpApp, whole_number
from joey.adapters.destinations.mailchimp.client import client, data_centre, host, key_auth, token_auth
from joey.adapters.destinations.mailchimp.keys import Matching
from joey.adapters.http.auth import Auth
from joey.adapters.kit.once import cache_of
from joey.domain.sync_mode import SyncMode
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

_DC = re.compile(r"[a-z]{2}\d{1,3}")

_APP = AppSpec(
    type="mailchimp",
    display_name="Mailchimp",
    options=(
        Option(
            "api_key",
            "An API key (in Mailchimp: Account, Extras, API keys); this or oauth_token.",
            secret=True,
            placeholder="${MAILCHIMP_API_KEY}",
        ),
        Option("oauth_token", "An OAuth access token; needs dc.", secret=True, placeholder="${MAILCHIMP_TOKEN}"),
        Option("dc", "The account's data centre; an API key ends with it.", placeholder="us21"),
        Option(
            "base_url",
            "Another address than Mailchimp's, for a Sandbox; the version and the path come after it.",
            default="",
            placeholder="https://us21.api.mailchimp.com",
        ),
        Option(
            "parallelism",
            "Calls at once; Mailchimp takes 10 of all programs together.",
            default=facts.DEFAULT_PARALLELISM,
        ),
    ),
)

_LIST_ID = Option("list_id", "The audience.", required=True, identifying=True, placeholder="a36b032126", dynamic=True)
_BULK_ABOVE = Option(
    "bulk_above",
    "Runs of more rows than this submit them in batches of 1,000, which Mailchimp works off by itself; 0: never.",
    default=facts.DEFAULT_BULK_ABOVE,
)

_CONNECTIONS = (
    ConnectionSpec(
        name=BY_EMAIL,
        display_name="Mailchimp contacts",
        description="Records as members of a Mailchimp audience, by e-mail; Groups as tags.",
        options=(_LIST_ID, _BULK_ABOVE),
        facts=facts.BY_EMAIL,
        group_label="Mailchimp tag",
    ),
    ConnectionSpec(
        name=BY_ID,
        display_name="Mailchimp contacts by id",
        description="Updates of existing members of a Mailchimp audience, by a known Mailchimp id; Groups as tags.",
        options=(_LIST_ID, _BULK_ABOVE),
        facts=facts.BY_ID,
        default_mode=SyncMode.ENRICH,
        group_label="Mailchimp tag",
    ),
)

_SPEC = PluginSpec("mailchimp", "Mailchimp", _APP, _CONNECTIONS, icon="mailchimp", ports_version="1.0")


class MailchimpPlugin:
    """The vendor."""

    @property
    def spec(self) -> PluginSpec:
        """Names, options, Facts."""
        return _SPEC

    def app(self, options: Options, world: World) -> Result[ConnectedApp, OptionRefused]:
        """The account; no call is made."""
        auth = _auth(options)
        if isinstance(auth, OptionRefused):
            return Failure(auth)
        base_url = _base_url(options)
        if isinstance(base_url, OptionRefused):
            return Failure(base_url)
        parallelism = whole_number(options.get("parallelism", facts.DEFAULT_PARALLELISM))
        if parallelism is None or not 1 <= parallelism <= facts.MOST_CONNECTIONS:
            return Failure(OptionRefused("parallelism", f"must be a whole number, 1 to {facts.MOST_CONNECTIONS}"))
        try:
            http = client(base_url, auth, facts.facts_of(Matching(""), parallelism), world)
        except ValueError as problem:
            return Failure(OptionRefused("base_url", str(problem).removeprefix("base_url: ")))
        return Success(MailchimpApp(http, parallelism, cache_of(world)))


def _auth(options: Options) -> Auth | OptionRefused:
    api_key, token = (str(options.get(name, "")).strip() for name in ("api_key", "oauth_token"))
    if api_key and token:
        return OptionRefused("oauth_token", "is given beside api_key; keep one of them")
    if not (api_key or token):
        return OptionRefused("api_key", "is missing (or oauth_token)")
    return key_auth(api_key) if api_key else token_auth(token)


def _base_url(options: Options) -> str | OptionRefused:
    """As given, else that of the data centre; never a word of the key itself in what is wrong."""
    given = str(options.get("base_url") or "").strip()
    if given:
        return given
    stated = str(options.get("dc") or "").strip().lower()
    dc = stated or data_centre(str(options.get("api_key", ""))).lower()
    if _DC.fullmatch(dc):
        return host(dc)
    if stated or not str(options.get("api_key", "")).strip():
        return OptionRefused("dc", "must name the account's data centre, like us21")
    return OptionRefused("api_key", "doesn't end with a data centre (like -us21); copy it whole, or set dc")


plugin: Plugin = MailchimpPlugin()
