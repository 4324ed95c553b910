"""A little Schema, model and key, and Mappings compiled against them."""

from __future__ import annotations

from returns.result import Failure, Result, Success

from joey.domain.mapping import FieldMapping, FromProperty, ListPolicy, Mapping, NullPolicy
from joey.domain.projection import KeyField, MappingProblem, Projection, compile_mapping
from joey.domain.property import FieldType, PropertyType, Refusal, Value
from joey.domain.record import Record
from joey.domain.schema import Field, Schema
from joey.domain.snapshot import Snapshot
from tests.strategies import RECORD


def lower(value: Value) -> Result[str, Refusal]:
    return Success(value.lower()) if isinstance(value, str) and value else Failure(Refusal("is not a key"))


def any_key(value: Value) -> Result[str, Refusal]:
    return Success(repr(value))


KEY = KeyField("key", lower)
TYPES = {
    "id": PropertyType.STRING,
    "name": PropertyType.STRING,
    "age": PropertyType.INTEGER,
    "vip": PropertyType.BOOLEAN,
    "born": PropertyType.DATE,
}


def schema_of(*fields: Field, arbitrary: FieldType | None = None) -> Schema:
    return Schema({field.name: field for field in (Field("key", FieldType.STRING), *fields)}, arbitrary)


def filled(field: str, property_: str, null: NullPolicy = NullPolicy.CLEAR, *, first: bool = False) -> FieldMapping:
    return FieldMapping(field, FromProperty(property_), null, ListPolicy.FIRST if first else ListPolicy.REFUSE)


def compiled(schema: Schema, *lines: FieldMapping) -> Result[Projection, tuple[MappingProblem, ...]]:
    return compile_mapping(Mapping((filled("key", "id"), *lines)), TYPES, schema, KEY)


def problems(schema: Schema, *lines: FieldMapping) -> list[tuple[str, str]]:
    return [(problem.field, problem.reason) for problem in compiled(schema, *lines).failure()]


def project(field: Field, value: object, type_: str = "name", *, first: bool = False) -> Result[Snapshot, Refusal]:
    projection = compiled(schema_of(field), filled(field.name, type_, first=first)).unwrap()
    return projection.project(Record(RECORD, {"id": "A", type_: value}))


def value_of(field: Field, value: object, type_: str = "name", *, first: bool = False) -> Value:
    return project(field, value, type_, first=first).unwrap().fields[field.name]
