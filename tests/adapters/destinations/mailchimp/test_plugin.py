"""Mailchimp as people meet it: options, choices, the account, the schema, and what is said when they are wrong."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import entry_points

import pytest
from returns.pipeline import is_successful

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.mailchimp.facts import BY_EMAIL as EMAIL_FACTS
from joey.adapters.destinations.mailchimp.facts import BY_ID as ID_FACTS
from joey.adapters.destinations.mailchimp.plugin import plugin
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.facts import Call
from joey.domain.property import FieldType
from joey.domain.schema import Field
from joey.domain.sync_mode import SyncMode
from joey.ports.errors import Misconfigured
from joey.ports.plugin import ConnectedApp, OptionRefused, OptionValue, World
from tests.adapters.destinations.mailchimp.subject import BY_EMAIL, BY_ID, LIST, Window, connected, destination

WORLD = World(VirtualClock(), SystemRandomness())
KEY: dict[str, OptionValue] = {"api_key": "0123456789abcdef-us21"}


def test_it_is_found_by_its_entry_point() -> None:
    (point,) = entry_points(group="joey.destinations", name="mailchimp")
    assert point.load() is plugin


async def test_check_names_the_account(app: ConnectedApp) -> None:
    assert (await app.check()).unwrap() == "Connected to the Mailchimp account Grouparoo"
    assert (await app.account()).unwrap() == "5f6e3ecf127508cdb5e31e90b"
    assert app.calls == {Call.READ.value: 2}


async def test_a_wrong_key_says_what_to_do_and_not_what_it_is(window: Window) -> None:
    stranger = connected(window.base_url, window.transport, "wrong")
    error = (await stranger.check()).failure()
    await stranger.aclose()
    assert isinstance(error, Misconfigured)
    assert "api_key" in error.hint
    assert "wrong" not in error.reason.replace("the wrong datacenter", "")


@pytest.mark.parametrize(
    "options",
    [
        KEY,
        {"oauth_token": "t0ken", "dc": "us21"},
        {**KEY, "dc": "us3", "parallelism": "10"},
        {"api_key": "no data centre", "base_url": "http://localhost:1/mailchimp"},
    ],
)
async def test_an_app_has_a_key_or_a_token_and_a_data_centre(options: dict[str, OptionValue]) -> None:
    made = plugin.app(options, WORLD)
    assert is_successful(made)
    await made.unwrap().aclose()


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({}, "api_key"),
        ({"api_key": "0123456789abcdef"}, "api_key"),
        ({"api_key": "0123456789abcdef-evil.example/"}, "api_key"),
        ({**KEY, "oauth_token": "t0ken"}, "oauth_token"),
        ({"oauth_token": "t0ken"}, "dc"),
        ({**KEY, "dc": "moon"}, "dc"),
        ({**KEY, "parallelism": 11}, "parallelism"),
        ({**KEY, "parallelism": True}, "parallelism"),
        ({**KEY, "base_url": "http://demo.com"}, "base_url"),
    ],
)
def test_a_wrong_option_is_named_and_no_secret_told(options: dict[str, OptionValue], option: str) -> None:
    refused = plugin.app(options, WORLD).failure()
    assert refused.option == option
    assert "0123456789abcdef" not in refused.reason
    assert "t0ken" not in refused.reason


async def test_a_token_goes_as_a_bearer_and_a_key_as_a_password(window: Window, app: ConnectedApp) -> None:
    await app.check()
    token = plugin.app(
        {"oauth_token": "wrong", "base_url": window.base_url}, replace(WORLD, transport=window.transport)
    ).unwrap()
    assert isinstance((await token.check()).failure(), Misconfigured)
    await token.aclose()


@pytest.mark.parametrize("connection", [BY_EMAIL, BY_ID])
async def test_the_audiences_are_choices_with_their_names(app: ConnectedApp, connection: str) -> None:
    choices = (await app.choices(connection, "list_id", {})).unwrap()
    assert len(choices) == 5
    assert {choice.value: choice.description for choice in choices}[LIST] == "Test Source"
    refused = (await app.choices(connection, "bulk_above", {})).failure()
    assert isinstance(refused, OptionRefused)


@pytest.mark.parametrize(
    ("connection", "options", "option"),
    [
        (BY_EMAIL, {}, "list_id"),
        (BY_EMAIL, {"list_id": LIST, "bulk_above": -1}, "bulk_above"),
        (BY_ID, {"list_id": LIST, "bulk_above": "many"}, "bulk_above"),
        ("mailchimp-lists", {"list_id": LIST}, "connection"),
    ],
)
def test_a_connection_wants_an_audience(
    app: ConnectedApp, connection: str, options: dict[str, OptionValue], option: str
) -> None:
    assert app.connect(connection, options).failure().option == option


async def test_an_audience_that_is_not_there_is_misconfigured(app: ConnectedApp) -> None:
    gateway = app.connect(BY_EMAIL, {"list_id": "nope"}).unwrap().gateway
    error = (await gateway.schema()).failure()
    assert isinstance(error, Misconfigured)
    assert "list_id" in error.hint


async def test_the_schema_has_the_key_and_every_merge_field(app: ConnectedApp) -> None:
    by_email = (await destination(app).gateway.schema()).unwrap()
    by_id = (await destination(app, BY_ID).gateway.schema()).unwrap()
    assert [name for name, field in by_email.fields.items() if field.required] == ["email_address"]
    assert [name for name, field in by_id.fields.items() if field.required] == ["mailchimp_id"]
    assert by_id.fields["email_address"].type is FieldType.EMAIL
    types = {name: field.type for name, field in by_email.fields.items() if field.important}
    assert types == {
        "email_address": FieldType.EMAIL,
        "PHONE": FieldType.PHONE_NUMBER,
        "JOINED_AT": FieldType.DATE,
        **dict.fromkeys(("ADDRESS", "FNAME", "LNAME"), FieldType.STRING),
        **dict.fromkeys(("LTV", "TICKET", "USERID"), FieldType.NUMBER),
    }
    assert by_email.field("NOPE") is None
    assert (by_email.labels.field, by_email.labels.group) == ("Mailchimp merge field", "Mailchimp tag")


async def test_the_schema_reads_all_pages_choices_and_required_ones(window: Window, app: ConnectedApp) -> None:
    more = [{"tag": f"M{number}", "type": "text"} for number in range(1_200)]
    special = [
        {"tag": "TIER", "type": "radio", "options": {"choices": ["Gold", "Tin"]}},
        {"tag": "SIZE", "type": "text", "required": True},
        {"tag": "ODD", "type": "hologram"},
    ]
    await window.put(lists={LIST: {"merge_fields": [*more, *special]}})
    schema = (await destination(app).gateway.schema()).unwrap()
    assert schema.fields["TIER"] == Field("TIER", FieldType.STRING, "TIER", important=True, choices=("Gold", "Tin"))
    assert schema.fields["SIZE"].required
    assert "ODD" not in schema.fields
    assert sum(name.startswith("M") for name in schema.fields) == 1_200


def test_facts_follow_options(app: ConnectedApp) -> None:
    assert destination(app).gateway.facts == EMAIL_FACTS
    assert destination(app, BY_ID).gateway.facts == ID_FACTS
    assert ID_FACTS.sync_modes == (SyncMode.ENRICH,)
    never = destination(app, bulk_above=0).gateway.facts
    assert (never.bulk, never.job_horizon) == (None, None)
    above = destination(app, bulk_above=7).gateway.facts
    assert (above.sizes_for(7).upsert, above.sizes_for(8).upsert) == (1, 1_000)
