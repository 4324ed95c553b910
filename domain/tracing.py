"""Tracing: one Record's way through a Mapping, step by step, for people who ask why a value is what it is."""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass

from returns.pipeline import is_successful

from joey.domain.mapping import Constant, FieldMapping, FromProperty, NullPolicy
from joey.domain.projection import Projection
from joey.domain.property import Locale, PropertyType, Refusal, Value
from joey.domain.reading import reader
from joey.domain.record import Record


@dataclass(frozen=True, slots=True)
class Step:
    """How one Field gets its value.

    ``raw``: as the source has it. ``read``: as a value of the Property's type. ``value``: as the Field takes it. A
    Refusal stands where the way ends; later steps are None then. ``note``: what else decided.
    """

    field: str
    filled_by: str
    raw: object = None
    read: Value | Refusal = None
    value: Value | Refusal = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """All steps of a Record, the key it comes to, and the remote groups it is in."""

    steps: tuple[Step, ...]
    key: str | Refusal
    groups: frozenset[str]


def trace(record: Record, projection: Projection, types: abc.Mapping[str, PropertyType], locale: Locale) -> Trace:
    """Follow a Record through a compiled Mapping; the values are those that the Projection itself comes to."""
    steps = tuple(_step(record, line, fill(record.properties), types, locale) for line, fill in projection.lines)
    key = projection.key_of(record.properties)
    groups = projection.remote_groups(record.groups)
    return Trace(steps, key.unwrap() if is_successful(key) else key.failure(), groups)


def _step(
    record: Record,
    line: FieldMapping,
    value: Value | Refusal,
    types: abc.Mapping[str, PropertyType],
    locale: Locale,
) -> Step:
    match line.filling:
        case Constant(value=constant):
            return Step(line.field, "a constant", constant, constant, value)
        case FromProperty(name=name):
            raw = record.properties.get(name)
            type_ = types[name]
            read = reader(type_, locale)(raw)
            note = (
                "null, which this mapping keeps from the vendor"
                if value is None and line.null is NullPolicy.KEEP
                else ""
            )
            return Step(line.field, f"{name} ({type_.value})", raw, read, value, note)
