"""From a Record to the Snapshot that a Target should hold: a Mapping, compiled once against types and Schema."""

from __future__ import annotations

from collections import Counter, abc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.domain.canonical import text_of
from joey.domain.conversion import compatible, converter, keeps
from joey.domain.mapping import Constant, FieldMapping, FromProperty, ListPolicy, Mapping, NullPolicy
from joey.domain.property import Locale, PropertyType, Refusal, Value
from joey.domain.reading import reader
from joey.domain.record import Record
from joey.domain.schema import Field, Schema
from joey.domain.snapshot import Snapshot

KeyRule: TypeAlias = Callable[[Value], Result[str, Refusal]]
"""The plugin's rule from the key Field's value to the normalised key."""

GroupRule: TypeAlias = Callable[[str], str]
"""The plugin's rule from a group's remote name to the name as the vendor keeps it."""

_Filler: TypeAlias = Callable[[object], Value | Refusal]
_Line: TypeAlias = Callable[[abc.Mapping[str, object]], Value | Refusal]


@dataclass(frozen=True, slots=True)
class MappingProblem:
    """Why a Mapping can't be used with this model and Schema: found before any Record is read."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class KeyField:
    """The Field that identifies a remote record, and how its value becomes a key."""

    name: str
    rule: KeyRule


@dataclass(frozen=True, slots=True)
class Projection:
    """A compiled Mapping. ``project`` is pure and total: a Record comes out as a Snapshot or as the first Refusal."""

    lines: tuple[tuple[FieldMapping, _Line], ...]
    key: KeyField
    groups: abc.Mapping[str, str]

    def project(self, record: Record) -> Result[Snapshot, Refusal]:
        """The Snapshot of a Record; a Field whose null is kept is absent from it."""
        snapshot = self.snapshot_of(record)
        return Failure(snapshot) if isinstance(snapshot, Refusal) else Success(snapshot)

    def snapshot_of(self, record: Record) -> Snapshot | Refusal:
        """The same without the Result around it, for many Records."""
        properties = record.properties
        fields: dict[str, Value] = {}
        for line, fill in self.lines:
            value = fill(properties)
            if value is None:
                if line.null is NullPolicy.KEEP:
                    continue
            elif isinstance(value, Refusal):
                return Refusal(value.reason, line.field)
            fields[line.field] = value
        key = self._keyed(fields.get(self.key.name))
        return key if isinstance(key, Refusal) else Snapshot(key, fields, self.remote_groups(record.groups))

    def key_of(self, properties: abc.Mapping[str, object]) -> Result[str, Refusal]:
        """Only the key of a Record; the fast way to see who claims which key."""
        for line, fill in self.lines:
            if line.field == self.key.name:
                key = self._keyed(fill(properties))
                return Failure(key) if isinstance(key, Refusal) else Success(key)
        return Failure(Refusal("is the key, and nothing is mapped to it", self.key.name))

    def _keyed(self, value: Value | Refusal) -> str | Refusal:
        if isinstance(value, Refusal):
            return Refusal(value.reason, self.key.name)
        key = self.key.rule(value)
        return key.unwrap() if is_successful(key) else Refusal(key.failure().reason, self.key.name)

    @property
    def key_properties(self) -> frozenset[str]:
        """The Properties that the key is made of: one, or none where the key is a constant."""
        return frozenset(
            line.filling.name
            for line, _ in self.lines
            if line.field == self.key.name and isinstance(line.filling, FromProperty)
        )

    def remote_groups(self, groups: frozenset[str]) -> frozenset[str]:
        """The remote names of those of a Record's Groups that are mapped; blank names are left out."""
        if not groups:
            return groups
        return frozenset([remote for ours, remote in self.groups.items() if ours in groups and remote])


def compile_mapping(
    mapping: Mapping,
    types: abc.Mapping[str, PropertyType],
    schema: Schema,
    key: KeyField,
    group_rule: GroupRule = str.strip,
    locale: Locale | None = None,
    *,
    creates: bool = True,
) -> Result[Projection, tuple[MappingProblem, ...]]:
    """Check a Mapping against the model's Property types and the Target's Schema, and compile it.

    ``creates``: whether remote records may be made by it; what only a new one requires needn't be mapped else.
    """
    lines: list[tuple[FieldMapping, _Line]] = []
    problems: list[MappingProblem] = list(_misfilled(mapping, schema, key, creates=creates))
    for line in mapping.fields:
        compiled = _line(line, types, schema, locale or Locale())
        if is_successful(compiled):
            lines.append((line, compiled.unwrap()))
        else:
            problems.append(compiled.failure())
    if problems:
        return Failure(tuple(problems))
    groups = {ours: group_rule(remote) for ours, remote in mapping.groups.items()}
    return Success(Projection(tuple(lines), key, groups))


