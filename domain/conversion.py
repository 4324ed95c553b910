"""Which Property types a Field type takes, and what becomes of a value on its way from one to the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from returns.result import Failure, Result, Success

from joey.domain.canonical import in_utc, text_of
from joey.domain.property import DEFAULT_LOCALE, FieldType, Locale, PropertyType, Refusal, Scalar, Value
from joey.domain.reading import reader
from joey.domain.reading.moment import midnight_in_utc
from joey.domain.reading.number import (
    decimal_of_float,
    decimal_of_integer,
    float_of_decimal,
    float_of_integer,
    integer_of_decimal,
)

Rule: TypeAlias = Callable[[Any], Value | Refusal]
Row: TypeAlias = Mapping[FieldType, Rule]
Converter: TypeAlias = Callable[[Value], Value | Refusal]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _same(value: Scalar) -> Scalar:
    return value


def _milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970 in UTC, rounded down: what a vendor's date-time number counts."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _day(moment: datetime) -> date:
    return moment.date()


def _day_milliseconds(day: date) -> int:
    return _milliseconds(midnight_in_utc(day))


_TEXT: Row = {FieldType.ANY: _same, FieldType.STRING: _same}

_MATRIX: Mapping[PropertyType, Row] = {
    PropertyType.BOOLEAN: {
        FieldType.ANY: _same,
        FieldType.BOOLEAN: _same,
        FieldType.NUMBER: int,
        FieldType.STRING: text_of,
    },
    PropertyType.DATE: {
        FieldType.ANY: _same,
        FieldType.DATE: _same,
        FieldType.DATETIME: midnight_in_utc,
        FieldType.FLOAT: lambda day: float(_day_milliseconds(day)),
        FieldType.INTEGER: _day_milliseconds,
        FieldType.NUMBER: _day_milliseconds,
        FieldType.STRING: text_of,
    },
    PropertyType.DATETIME: {
        FieldType.ANY: _same,
        FieldType.DATE: _day,
        FieldType.DATETIME: _same,
        FieldType.FLOAT: lambda moment: float(_milliseconds(moment)),
        FieldType.INTEGER: _milliseconds,
        FieldType.NUMBER: _milliseconds,
        FieldType.STRING: text_of,
    },
    PropertyType.EMAIL: {**_TEXT, FieldType.EMAIL: _same},
    PropertyType.FLOAT: {
        FieldType.ANY: _same,
        FieldType.DECIMAL: decimal_of_float,
        FieldType.FLOAT: _same,
        FieldType.NUMBER: _same,
        FieldType.STRING: text_of,
    },
    PropertyType.DECIMAL: {
        FieldType.ANY: _same,
        FieldType.DECIMAL: _same,
        FieldType.FLOAT: float_of_decimal,
        FieldType.INTEGER: integer_of_decimal,
        FieldType.NUMBER: _same,
        FieldType.STRING: text_of,
    },
    PropertyType.INTEGER: {
        FieldType.ANY: _same,
        FieldType.DECIMAL: decimal_of_integer,
        FieldType.FLOAT: float_of_integer,
        FieldType.INTEGER: _same,
        FieldType.NUMBER: _same,
        FieldType.STRING: text_of,
    },
    PropertyType.PHONE_NUMBER: {**_TEXT, FieldType.PHONE_NUMBER: _same},
    PropertyType.STRING: {FieldType.ANY: _same},
    PropertyType.URL: {**_TEXT, FieldType.URL: _same},
}
"""Every pair that isn't here is forbidden. A string is read as the Field's type, by `joey.domain.reading`."""

_HOLDS: Mapping[PropertyType, type] = {
    PropertyType.BOOLEAN: bool,
    PropertyType.DATE: date,
    PropertyType.DATETIME: datetime,
    PropertyType.FLOAT: float,
    PropertyType.DECIMAL: Decimal,
    PropertyType.INTEGER: int,
}
"""What a read value of the type is in Python; text where it isn't said."""


def convert(
    value: Value, from_: PropertyType, to: FieldType, locale: Locale = DEFAULT_LOCALE
) -> Result[Value, Refusal]:
    """The value of a Property of type `from_` as a Field of type `to` takes it; never raises, never rounds silently.

    Null stays null for every pair, and a list is converted element by element. `any` takes every value as it is;
    `number` any number, a boolean as 1 or 0; a number that stands for a moment is milliseconds since 1970 in UTC. A
    date-time becomes the date that UTC shows, a date the midnight in UTC. A decimal becomes the float nearest to it,
    and stays exact for `number`. Text is read as the Field's type, with the Locale's zone and region: blank text is
    null there, and what can't be read is refused.
    """
    converted = converter(from_, to, locale)(value)
    return Failure(converted) if isinstance(converted, Refusal) else Success(converted)


def compatible(from_: PropertyType, to: FieldType) -> bool:
    """Whether any value but null can be converted: what a project's mappings are checked for, without data."""
    return to in _row(from_, DEFAULT_LOCALE)


@lru_cache(maxsize=1024)
def converter(from_: PropertyType, to: FieldType, locale: Locale = DEFAULT_LOCALE) -> Converter:
    """`convert` for one pair, without the Result around each value, for columns of many rows."""
    rule = _row(from_, locale).get(to)
    if rule is None:
        forbidden = Refusal(f"cannot export {_a(from_)} property to {_a(to)} field")
        return lambda value: None if value is None else forbidden
    one = _guarded(rule, from_)
    return lambda value: _each(one, value) if isinstance(value, tuple) else one(value)


def keeps(from_: PropertyType, to: FieldType, locale: Locale = DEFAULT_LOCALE) -> bool:
    """Whether `convert` leaves every value as it is that was read as `from_`."""
    return _row(from_, locale).get(to) is _same


def _row(from_: PropertyType, locale: Locale) -> Row:
    if from_ is not PropertyType.STRING:
        return _MATRIX[from_]
    read = {FieldType(to.value): reader(to, locale) for to in PropertyType}
    return {**_MATRIX[from_], **read, FieldType.NUMBER: read[FieldType.DECIMAL]}


def _guarded(rule: Rule, from_: PropertyType) -> Converter:
    """The rule, for null and for values that are what a read value of the type is; anything else is refused."""
    holds = _HOLDS.get(from_, str)

    def convert_one(value: Value) -> Value | Refusal:
        if value is None:
            return None
        if type(value) is not holds:
            return Refusal(f"is of the class {type(value).__name__}, which no {_words(from_)} property holds")
        if isinstance(value, datetime):
            moment = in_utc(value)
            return moment if isinstance(moment, Refusal) else rule(moment)
        return rule(value)

    return convert_one


def _each(one: Converter, values: tuple[Scalar, ...]) -> Value | Refusal:
    converted: list[Scalar] = []
    for value in values:
        element = one(value)
        if isinstance(element, Refusal):
            return Refusal(f"has an element that {element.reason}")
        if element is not None and not isinstance(element, tuple):
            converted.append(element)
    return tuple(converted)


def _words(kind: PropertyType | FieldType) -> str:
    return kind.value.replace("_", " ")


def _a(kind: PropertyType | FieldType) -> str:
    words = _words(kind)
    return f"{'an' if words[0] in 'aei' else 'a'} {words}"
