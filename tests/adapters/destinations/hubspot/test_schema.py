"""HubSpot's properties as Fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.hubspot.keys import Matching
from joey.adapters.destinations.hubspot.schema import key_choices, schema_of
from joey.domain.property import FieldType
from joey.domain.schema import Field
from tests.adapters.destinations.hubspot.strategies import json

CONTACTS = Matching("contacts", "email")


def _property(name: str, type_: str = "string", field_type: str = "text", **more: object) -> dict[str, object]:
    return {"name": name, "label": name.title(), "type": type_, "fieldType": field_type, **more}


def _field(definition: dict[str, object]) -> Field | None:
    return schema_of([definition], CONTACTS).field(str(definition["name"]))


@pytest.mark.parametrize(
    ("definition", "type_"),
    [
        (_property("email"), FieldType.EMAIL),
        (_property("phone"), FieldType.PHONE_NUMBER),
        (_property("mobilephone"), FieldType.PHONE_NUMBER),
        (_property("hs_calls", "phone_number", "phonenumber"), FieldType.PHONE_NUMBER),
        (_property("age", "number", "number"), FieldType.NUMBER),
        (_property("born", "date", "date"), FieldType.DATE),
        (_property("seen", "datetime", "date"), FieldType.DATETIME),
        (_property("vip", "bool", "booleancheckbox"), FieldType.BOOLEAN),
        (_property("stage", "enumeration", "radio"), FieldType.STRING),
        (_property("note", "string", "textarea"), FieldType.STRING),
    ],
)
def test_a_property_type_is_a_field_type(definition: dict[str, object], type_: FieldType) -> None:
    field = _field(definition)
    assert field is not None
    assert field.type is type_


@pytest.mark.parametrize(
    "definition",
    [
        _property("a", modificationMetadata={"readOnlyValue": True}),
        _property("a", modificationMetadata={"readOnlyOptions": True}),
        _property("a", calculated=True),
        _property("a", "number", "calculation_equation", calculated=False),
        _property("a", archived=True),
        _property("a", "json"),
        _property("a", "object_coordinates"),
    ],
)
def test_what_cannot_be_written_is_no_field(definition: dict[str, object]) -> None:
    assert _field(definition) is None


def test_choices_are_internal_values_and_checkboxes_take_several() -> None:
    options = [{"value": "A1", "label": "First"}, {"value": "B2", "label": "Second", "hidden": True}]
    many = _field(_property("role", "enumeration", "checkbox", options=options))
    one = _field(_property("role", "enumeration", "select", options=options))
    assert many is not None
    assert one is not None
    assert (many.choices, many.many) == (("A1", "B2"), True)
    assert (one.choices, one.many) == (("A1", "B2"), False)


def test_the_key_and_what_the_object_requires_are_required_and_important() -> None:
    matching = Matching("2-1", "serial")
    head = {"requiredProperties": ["title"], "searchableProperties": ["colour"], "labels": {"singular": "Car"}}
    schema = schema_of([_property(name) for name in ("serial", "title", "colour", "note")], matching, head)
    assert {name for name, field in schema.fields.items() if field.required} == {"serial", "title"}
    assert {name for name, field in schema.fields.items() if field.important} == {"serial", "title", "colour"}
    assert schema.labels.field == "HubSpot Car property"
    assert schema.labels.group == "HubSpot list"


def test_a_company_key_is_a_required_field_of_its_own() -> None:
    schema = schema_of([_property("email")], CONTACTS, company_key="domain")
    field = schema.field("Company.domain")
    assert field is not None
    assert field.required


def test_records_are_matched_by_what_is_unique() -> None:
    listed = [
        _property("serial", hasUniqueValue=True),
        _property("hs_unique_creation_key", hasUniqueValue=True, modificationMetadata={"readOnlyValue": True}),
        _property("domain", hasUniqueValue=False),
    ]
    assert [name for name, _ in key_choices(listed, "companies")] == ["serial", "hs_object_id"]
    assert [name for name, _ in key_choices(listed, "contacts")] == ["email", "serial", "hs_object_id"]


@given(st.lists(st.dictionaries(st.sampled_from(["name", "type", "fieldType", "options", "archived"]), json)))
def test_any_definitions_can_be_read(definitions: list[dict[str, object]]) -> None:
    assert schema_of(definitions, CONTACTS).labels.group == "HubSpot list"
