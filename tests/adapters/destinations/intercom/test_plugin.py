"""Intercom's options, and its attributes as Fields."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points

import pytest
from returns.pipeline import is_successful

from joey.adapters.clock import SystemRandomness
from joey.adapters.destinations.intercom.client import HOSTS
from joey.adapters.destinations.intercom.keys import CREATIONS, Matching
from joey.adapters.destinations.intercom.plugin import plugin
from joey.adapters.destinations.intercom.schema import schema_of
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.facts import Deletion
from joey.domain.property import FieldType
from joey.ports.plugin import ConnectedApp, OptionRefused, Options, World
from tests.adapters.destinations.intercom.subject import CONNECTION, LEADS, LIFECYCLE, USERS, Window, destination

WORLD = World(VirtualClock(), SystemRandomness())


def test_it_is_found_by_its_entry_point() -> None:
    (point,) = entry_points(group="joey.destinations", name="intercom")
    assert point.load() is plugin


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, "access_token"),
        ({"access_token": "  "}, "access_token"),
        ({"access_token": "x", "region": "mars"}, "region"),
        ({"access_token": "x", "base_url": "http://elsewhere.example"}, "base_url"),
        ({"access_token": "x", "calls_per_minute": 0}, "calls_per_minute"),
        ({"access_token": "x", "calls_per_minute": "many"}, "calls_per_minute"),
        ({"access_token": "x", "parallelism": 11}, "parallelism"),
        ({"access_token": "x", "parallelism": True}, "parallelism"),
    ],
)
def test_bad_options_of_the_app_are_named(options: Options, named: str) -> None:
    assert plugin.app(options, WORLD).failure().option == named


@pytest.mark.parametrize("region", list(HOSTS))
def test_each_region_has_its_address(region: str) -> None:
    assert is_successful(plugin.app({"access_token": "x", "region": region}, WORLD))
    assert HOSTS[region].startswith("https://api.")


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, "match_field"),
        ({"match_field": "phone", "creation": "user"}, "match_field"),
        ({"match_field": "email"}, "creation"),
        ({"match_field": "email", "creation": "user", "removal": "forget"}, "removal"),
        ({"match_field": "external_id", "creation": "lead"}, "match_field"),
    ],
)
def test_bad_options_of_the_connection_are_named(app: ConnectedApp, options: Options, named: str) -> None:
    assert app.connect(CONNECTION, options).failure().option == named


def test_another_connection_is_refused(app: ConnectedApp) -> None:
    assert app.connect("intercom-companies", {}).failure().option == "connection"


async def test_nothing_is_asked_of_intercom_for_the_options(app: ConnectedApp) -> None:
    assert isinstance((await app.choices(CONNECTION, "creation", {})).failure(), OptionRefused)


def test_removal_is_a_fact(app: ConnectedApp) -> None:
    assert destination(app, USERS).gateway.facts.deletion is Deletion.ARCHIVE
    options = {"match_field": "external_id", "creation": "user", "removal": "delete"}
    assert app.connect(CONNECTION, options).unwrap().gateway.facts.deletion is Deletion.ERASE


async def test_the_schema_has_what_can_be_written(app: ConnectedApp) -> None:
    schema = (await destination(app, USERS).gateway.schema()).unwrap()
    types = {name: field.type for name, field in schema.fields.items()}
    assert types == {
        "email": FieldType.EMAIL,
        "external_id": FieldType.STRING,
        "name": FieldType.STRING,
        "owner_id": FieldType.INTEGER,
        "phone": FieldType.PHONE_NUMBER,
        "signed_up_at": FieldType.DATETIME,
        "last_seen_at": FieldType.DATETIME,
        "unsubscribed_from_emails": FieldType.BOOLEAN,
        "custom_attributes.text_field": FieldType.STRING,
        "custom_attributes.number_field": FieldType.INTEGER,
        "custom_attributes.decimal_field": FieldType.FLOAT,
        "custom_attributes.boolean_field": FieldType.BOOLEAN,
        "custom_attributes.date_field": FieldType.DATETIME,
        "custom_attributes.list_field": FieldType.STRING,
        "custom_attributes.LTV": FieldType.FLOAT,
    }
    assert schema.arbitrary is None
    important = {name for name, field in schema.fields.items() if field.important}
    assert {"name", "custom_attributes.LTV"} <= important
    assert not important & {"phone", "signed_up_at"}
    assert schema.fields["custom_attributes.list_field"].choices == ("Red", "Blue", "Green")


async def test_only_the_key_is_required_and_leads_have_no_external_id(app: ConnectedApp) -> None:
    required = {}
    for setting in (USERS, LEADS, LIFECYCLE):
        fields = (await destination(app, setting).gateway.schema()).unwrap().fields
        required[setting.creation] = {name for name, field in fields.items() if field.required}
        assert ("external_id" in fields) == (setting.creation != "lead")
    assert required == {"user": {"external_id"}, "lead": {"email"}, "lifecycle": {"email"}}


async def test_archived_and_read_only_attributes_are_left_out(window: Window, app: ConnectedApp) -> None:
    rows = [{"name": "a"}, {"name": "b", "api_writable": False}, {"name": "c", "archived": True}]
    await window.put(data_attributes=rows)
    fields = (await destination(app).gateway.schema()).unwrap().fields
    assert {name for name in fields if name.startswith("custom_attributes.")} == {"custom_attributes.a"}


def test_attributes_of_any_shape_make_a_schema() -> None:
    rows: list[Mapping[str, object]] = [{}, {"name": 3}, {"full_name": "x", "data_type": "thing", "api_writable": True}]
    rows.append({"name": "y", "data_type": "string", "custom": True, "api_writable": True, "options": [{"value": "1"}]})
    for creation in CREATIONS:
        fields = schema_of(rows, Matching("email", creation)).fields
        assert set(fields) - {"email", "external_id"} == {"custom_attributes.y"}
        assert fields["custom_attributes.y"].choices == ("1",)
