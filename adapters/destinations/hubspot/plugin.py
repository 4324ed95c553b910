"""HubSpot as it is offered to people: its App, its Connection, their options."""

from __future__ import annotations

from returns.result import Failure, Result, Success

from joey.adapters.destinations.hubspot.app import CONNECTION, HubSpotApp
from joey.adapters.destinations.hubspot.client import BASE_URL, HubSpotReading, client
from joey.adapters.destinations.hubspot.facts import DEFAULT_FACTS, DEFAULT_TIER, TIERS, facts_of, limits
from joey.adapters.destinations.hubspot.keys import CONTACTS, EMAIL, Matching
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

_TIER_NAMES = {"starter": "free", "pro": "professional"}

_APP = AppSpec(
    type="hubspot",
    display_name="HubSpot",
    options=(
        Option(
            "access_token",
            "A private app's access token or a service key (in HubSpot: Settings, Integrations).",
            required=True,
            secret=True,
            placeholder="${HUBSPOT_TOKEN}",
        ),
        Option(
            "base_url",
            "HubSpot's address; another one for a Sandbox. Version and path come after it.",
            default=BASE_URL,
            placeholder=BASE_URL,
        ),
        Option(
            "tier",
            "The account's subscription, which sets its limits (free is Free and Starter).",
            default=DEFAULT_TIER,
            choices=(*TIERS, *_TIER_NAMES),
        ),
        Option("calls_per_10s", "Calls allowed in 10 seconds, if not those of the tier (a capacity pack has 250)."),
    ),
)

_OBJECTS = ConnectionSpec(
    name=CONNECTION,
    display_name="HubSpot objects",
    description="Records as HubSpot contacts, companies or custom objects; Groups as lists.",
    options=(
        Option(
            "object",
            "Which object a Record is: contacts, companies, or a custom object's id.",
            required=True,
            identifying=True,
            placeholder="contacts",
            dynamic=True,
        ),
        Option(
            "match_field",
            "The property that identifies a record: email for contacts, or any property with unique values.",
            required=True,
            identifying=True,
            placeholder="email",
            dynamic=True,
            after=("object",),
        ),
        Option(
            "company_key",
            "Associate each contact with the company that has, in this property, what is mapped to Company.<property>.",
            placeholder="domain",
            dynamic=True,
            after=("object",),
        ),
    ),
    facts=DEFAULT_FACTS,
    group_label="HubSpot list",
)

_SPEC = PluginSpec("hubspot", "HubSpot", _APP, (_OBJECTS,), icon="hubspot", ports_version="1.0")


class HubSpotPlugin:
    """The vendor."""

    @property
    def spec(self) -> PluginSpec:
        """Names, options, Facts."""
        return _SPEC

    def app(self, options: Options, world: World) -> Result[ConnectedApp, OptionRefused]:
        """The account; no call is made."""
        token = str(options.get("access_token", "")).strip()
        if not token:
            return Failure(OptionRefused("access_token", "is missing"))
        tier = str(options.get("tier") or DEFAULT_TIER).strip().lower()
        tier = _TIER_NAMES.get(tier, tier)
        if tier not in TIERS:
            return Failure(OptionRefused("tier", f"is none of {', '.join((*TIERS, *_TIER_NAMES))}"))
        calls = _calls(options)
        if isinstance(calls, OptionRefused):
            return Failure(calls)
        allowed = limits(tier, calls)
        reading = HubSpotReading()
        facts = facts_of(Matching(CONTACTS, EMAIL), allowed)
        try:
            http = client(str(options.get("base_url") or BASE_URL), token, facts, reading, world)
        except ValueError as problem:
            return Failure(OptionRefused("base_url", str(problem).removeprefix("base_url: ")))
        return Success(HubSpotApp(http, reading, allowed, cache_of(world)))


def _calls(options: Options) -> int | OptionRefused | None:
    given = options.get("calls_per_10s")
    if given is None or given == "":
        return None
    refused = OptionRefused("calls_per_10s", "must be a whole number of calls, 1 or more")
    if isinstance(given, bool):
        return refused
    try:
        calls = int(str(given))
    except ValueError:
        return refused
    return calls if calls >= 1 else refused


plugin: Plugin = HubSpotPlugin()
