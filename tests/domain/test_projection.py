"""Pins from a Record to its Snapshot: key, fields, groups, or the first refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from returns.pipeline import is_successful

from joey.domain.mapping import Constant, FieldMapping, Mapping, NullPolicy
from joey.domain.projection import KeyField, Projection, compile_mapping
from joey.domain.property import FieldType, PropertyType, Refusal
from joey.domain.record import Record
from joey.domain.schema import Field, Schema
from joey.domain.snapshot import Snapshot
from tests.domain.mapped import KEY, TYPES, any_key, compiled, filled, project, schema_of
from tests.strategies import RECORD, records, workable


@given(workable(), records)
def test_projection_is_total_a_snapshot_or_a_refusal_that_names_the_field(
    project: tuple[Mapping, dict[str, PropertyType], Schema], record: Record
) -> None:
    mapping, types, schema = project
    projection = compile_mapping(mapping, types, schema, KeyField("key", any_key)).unwrap()
    projected = projection.project(record)
    if not is_successful(projected):
        assert projected.failure().field in {"key", "x", "y"}
        return
    snapshot = projected.unwrap()
    assert snapshot.fields.keys() <= {"key", "x", "y"}
    assert all(line.field in snapshot.fields for line in mapping.fields if line.null is NullPolicy.CLEAR)
    assert all(line.null is NullPolicy.CLEAR for line in mapping.fields if snapshot.fields.get(line.field, 0) is None)
    assert projection.key_of(record.properties).unwrap() == snapshot.key
    assert projection.project(record).unwrap() == snapshot


@given(records)
def test_who_has_no_key_is_refused_for_it_unless_something_else_is_refused_first(record: Record) -> None:
    mapping = Mapping((filled("key", "p"), filled("x", "q")))
    types = {"p": PropertyType.EMAIL, "q": PropertyType.STRING}
    projection = compile_mapping(mapping, types, schema_of(Field("x", FieldType.ANY)), KEY).unwrap()
    alone, whole = projection.key_of(record.properties), projection.project(record)
    if not is_successful(alone):
        assert alone.failure().field == "key"
        assert whole.failure() == alone.failure() or whole.failure().field == "x"


def test_a_record_becomes_a_snapshot_of_its_key_fields_and_remote_groups() -> None:
    schema = schema_of(Field("x", FieldType.NUMBER), Field("y", FieldType.STRING))
    lines = (filled("key", "id"), filled("x", "age"), FieldMapping("y", Constant("fixed")))
    groups = {"vip": " VIP ", "new": "New", "blank": " ", "absent": "Absent"}
    projection = compile_mapping(Mapping(lines, groups), TYPES, schema, KEY).unwrap()
    record = Record(RECORD, {"id": "A", "age": 7, "name": "unmapped"}, frozenset({"vip", "new", "blank", "unmapped"}))
    wanted = Snapshot("a", {"key": "A", "x": 7, "y": "fixed"}, frozenset({"VIP", "New"}))
    assert projection.project(record).unwrap() == wanted


def test_the_plugins_rule_names_the_remote_groups() -> None:
    mapping = Mapping((filled("key", "id"),), {"vip": "VIP"})
    projection = compile_mapping(mapping, TYPES, schema_of(), KEY, str.lower).unwrap()
    assert projection.remote_groups(frozenset({"vip"})) == {"vip"}


def test_the_properties_of_the_key_are_known() -> None:
    assert compiled(schema_of()).unwrap().key_properties == {"id"}
    constant = Mapping((FieldMapping("key", Constant("K")),))
    projection = compile_mapping(constant, {}, schema_of(), KEY).unwrap()
    assert projection.key_properties == frozenset()
    assert projection.key_of({}).unwrap() == "k"


@pytest.mark.parametrize("value", [None, "", 5])
def test_a_missing_or_blank_key_is_refused_by_name(value: object) -> None:
    schema = Schema({"key": Field("key", FieldType.ANY)})
    types = {"id": PropertyType.INTEGER if value == 5 else PropertyType.STRING}
    projection = compile_mapping(Mapping((filled("key", "id", NullPolicy.KEEP),)), types, schema, KEY).unwrap()
    refusal = Refusal("is not a key", "key")
    assert projection.project(Record(RECORD, {"id": value})).failure() == refusal
    assert projection.key_of({"id": value}).failure() == refusal


def test_without_a_line_there_is_no_key() -> None:
    refusal = Projection((), KEY, {}).key_of({}).failure()
    assert (refusal.field, refusal.reason) == ("key", "is the key, and nothing is mapped to it")


def test_the_first_value_that_is_refused_speaks_for_the_record() -> None:
    schema = schema_of(Field("x", FieldType.NUMBER), Field("y", FieldType.DATE))
    projection = compiled(schema, filled("x", "age"), filled("y", "born")).unwrap()
    refusal = projection.project(Record(RECORD, {"id": "a", "age": "many", "born": "long ago"})).failure()
    assert refusal.field == "x"


def test_a_null_clears_its_field_or_keeps_it_absent() -> None:
    schema = schema_of(Field("x", FieldType.STRING), Field("y", FieldType.STRING))
    projection = compiled(schema, filled("x", "name"), filled("y", "name", NullPolicy.KEEP)).unwrap()
    assert projection.project(Record(RECORD, {"id": "a", "name": None})).unwrap().fields == {"key": "a", "x": None}
    assert projection.project(Record(RECORD, {"id": "a"})).unwrap().fields == {"key": "a", "x": None}
    full = projection.project(Record(RECORD, {"id": "a", "name": ""})).unwrap()
    assert full.fields == {"key": "a", "x": "", "y": ""}


def test_a_refusal_never_shows_the_value() -> None:
    fields = [Field("x", FieldType.INTEGER), Field("x", FieldType.STRING, choices=("a",)), Field("x", FieldType.DATE)]
    assert all("secret" not in project(field, "secret").failure().reason for field in fields)
