from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from joey.domain.mapping import Constant, FieldMapping, FromProperty, ListPolicy, Mapping, NullPolicy, Unmapped
from joey.domain.property import FieldType, Locale, PropertyType
from joey.domain.schema import Field, Labels, Schema
from joey.domain.version import mapping_version
from tests.strategies import LOOKALIKES, mappings, schemas, typings

_LINES = (FieldMapping("key", FromProperty("p")), FieldMapping("x", FromProperty("q")), FieldMapping("y", Constant(1)))
_MAPPING = Mapping(_LINES, {"vip": "VIP", "new": "New"})
_TYPES = {"p": PropertyType.EMAIL, "q": PropertyType.STRING, "r": PropertyType.DATE}
_FIELDS = {
    "key": Field("key", FieldType.EMAIL, required=True),
    "x": Field("x", FieldType.STRING, choices=("1", "2"), max_length=9),
    "y": Field("y", FieldType.NUMBER),
    "z": Field("z", FieldType.STRING),
}
_SCHEMA = Schema(_FIELDS)


def _version(
    mapping: Mapping = _MAPPING,
    types: dict[str, PropertyType] | None = None,
    schema: Schema = _SCHEMA,
    key: str = "key",
    locale: Locale | None = None,
) -> str:
    return mapping_version(mapping, types or _TYPES, schema, key, locale or Locale())


def _with_line(index: int, line: FieldMapping) -> Mapping:
    lines = list(_LINES)
    lines[index] = line
    return replace(_MAPPING, fields=tuple(lines))


def _with_field(field: Field) -> Schema:
    return Schema({**_FIELDS, field.name: field})


_X = _FIELDS["x"]

_SAME = {
    "an unrelated new field": _version(schema=_with_field(Field("w", FieldType.DATE))),
    "an unrelated field's type": _version(schema=_with_field(Field("z", FieldType.DATE))),
    "an unrelated field that goes": _version(schema=Schema({k: v for k, v in _FIELDS.items() if k != "z"})),
    "a field's label": _version(schema=_with_field(replace(_X, label="Ex", important=True))),
    "the vendor's labels": _version(schema=replace(_SCHEMA, labels=Labels("attribute", "tag"))),
    "a field that becomes required": _version(schema=_with_field(replace(_X, required=True))),
    "the order of choices": _version(schema=_with_field(replace(_X, choices=("2", "1")))),
    "the order of lines": _version(replace(_MAPPING, fields=_LINES[::-1])),
    "the order of groups": _version(replace(_MAPPING, groups={"new": "New", "vip": "VIP"})),
    "the order of fields and types": _version(
        types=dict(reversed(_TYPES.items())), schema=Schema(dict(reversed(_FIELDS.items())))
    ),
    "the type of a property that isn't mapped": _version(types={**_TYPES, "r": PropertyType.URL}),
    "a new property": _version(types={**_TYPES, "s": PropertyType.URL}),
    "arbitrary fields, where none is used": _version(schema=replace(_SCHEMA, arbitrary=FieldType.ANY)),
}

_CHANGED = {
    "another property": _version(_with_line(1, FieldMapping("x", FromProperty("r")))),
    "a constant of the property's name": _version(_with_line(1, FieldMapping("x", Constant("q")))),
    "another constant": _version(_with_line(2, FieldMapping("y", Constant(2)))),
    "a constant's class": _version(_with_line(2, FieldMapping("y", Constant(1.0)))),
    "the null policy": _version(_with_line(1, FieldMapping("x", FromProperty("q"), NullPolicy.KEEP))),
    "the list policy": _version(_with_line(1, FieldMapping("x", FromProperty("q"), lists=ListPolicy.FIRST))),
    "a line less": _version(replace(_MAPPING, fields=_LINES[:2])),
    "a group less": _version(replace(_MAPPING, groups={"vip": "VIP"})),
    "a group's remote name": _version(replace(_MAPPING, groups={"vip": "Very", "new": "New"})),
    "groups swapped": _version(replace(_MAPPING, groups={"vip": "New", "new": "VIP"})),
    "unmapped": _version(replace(_MAPPING, unmapped=Unmapped.CLEAR)),
    "a mapped property's type": _version(types={**_TYPES, "q": PropertyType.URL}),
    "a mapped field's type": _version(schema=_with_field(replace(_X, type=FieldType.URL))),
    "a mapped field that takes lists": _version(schema=_with_field(replace(_X, many=True))),
    "a choice more": _version(schema=_with_field(replace(_X, choices=("1", "2", "3")))),
    "another length": _version(schema=_with_field(replace(_X, max_length=8))),
    "no length": _version(schema=_with_field(replace(_X, max_length=None))),
    "a mapped field that goes": _version(schema=Schema({k: v for k, v in _FIELDS.items() if k != "x"})),
    "the key field": _version(key="x"),
    "the zone": _version(locale=Locale(zone="Europe/Berlin")),
    "the region": _version(locale=Locale(region="DE")),
}


@pytest.mark.parametrize("what", _SAME)
def test_the_version_stays_where_no_snapshot_depends_on_what_changed(what: str) -> None:
    assert _SAME[what] == _version()


@pytest.mark.parametrize("what", _CHANGED)
def test_the_version_changes_where_a_snapshot_depends_on_what_changed(what: str) -> None:
    assert _CHANGED[what] != _version()
    assert len(set(_CHANGED.values())) == len(_CHANGED)


@given(mappings, typings, schemas)
def test_a_version_is_a_short_digest_of_any_mapping(
    mapping: Mapping, types: dict[str, PropertyType], schema: Schema
) -> None:
    version = mapping_version(mapping, types, schema, "key", Locale())
    assert len(version) == 32
    assert int(version, 16) >= 0
    assert version == mapping_version(mapping, dict(types), replace(schema), "key", Locale())


def test_constants_that_look_alike_are_versions_apart() -> None:
    assert len({_version(_with_line(2, FieldMapping("y", Constant(value)))) for value in LOOKALIKES}) == len(LOOKALIKES)
    assert _version(_with_line(2, FieldMapping("y", Constant(Decimal(1))))) not in _CHANGED.values()


def test_the_version_is_the_same_in_every_process() -> None:
    assert _version() == "234d3d853389f74fbbc793482d5351ea"
