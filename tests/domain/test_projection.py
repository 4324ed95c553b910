from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.domain.mapping import Constant, FieldMapping, FromProperty, ListPolicy, Mapping, NullPolicy
from joey.domain.projection import KeyField, MappingProblem, Projection, compile_mapping
from joey.domain.property import FieldType, Locale, PropertyType, Refusal, Value, same
from joey.domain.record import Record
from joey.domain.schema import Field, Schema
from joey.domain.snapshot import Snapshot
from tests.strategies import RECORD, mappings, records, schemas, typings, workable


def _lower(value: Value) -> Result[str, Refusal]:
    return Success(value.lower()) if isinstance(value, str) and value else Failure(Refusal("is not a key"))


def _any_key(value: Value) -> Result[str, Refusal]:
    return Success(repr(value))


_KEY = KeyField("key", _lower)
_TYPES = {
    "id": PropertyType.STRING,
    "name": PropertyType.STRING,
    "age": PropertyType.INTEGER,
    "vip": PropertyType.BOOLEAN,
    "born": PropertyType.DATE,
}


def _schema(*fields: Field, arbitrary: FieldType | None = None) -> Schema:
    return Schema({field.name: field for field in (Field("key", FieldType.STRING), *fields)}, arbitrary)


def _line(field: str, property_: str, null: NullPolicy = NullPolicy.CLEAR, *, first: bool = False) -> FieldMapping:
    return FieldMapping(field, FromProperty(property_), null, ListPolicy.FIRST if first else ListPolicy.REFUSE)


def _try(schema: Schema, *lines: FieldMapping) -> Result[Projection, tuple[MappingProblem, ...]]:
    return compile_mapping(Mapping((_line("key", "id"), *lines)), _TYPES, schema, _KEY)


def _problems(schema: Schema, *lines: FieldMapping) -> list[tuple[str, str]]:
    return [(problem.field, problem.reason) for problem in _try(schema, *lines).failure()]


def _project(field: Field, value: object, type_: str = "name", *, first: bool = False) -> Result[Snapshot, Refusal]:
    projection = _try(_schema(field), _line(field.name, type_, first=first)).unwrap()
    return projection.project(Record(RECORD, {"id": "A", type_: value}))


def _value(field: Field, value: object, type_: str = "name", *, first: bool = False) -> Value:
    return _project(field, value, type_, first=first).unwrap().fields[field.name]


@given(mappings, typings, schemas)
def test_a_mapping_compiles_or_every_problem_names_its_field(
    mapping: Mapping, types: dict[str, PropertyType], schema: Schema
) -> None:
    compiled = compile_mapping(mapping, types, schema, _KEY)
    if is_successful(compiled):
        assert {line.field for line in mapping.fields} >= {"key"}
        assert mapping.properties <= types.keys()
    else:
        assert compiled.failure() != ()
        assert all(problem.field and problem.reason for problem in compiled.failure())


@given(workable(), records)
def test_projection_is_total_a_snapshot_or_a_refusal_that_names_the_field(
    project: tuple[Mapping, dict[str, PropertyType], Schema], record: Record
) -> None:
    mapping, types, schema = project
    projection = compile_mapping(mapping, types, schema, KeyField("key", _any_key)).unwrap()
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
    mapping = Mapping((_line("key", "p"), _line("x", "q")))
    types = {"p": PropertyType.EMAIL, "q": PropertyType.STRING}
    projection = compile_mapping(mapping, types, _schema(Field("x", FieldType.ANY)), _KEY).unwrap()
    alone, whole = projection.key_of(record.properties), projection.project(record)
    if not is_successful(alone):
        assert alone.failure().field == "key"
        assert whole.failure() == alone.failure() or whole.failure().field == "x"


def test_a_record_becomes_a_snapshot_of_its_key_fields_and_remote_groups() -> None:
    schema = _schema(Field("x", FieldType.NUMBER), Field("y", FieldType.STRING))
    lines = (_line("key", "id"), _line("x", "age"), FieldMapping("y", Constant("fixed")))
    groups = {"vip": " VIP ", "new": "New", "blank": " ", "absent": "Absent"}
    projection = compile_mapping(Mapping(lines, groups), _TYPES, schema, _KEY).unwrap()
    record = Record(RECORD, {"id": "A", "age": 7, "name": "unmapped"}, frozenset({"vip", "new", "blank", "unmapped"}))
    wanted = Snapshot("a", {"key": "A", "x": 7, "y": "fixed"}, frozenset({"VIP", "New"}))
    assert projection.project(record).unwrap() == wanted


def test_the_plugins_rule_names_the_remote_groups() -> None:
    mapping = Mapping((_line("key", "id"),), {"vip": "VIP"})
    projection = compile_mapping(mapping, _TYPES, _schema(), _KEY, str.lower).unwrap()
    assert projection.remote_groups(frozenset({"vip"})) == {"vip"}


def test_the_properties_of_the_key_are_known() -> None:
    assert _try(_schema()).unwrap().key_properties == {"id"}
    constant = Mapping((FieldMapping("key", Constant("K")),))
    projection = compile_mapping(constant, {}, _schema(), _KEY).unwrap()
    assert projection.key_properties == frozenset()
    assert projection.key_of({}).unwrap() == "k"


@pytest.mark.parametrize("value", [None, "", 5])
def test_a_missing_or_blank_key_is_refused_by_name(value: object) -> None:
    schema = Schema({"key": Field("key", FieldType.ANY)})
    types = {"id": PropertyType.INTEGER if value == 5 else PropertyType.STRING}
    projection = compile_mapping(Mapping((_line("key", "id", NullPolicy.KEEP),)), types, schema, _KEY).unwrap()
    refusal = Refusal("is not a key", "key")
    assert projection.project(Record(RECORD, {"id": value})).failure() == refusal
    assert projection.key_of({"id": value}).failure() == refusal


