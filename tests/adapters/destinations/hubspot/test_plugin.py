"""HubSpot as people meet it: options, choices, the account, and what is said when they are wrong."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest
from returns.pipeline import is_successful

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.hubspot.facts import facts_of
from joey.adapters.destinations.hubspot.keys import Matching
from joey.adapters.destinations.hubspot.plugin import plugin
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.facts import Call, Rate
from joey.domain.sync_mode import SyncMode
from joey.ports.errors import Misconfigured
from joey.ports.plugin import ConnectedApp, OptionRefused, OptionValue, World
from tests.adapters.destinations.hubspot.subject import BY_EMAIL, CONNECTION, Window, connected, destination

WORLD = World(VirtualClock(), SystemRandomness())


def test_it_is_found_by_its_entry_point() -> None:
    (point,) = entry_points(group="joey.destinations", name="hubspot")
    assert point.load() is plugin


async def test_check_names_the_account(app: ConnectedApp) -> None:
    assert (await app.check()).unwrap() == "Connected to HubSpot account 7974676 (DEVELOPER_TEST, US/Eastern)"
    assert (await app.account()).unwrap() == "7974676"
    assert app.calls == {Call.READ.value: 2}


async def test_a_wrong_token_says_what_to_do_and_not_what_it_is(window: Window) -> None:
    stranger = connected(window.base_url, window.transport, token="wrong")
    error = (await stranger.check()).failure()
    await stranger.aclose()
    assert isinstance(error, Misconfigured)
    assert "access_token" in error.hint
    assert "wrong" not in error.reason


async def test_objects_are_the_standard_ones_and_the_accounts_own(app: ConnectedApp) -> None:
    choices = (await app.choices(CONNECTION, "object", {})).unwrap()
    assert [choice.value for choice in choices] == ["contacts", "companies", "2-3604285", "2-3821545"]
    assert choices[2].description == "Grouparoo objects"


async def test_objects_can_be_chosen_without_the_scope_for_custom_ones(window: Window, app: ConnectedApp) -> None:
    refusal = {"status": "error", "category": "MISSING_SCOPES", "message": "This app hasn't been granted all scopes"}
    rule = {"kind": "status", "contains": "schemas", "status": 403, "body": refusal}
    await window.put(switches={"failures": [rule]})
    choices = (await app.choices(CONNECTION, "object", {})).unwrap()
    assert [choice.value for choice in choices] == ["contacts", "companies"]


async def test_what_records_are_matched_by_depends_on_the_object(window: Window, app: ConnectedApp) -> None:
    await window.put(properties={"contacts": [{"name": "customer_id", "label": "Customer", "hasUniqueValue": True}]})
    contacts = (await app.choices(CONNECTION, "match_field", {"object": "contacts"})).unwrap()
    companies = (await app.choices(CONNECTION, "match_field", {"object": "companies"})).unwrap()
    assert [choice.value for choice in contacts] == ["email", "customer_id", "hs_object_id"]
    assert [choice.value for choice in companies] == ["hs_object_id"]


async def test_a_company_can_be_named_by_its_domain_among_others(app: ConnectedApp) -> None:
    choices = (await app.choices(CONNECTION, "company_key", {"object": "contacts"})).unwrap()
    assert {"domain", "name", "website", "phone", "hs_object_id"} <= {choice.value for choice in choices}


@pytest.mark.parametrize(
    ("connection", "option", "chosen", "blamed"),
    [
        (CONNECTION, "match_field", {}, "object"),
        (CONNECTION, "match_field", {"object": "CONTACT"}, "object"),
        (CONNECTION, "colour", {}, "colour"),
        ("hubspot-things", "object", {}, "connection"),
    ],
)
async def test_choices_that_cannot_be_told_name_the_option(
    app: ConnectedApp, connection: str, option: str, chosen: dict[str, OptionValue], blamed: str
) -> None:
    refused = (await app.choices(connection, option, chosen)).failure()
    assert isinstance(refused, OptionRefused)
    assert refused.option == blamed


@pytest.mark.parametrize(
    ("options", "blamed"),
    [
        ({}, "object"),
        ({"object": "grouparoo_object", "match_field": "x"}, "object"),
        ({"object": "contacts"}, "match_field"),
        ({"object": "companies", "match_field": "x", "company_key": "domain"}, "company_key"),
    ],
)
def test_a_bad_option_of_the_connection_is_named(options: dict[str, OptionValue], blamed: str) -> None:
    app = plugin.app({"access_token": "t"}, WORLD).unwrap()
    assert app.connect(CONNECTION, options).failure().option == blamed


@pytest.mark.parametrize(
    ("options", "blamed"),
    [
        ({}, "access_token"),
        ({"access_token": "  "}, "access_token"),
        ({"access_token": "t", "tier": "gold"}, "tier"),
        ({"access_token": "t", "calls_per_10s": 0}, "calls_per_10s"),
        ({"access_token": "t", "calls_per_10s": True}, "calls_per_10s"),
        ({"access_token": "t", "calls_per_10s": "lots"}, "calls_per_10s"),
        ({"access_token": "t", "base_url": "ftp://example.com"}, "base_url"),
    ],
)
def test_a_bad_option_of_the_app_is_named(options: dict[str, OptionValue], blamed: str) -> None:
    refused = plugin.app(options, WORLD)
    assert not is_successful(refused)
    assert refused.failure().option == blamed


@pytest.mark.parametrize(
    ("options", "calls", "per_day"),
    [
        ({}, 100, 250_000),
        ({"tier": "starter"}, 100, 250_000),
        ({"tier": "professional"}, 190, 650_000),
        ({"tier": "Enterprise"}, 190, 1_000_000),
        ({"tier": "enterprise", "calls_per_10s": 250}, 250, 1_000_000),
    ],
)
def test_the_tier_sets_the_limits(options: dict[str, OptionValue], calls: int, per_day: int) -> None:
    app = plugin.app({"access_token": "t", **options}, WORLD).unwrap()
    limits = destination(app, BY_EMAIL).gateway.facts.limits
    assert (limits.rates, limits.per_day) == ((Rate(calls, 10.0),), per_day)


def test_the_token_is_the_one_secret() -> None:
    assert [option.name for option in plugin.spec.app.options if option.secret] == ["access_token"]


def test_only_a_unique_property_upserts_and_a_record_id_only_enriches() -> None:
    assert [facts_of(Matching("contacts", name)).upserts for name in ("email", "customer_id", "hs_object_id")] == [
        False,
        True,
        False,
    ]
    assert facts_of(Matching("companies", "hs_object_id")).sync_modes == (SyncMode.ENRICH,)


def test_a_create_is_not_repeated_after_a_lost_answer() -> None:
    repeatable = facts_of(Matching("contacts", "email")).repeatable
    assert Call.CREATE not in repeatable
    assert {Call.UPDATE, Call.UPSERT, Call.DELETE, Call.LIST_ADD, Call.LIST_REMOVE, Call.FIND} <= repeatable


@pytest.mark.parametrize("field", ["firstname", "nothing"])
async def test_a_match_field_without_unique_values_is_found_out(app: ConnectedApp, field: str) -> None:
    there = app.connect(CONNECTION, {"object": "contacts", "match_field": field}).unwrap()
    error = (await there.gateway.schema()).failure()
    assert isinstance(error, Misconfigured)
    assert "email" in error.hint


async def test_an_object_that_is_not_there_is_found_out(app: ConnectedApp) -> None:
    there = app.connect(CONNECTION, {"object": "2-404", "match_field": "x"}).unwrap()
    assert isinstance((await there.gateway.schema()).failure(), Misconfigured)


async def test_the_schema_of_the_recordings_account(app: ConnectedApp) -> None:
    schema = (await destination(app, BY_EMAIL).gateway.schema()).unwrap()
    assert schema.field("days_to_close") is None
    assert {name for name, field in schema.fields.items() if field.required} == {"email"}
    assert schema.fields["hs_buying_role"].many
    assert "customer" in schema.fields["lifecyclestage"].choices
