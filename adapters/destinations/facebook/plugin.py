"""Facebook as it is offered to people: its App, its Connection, their options."""

from __future__ import annotations

from returns.result import Failure, Result, Success

from joey.adapters.destinations.facebook import facts, paths
from joey.adapters.destinations.facebook.app import CONNECTION, FILE_SOURCES, FacebookApp
from joey.adapters.destinations.facebook.client import graph
from joey.adapters.destinations.facebook.normalising import EMAIL
from joey.adapters.destinations.facebook.schema import PRIMARY_KEYS
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
    type="facebook",
    display_name="Facebook",
    options=(
        Option(
            "access_token",
            "A system user's token with the ads_management permission.",
            required=True,
            secret=True,
            placeholder="${FACEBOOK_ACCESS_TOKEN}",
        ),
        Option(
            "app_secret",
            "The secret of the app that made the token; needed where the app demands signed calls.",
            secret=True,
            placeholder="${FACEBOOK_APP_SECRET}",
        ),
        Option(
            "ad_account_id",
            "The ad account's number, from its settings or the address of Ads Manager.",
            required=True,
            identifying=True,
            placeholder="562677826929881",
        ),
        Option(
            "access",
            "The app's access to the Marketing API, which says how many calls an hour has.",
            default=facts.DEFAULT_ACCESS,
            choices=tuple(facts.CALLS_AN_HOUR),
        ),
        Option("parallelism", "Calls at once, 1 to 10.", default=facts.DEFAULT_PARALLELISM),
        Option(
            "base_url",
            "Another address than Facebook's, for a Sandbox; the version and the path come after it.",
            default="",
            placeholder=paths.HOST,
        ),
    ),
)

_OPTIONS = (
    Option(
        "primary_key",
        "What a person is known by in the audiences; it has to be mapped.",
        required=True,
        identifying=True,
        placeholder=EMAIL,
        choices=PRIMARY_KEYS,
    ),
    Option(
        "customer_file_source",
        "Where you have the data from; Facebook asks for it where an audience is made.",
        default=FILE_SOURCES[0],
        choices=FILE_SOURCES,
    ),
)

_SPEC = PluginSpec(
    "facebook",
    "Facebook",
    _APP,
    (
        ConnectionSpec(
            name=CONNECTION,
            display_name="Facebook custom audiences",
            description="Groups as custom audiences of an ad account; Records as their members, hashed.",
            options=_OPTIONS,
            facts=facts.FACTS,
            group_label="Facebook audience",
        ),
    ),
    icon="facebook",
    ports_version="1.0",
)


class FacebookPlugin:
    """The vendor."""

    @property
    def spec(self) -> PluginSpec:
        """Names, options, Facts."""
        return _SPEC

    def app(self, options: Options, world: World) -> Result[ConnectedApp, OptionRefused]:
        """The ad account; no call is made."""
        told = {name: str(options.get(name) or "").strip() for name in ("access_token", "app_secret", "ad_account_id")}
        account = told["ad_account_id"].removeprefix("act_")
        if not told["access_token"]:
            return Failure(OptionRefused("access_token", "is missing"))
        if not (account.isascii() and account.isdigit()):
            return Failure(OptionRefused("ad_account_id", "must be the ad account's number"))
        access = str(options.get("access") or facts.DEFAULT_ACCESS)
        if access not in facts.CALLS_AN_HOUR:
            return Failure(OptionRefused("access", f"must be one of {', '.join(facts.CALLS_AN_HOUR)}"))
        parallelism = str(options.get("parallelism", facts.DEFAULT_PARALLELISM))
        if not parallelism.isdecimal() or not 1 <= int(parallelism) <= facts.MOST_PARALLELISM:
            return Failure(OptionRefused("parallelism", f"must be a whole number, 1 to {facts.MOST_PARALLELISM}"))
        its_facts = facts.facts_of(access, int(parallelism))
        base_url = str(options.get("base_url") or "").strip() or paths.HOST
        try:
            connected = graph(base_url, told["access_token"], told["app_secret"], its_facts, world)
        except ValueError as problem:
            return Failure(OptionRefused("base_url", str(problem).removeprefix("base_url: ")))
        return Success(FacebookApp(connected, account, its_facts, cache_of(world)))


plugin: Plugin = FacebookPlugin()
