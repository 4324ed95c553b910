"""Marketo as people meet it: options, choices, the account, the schema, and what is said when they are wrong."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest
from returns.pipeline import is_successful

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.marketo.app import munchkin_id
from joey.adapters.destinations.marketo.plugin import plugin
from joey.adapters.destinations.marketo.schema import COMPANY_FIELDS
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.facts import Deletion, Rate
from joey.domain.property import FieldType
from joey.domain.schema import Field
from joey.domain.sync_mode import SyncMode
from joey.ports.errors import Misconfigured
from joey.ports.plugin import ConnectedApp, OptionRefused, OptionValue, World
from tests.adapters.destinations.marketo.subject import CONNECTION, Window, connected, destination

WORLD = World(VirtualClock(), SystemRandomness())
GIVEN: dict[str, OptionValue] = {"client_id": "one", "client_secret": "two", "munchkin_id": "123-ABC-456"}


def test_it_is_found_by_its_entry_points() -> None:
    (point,) = entry_points(group="joey.destinations", name="marketo")
    assert point.load() is plugin
    assert len(entry_points(group="joey.sandboxes", name="marketo")) == 1


async def test_check_names_the_subscription_and_the_user(app: ConnectedApp) -> None:
    told = "Connected to the Marketo subscription 127.0.0.1 as api-user@example.com"
    assert (await app.check()).unwrap() == told
    assert (await app.account()).unwrap() == "127.0.0.1"


def test_the_subscription_is_named_by_its_address() -> None:
    assert munchkin_id("https://123-abc-456.mktorest.com") == "123-ABC-456"


async def test_wrong_credentials_say_what_to_do(window: Window) -> None:
    stranger = connected(window.base_url, window.transport, "wrong")
    for asked in (await stranger.check(), await stranger.account()):
        error = asked.failure()
        assert isinstance(error, Misconfigured)
        assert "client_secret" in error.hint
    await stranger.aclose()


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"client_id": " "}, "client_id"),
        ({"client_secret": ""}, "client_secret"),
        ({"munchkin_id": ""}, "munchkin_id"),
        ({"munchkin_id": "evil.example.com/"}, "munchkin_id"),
        ({"base_url": "http://123-abc-456.mktorest.com"}, "base_url"),
        ({"daily_quota": "many"}, "daily_quota"),
        ({"daily_quota": -1}, "daily_quota"),
        ({"calls_per_20s": 101}, "calls_per_20s"),
        ({"calls_per_20s": True}, "calls_per_20s"),
        ({"parallelism": 11}, "parallelism"),
        ({"parallelism": 0}, "parallelism"),
    ],
)
def test_app_options_that_cannot_be_are_refused_by_name(options: dict[str, OptionValue], option: str) -> None:
    refused = plugin.app(GIVEN | options, WORLD).failure()
    assert isinstance(refused, OptionRefused)
    assert refused.option == option
    assert "two" not in refused.reason


async def test_limits_are_those_of_the_options(window: Window) -> None:
    made = [
        connected(window.base_url, window.transport),
        connected(window.base_url, window.transport, daily_quota=10_000, calls_per_20s="50", parallelism=5),
        connected(window.base_url, window.transport, daily_quota=0),
    ]
    allowed = [destination(app).gateway.facts.limits for app in made]
    told = [(each.parallelism, each.rates, each.per_day) for each in allowed]
    hundred = (Rate(100, 20.0),)
    assert told == [(10, hundred, 50_000), (5, (Rate(50, 20.0),), 10_000), (10, hundred, None)]
    for app in made:
        await app.aclose()


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"match_field": "email&x"}, "match_field"),
        ({"list_program": "Webinar"}, "list_program"),
        ({"list_program": 1034, "list_folder": "Mine"}, "list_program"),
    ],
)
def test_connection_options_that_cannot_be_are_refused_by_name(
    app: ConnectedApp, options: dict[str, OptionValue], option: str
) -> None:
    assert app.connect(CONNECTION, options).failure().option == option
    assert app.connect("marketo-companies", {}).failure().option == "connection"


async def test_choices_come_from_marketo(window: Window, app: ConnectedApp) -> None:
    fields = [choice.value for choice in (await app.choices(CONNECTION, "match_field", {})).unwrap()]
    assert (fields[0], fields[-1]) == ("email", "id")
    assert {"customer_id", "integer_field"} <= set(fields)
    assert not {"firstName", "float_field", "company", "ecids"} & set(fields)
    folders = (await app.choices(CONNECTION, "list_folder", {})).unwrap()
    assert [(one.value, one.description) for one in folders] == [("Group Lists", "/Lead Database/Default/Group Lists")]
    assert [one.value for one in (await app.choices(CONNECTION, "partition", {})).unwrap()] == ["Default"]
    assert isinstance((await app.choices(CONNECTION, "list_program", {})).failure(), OptionRefused)
    assert isinstance((await app.choices("other", "match_field", {})).failure(), OptionRefused)
    (first, *_) = (await window.state())["folders"]
    many = [{**first, "name": f"f{n}", "id": n, "folderId": {"id": n, "type": "Folder"}} for n in range(205)]
    await window.put(folders=many)
    assert len((await app.choices(CONNECTION, "list_folder", {})).unwrap()) == 205


async def test_the_schema_has_what_can_be_written(app: ConnectedApp) -> None:
    schema = (await destination(app).gateway.schema()).unwrap()
    assert schema.fields["email"] == Field(
        "email", FieldType.EMAIL, "Email Address", required=True, important=True, max_length=255
    )
    assert [name for name, field in schema.fields.items() if field.required] == ["email"]
    assert {name for name, field in schema.fields.items() if field.important} == {"email", "firstName", "lastName"}
    kinds = {"isLead": "boolean", "urgency": "number", "leadScore": "integer", "phone": "phone_number"}
    kinds |= {"dateOfBirth": "date", "datetime_field": "datetime", "percent_field": "integer", "address": "string"}
    assert {name: schema.fields[name].type.value for name in kinds} == kinds
    closed = {"id", "mktoName", "createdAt", "inferredCity", "ecids", *COMPANY_FIELDS}
    assert not closed & schema.fields.keys()
    assert "externalCompanyId" in schema.fields
    assert schema.arbitrary is None


async def test_by_another_field_that_one_is_required(app: ConnectedApp) -> None:
    schema = (await destination(app, "customer_id").gateway.schema()).unwrap()
    assert [name for name, field in schema.fields.items() if field.required] == ["customer_id"]
    by_id = destination(app, "id").gateway
    assert (await by_id.schema()).unwrap().fields["id"].required
    assert by_id.facts.sync_modes == (SyncMode.ENRICH,)
    assert by_id.facts.deletion is Deletion.ERASE


async def test_fields_of_types_that_marketo_fills_itself_are_left_out(window: Window, app: ConnectedApp) -> None:
    await window.put(fields=[{"name": "full", "dataType": "formula"}, {"name": "late", "dataType": "string"}])
    schema = (await destination(app).gateway.schema()).unwrap()
    assert "late" in schema.fields
    assert "full" not in schema.fields


async def test_a_schema_that_cannot_be_read_is_unavailable(window: Window, app: ConnectedApp) -> None:
    for body in ({}, {"success": True, "result": []}, None):
        await window.switch(failures=[{"status": 200, "body": body, "contains": "describe2"}])
        assert not is_successful(await destination(app).gateway.schema())