def test_without_a_line_there_is_no_key() -> None:
    refusal = Projection((), _KEY, {}).key_of({}).failure()
    assert (refusal.field, refusal.reason) == ("key", "is the key, and nothing is mapped to it")


def test_the_first_value_that_is_refused_speaks_for_the_record() -> None:
    schema = _schema(Field("x", FieldType.NUMBER), Field("y", FieldType.DATE))
    projection = _try(schema, _line("x", "age"), _line("y", "born")).unwrap()
    refusal = projection.project(Record(RECORD, {"id": "a", "age": "many", "born": "long ago"})).failure()
    assert refusal.field == "x"


def test_a_null_clears_its_field_or_keeps_it_absent() -> None:
    schema = _schema(Field("x", FieldType.STRING), Field("y", FieldType.STRING))
    projection = _try(schema, _line("x", "name"), _line("y", "name", NullPolicy.KEEP)).unwrap()
    assert projection.project(Record(RECORD, {"id": "a", "name": None})).unwrap().fields == {"key": "a", "x": None}
    assert projection.project(Record(RECORD, {"id": "a"})).unwrap().fields == {"key": "a", "x": None}
    full = projection.project(Record(RECORD, {"id": "a", "name": ""})).unwrap()
    assert full.fields == {"key": "a", "x": "", "y": ""}


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
        _line("nowhere", "name"),
        _line("count", "gone"),
        _line("count", "name"),
        _line("when", "vip"),
        FieldMapping("when", Constant("not a day")),
    )
    found = compile_mapping(Mapping(lines), _TYPES, schema, _KEY).failure()
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
    line = _line("new", "age")
    assert _problems(_schema(), line) == [("new", "is not a field that can be written")]
    projection = _try(_schema(arbitrary=FieldType.STRING), line).unwrap()
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
    mapping = Mapping((_line("key", "id"), FieldMapping("x", Constant(value))))
    locale = Locale(zone="Europe/Berlin")
    compiled = compile_mapping(mapping, _TYPES, _schema(Field("x", type_)), _KEY, locale=locale)
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
    assert [name for name, _ in _problems(_schema(field), FieldMapping("x", Constant(value)))] == ["x"]


def test_of_a_list_constant_the_first_is_taken_where_the_line_says_so() -> None:
    line = FieldMapping("x", Constant(("a", "b")), lists=ListPolicy.FIRST)
    projection = _try(_schema(Field("x", FieldType.STRING)), line).unwrap()
    assert projection.project(Record(RECORD, {"id": "a"})).unwrap().fields["x"] == "a"


def test_a_list_to_a_single_field_is_refused_or_its_first_value_taken_as_the_mapping_says() -> None:
    single = Field("x", FieldType.STRING)
    refusal = _project(single, ["b", "a"]).failure()
    assert refusal.field == "x"
    assert "list: first" in refusal.reason
    assert _value(single, ["b", "a"], first=True) == "b"
    assert _value(single, [None, "a"], first=True) == "a"
    assert _value(single, [], first=True) is None
    assert _value(single, "b", first=True) == "b"
    assert not is_successful(_project(single, []))


def test_a_field_that_takes_lists_gets_all_of_them() -> None:
    many = Field("x", FieldType.STRING, many=True)
    assert _value(many, ["b", "a"]) == _value(many, ["b", "a"], first=True) == ("b", "a")
    assert _value(many, "b") == "b"


@pytest.mark.parametrize(
    ("value", "type_", "field_type", "fits"),
    [
        ("1", "name", FieldType.STRING, True),
        ("3", "name", FieldType.STRING, False),
        (1, "age", FieldType.NUMBER, True),
        (2, "age", FieldType.NUMBER, False),
        (True, "vip", FieldType.BOOLEAN, True),
        (False, "vip", FieldType.BOOLEAN, False),
        (True, "vip", FieldType.STRING, True),
        (None, "name", FieldType.STRING, True),
        ("", "name", FieldType.STRING, True),
    ],
)
def test_a_choice_is_one_of_the_vendors_as_the_vendor_writes_it(
    value: object, type_: str, field_type: FieldType, *, fits: bool
) -> None:
    field = Field("x", field_type, choices=("1", "true"))
    projected = _project(field, value, type_)
    assert is_successful(projected) == fits
    assert fits or "choices" in projected.failure().reason


def test_each_element_of_a_list_is_a_choice_and_fits() -> None:
    choosy = Field("x", FieldType.STRING, many=True, choices=("a", "b"))
    assert _value(choosy, ["a", "b"]) == ("a", "b")
    assert not is_successful(_project(choosy, ["a", "c"]))
    narrow = Field("x", FieldType.STRING, many=True, max_length=2)
    assert _value(narrow, ["aa", "b"]) == ("aa", "b")
    assert not is_successful(_project(narrow, ["b", "aaa"]))


def test_text_is_measured_in_characters_and_numbers_are_not() -> None:
    narrow = Field("x", FieldType.ANY, max_length=3)
    assert _value(narrow, "äöü") == "äöü"
    refusal = _project(narrow, "äöüß").failure()
    assert refusal == Refusal("is longer than the 3 characters that this field holds", "x")
    assert _value(narrow, 12345, "age") == 12345


def test_a_refusal_never_shows_the_value() -> None:
    fields = [Field("x", FieldType.INTEGER), Field("x", FieldType.STRING, choices=("a",)), Field("x", FieldType.DATE)]
    assert all("secret" not in _project(field, "secret").failure().reason for field in fields)