def _misfilled(mapping: Mapping, schema: Schema, key: KeyField, *, creates: bool) -> abc.Iterator[MappingProblem]:
    filled = {line.field for line in mapping.fields}
    required = {name for name, known in schema.fields.items() if known.required and creates} | {key.name}
    for name in sorted(required - filled):
        yield MappingProblem(name, "is required, and nothing is mapped to it")
    times = Counter(line.field for line in mapping.fields)
    for name in sorted(name for name, count in times.items() if count > 1):
        yield MappingProblem(name, "is filled by several lines; a field can hold one of them")


def _line(
    line: FieldMapping, types: abc.Mapping[str, PropertyType], schema: Schema, locale: Locale
) -> Result[_Line, MappingProblem]:
    known = schema.field(line.field)
    if known is None:
        return Failure(MappingProblem(line.field, "is not a field that can be written"))
    if isinstance(line.filling, Constant):
        return _constant(line, line.filling, known, locale)
    name = line.filling.name
    type_ = types.get(name)
    if type_ is None:
        return Failure(MappingProblem(line.field, f"is mapped from {name!r}, which the model doesn't have"))
    if not compatible(type_, known.type):
        reason = f"takes {known.type.value}, which a {type_.value} ({name}) never converts to"
        return Failure(MappingProblem(line.field, reason))
    return Success(_from_property(line, name, type_, known, locale))


def _constant(line: FieldMapping, filling: Constant, known: Field, locale: Locale) -> Result[_Line, MappingProblem]:
    value = _filler(line, _type_of(filling.value), known, locale)(filling.value)
    if isinstance(value, Refusal):
        return Failure(MappingProblem(known.name, value.reason))
    return Success(lambda _: value)


def _type_of(value: Value) -> PropertyType:
    """What a constant is, by what Python makes of it; text where it says nothing of itself."""
    one = next(iter(value), None) if isinstance(value, tuple) else value
    return _TYPES.get(type(one), PropertyType.STRING)


_TYPES: abc.Mapping[type, PropertyType] = {
    bool: PropertyType.BOOLEAN,
    int: PropertyType.INTEGER,
    float: PropertyType.FLOAT,
    Decimal: PropertyType.DECIMAL,
    date: PropertyType.DATE,
    datetime: PropertyType.DATETIME,
}


def _from_property(line: FieldMapping, name: str, type_: PropertyType, known: Field, locale: Locale) -> _Line:
    fill = _filler(line, type_, known, locale)
    return lambda properties: fill(properties.get(name))


def _filler(line: FieldMapping, type_: PropertyType, known: Field, locale: Locale) -> _Filler:
    """Read, take the first of a list where the line says so, convert, and see that it fits the Field."""
    read = reader(type_, locale)
    conversion = None if keeps(type_, known.type, locale) else converter(type_, known.type, locale)
    takes_first = line.lists is ListPolicy.FIRST and not known.many
    bounded = bool(known.choices) or known.max_length is not None
    free = 0 if known.choices else known.max_length or 0

    def fill(raw: object) -> Value | Refusal:
        value = read(raw)
        if isinstance(value, tuple) and takes_first:
            value = next(iter(value), None)
        if isinstance(value, Refusal):
            return value
        converted = value if conversion is None else conversion(value)
        if isinstance(converted, str) and len(converted) <= free:
            return converted
        if isinstance(converted, Refusal) or not (bounded or isinstance(converted, tuple)):
            return converted
        return _fits(converted, known)

    return fill


def _fits(value: Value, known: Field) -> Value | Refusal:
    if isinstance(value, tuple) and not known.many:
        return Refusal("takes a single value, and this is a list (`list: first` in the mapping sends the first)")
    items = value if isinstance(value, tuple) else (value,) if value is not None else ()
    if known.choices and not all(item == "" or text_of(item) in known.choices for item in items):
        return Refusal("is not one of the choices that the vendor has for this field")
    if known.max_length is not None and any(isinstance(item, str) and len(item) > known.max_length for item in items):
        return Refusal(f"is longer than the {known.max_length} characters that this field holds")
    return value
