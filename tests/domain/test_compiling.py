"""Pins which Mappings can be used with a model and a Schema, and what is said of the others."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from returns.pipeline import is_successful

from joey.domain.mapping import Constant, FieldMapping, ListPolicy, Mapping
from joey.domain.projection import compile_mapping
from joey.domain.property import FieldType, Locale, PropertyType, Value, same
from joey.domain.record import Record
from joey.domain.schema import Field, Schema
from tests.domain.mapped import KEY, TYPES, compiled, filled, problems, schema_of
from tests.strategies import RECORD, mappings, schemas, typings


@given(mappings, typings, schemas)
def test_a_mapping_compiles_or_every_problem_names_its_field(
    mapping: Mapping, types: dict[str, PropertyType], schema: Schema
) -> None:
    compiled = compile_mapping(mapping, types, schema, KEY)
    if is_successful(compiled):
        assert {line.field for line in mapping.fields} >= {"key"}
        assert mapping.properties <= types.keys()
    else:
        assert compiled.failure() != ()
        assert all(problem.field and problem.reason for problem in compiled.failure())


def test_all_problems_of_a_mapping_are_reported_at_once() -> None:
    schema = Schema(
        {
            "key": Field("key", FieldType.STRING),
            "needed": Field("needed", FieldType.STRING, required=True),
            "when": Field("when", FieldType.DATE),
            "count": Field("count", FieldType.INTEGER),
        }
    )
    lines = (
        filled("nowhere", "name"),
        filled("count", "gone"),
        filled("count", "name"),
        filled("when", "vip"),
        FieldMapping("when", Constant("not a day")),
    )
    found = compile_mapping(Mapping(lines), TYPES, schema, KEY).failure()
    assert [problem.field for problem in found] == [
        "key", "needed", "count", "when", "nowhere", "count", "when", "when",
    ]  # fmt: skip
    assert [problem.reason for problem in found[:7]] == [
        "is required, and nothing is mapped to it",
        "is required, and nothing is mapped to it",
        "is filled by several lines; a field can hold one of them",
        "is filled by several lines; a field can hold one of them",
        "is not a field that can be written",
        "is mapped from 'gone', which the model doesn't have",
        "takes date, which a boolean (vip) never converts to",
    ]


def test_a_field_that_isnt_declared_is_taken_where_the_target_takes_arbitrary_ones() -> None:
    line = filled("new", "age")
    assert problems(schema_of(), line) == [("new", "is not a field that can be written")]
    projection = compiled(schema_of(arbitrary=FieldType.STRING), line).unwrap()
    assert projection.project(Record(RECORD, {"id": "a", "age": 7})).unwrap().fields["new"] == "7"


@pytest.mark.parametrize(
    ("value", "type_", "held"),
    [
        ("7", FieldType.INTEGER, 7),
        (True, FieldType.STRING, "true"),
        (7, FieldType.STRING, "7"),
        (1.5, FieldType.DECIMAL, Decimal("1.5")),
        (Decimal("1.50"), FieldType.STRING, "1.5"),
        (datetime(2024, 5, 1, 12, tzinfo=UTC), FieldType.STRING, "2024-05-01T12:00:00.000Z"),
        (datetime(2024, 5, 1, 12), FieldType.DATETIME, datetime(2024, 5, 1, 10, tzinfo=UTC)),  # noqa: DTZ001
        (datetime(2024, 5, 1).date(), FieldType.STRING, "2024-05-01"),  # noqa: DTZ001
        ("2024-05-01", FieldType.DATE, datetime(2024, 5, 1).date()),  # noqa: DTZ001
        (None, FieldType.INTEGER, None),
    ],
)
def test_a_constant_is_read_and_converted_like_a_property(value: Value, type_: FieldType, held: Value) -> None:
    mapping = Mapping((filled("key", "id"), FieldMapping("x", Constant(value))))
    locale = Locale(zone="Europe/Berlin")
    compiled = compile_mapping(mapping, TYPES, schema_of(Field("x", type_)), KEY, locale=locale)
    snapshot = compiled.unwrap().project(Record(RECORD, {"id": "a"})).unwrap()
    assert same(snapshot.fields["x"], held)


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("many", Field("x", FieldType.INTEGER)),
        (True, Field("x", FieldType.DATE)),
        (("a", "b"), Field("x", FieldType.STRING)),
        ((1, "b"), Field("x", FieldType.NUMBER, many=True)),
        ("c", Field("x", FieldType.STRING, choices=("a", "b"))),
        ("long", Field("x", FieldType.STRING, max_length=3)),
        (float("nan"), Field("x", FieldType.NUMBER)),
    ],
)
def test_a_constant_that_the_field_cannot_hold_is_a_problem_of_the_mapping(value: Value, field: Field) -> None:
    assert [name for name, _ in problems(schema_of(field), FieldMapping("x", Constant(value)))] == ["x"]


def test_of_a_list_constant_the_first_is_taken_where_the_line_says_so() -> None:
    line = FieldMapping("x", Constant(("a", "b")), lists=ListPolicy.FIRST)
    projection = compiled(schema_of(Field("x", FieldType.STRING)), line).unwrap()
    assert projection.project(Record(RECORD, {"id": "a"})).unwrap().fields["x"] == "a"


def test_what_only_a_new_record_requires_needs_no_line_where_none_is_made() -> None:
    needed = schema_of(Field("needed", FieldType.STRING, required=True))
    only_the_key = Mapping((filled("key", "id"),))
    assert compile_mapping(only_the_key, TYPES, needed, KEY).failure()[0].field == "needed"
    assert is_successful(compile_mapping(only_the_key, TYPES, needed, KEY, creates=False))
    (problem,) = compile_mapping(Mapping(()), TYPES, needed, KEY, creates=False).failure()
    assert problem.field == "key"
