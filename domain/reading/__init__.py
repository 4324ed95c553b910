"""What a raw value of a warehouse row is, as a Property of a stated type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from types import NoneType
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import phonenumbers
from returns.result import Failure, Result, Success

from joey.domain.property import Locale, PropertyType, Refusal, Scalar, Value
from joey.domain.reading.address import email_rules, phone_rules, url_rules
from joey.domain.reading.moment import date_rules, datetime_rules
from joey.domain.reading.number import (
    boolean_rules,
    decimal_rules,
    float_rules,
    integer_rules,
)
from joey.domain.reading.text import Read, Rule, Rules, strings

Reader: TypeAlias = Callable[[object], Value | Refusal]

_NAMES: dict[type, str] = {
    bool: "a boolean",
    int: "an integer",
    float: "a floating-point number",
    Decimal: "a decimal",
    str: "text",
    bytes: "binary data",
    date: "a date",
    datetime: "a datetime",
    dict: "a struct",
    list: "a list",
    tuple: "a list",
}


def read(raw: object, as_: PropertyType, locale: Locale) -> Result[Value, Refusal]:
    """The value that a raw one is as a Property of the type; it never raises, and reading a read value changes nothing.

    None is null. A list is read element by element to a tuple, without its nulls (no vendor's list holds one); one
    element that is refused refuses the list. A bool is no number and a number no date: what a column doesn't say, the
    query should. Raises `zoneinfo.ZoneInfoNotFoundError` for a Locale that `checked` refuses.
    """
    value = reader(as_, locale)(raw)
    return Failure(value) if isinstance(value, Refusal) else Success(value)


@lru_cache(maxsize=256)
def reader(as_: PropertyType, locale: Locale) -> Reader:
    """`read` for one type and Locale, without the Result around each value, for columns of many rows."""
    rules = _RULES[as_](locale)
    one = _one(as_, rules)
    every: dict[type, Callable[[Any], Value | Refusal]] = {
        **rules,
        NoneType: lambda _: None,
        list: lambda raw: _each(one, raw),
        tuple: lambda raw: _each(one, raw),
    }

    def read_one(raw: object) -> Value | Refusal:
        rule = every.get(type(raw))
        return rule(raw) if rule else one(raw)

    return read_one


def checked(locale: Locale) -> Result[Locale, Refusal]:
    """The Locale, if its zone is in the time zone database and its region in libphonenumber's."""
    try:
        _zone(locale)
    except (LookupError, ValueError, OSError):
        return Failure(
            Refusal(
                f"{locale.zone!r} is not the name of a time zone (like Europe/Berlin)",
                field="zone",
            )
        )
    if locale.region not in phonenumbers.SUPPORTED_REGIONS:
        return Failure(
            Refusal(
                f"{locale.region!r} is not a country's two letters (like US)",
                field="region",
            )
        )
    return Success(locale)


def _zone(locale: Locale) -> tzinfo:
    return UTC if locale.zone == "UTC" else ZoneInfo(locale.zone)


_RULES: Mapping[PropertyType, Callable[[Locale], Rules]] = {
    PropertyType.BOOLEAN: lambda _: boolean_rules(),
    PropertyType.DATE: lambda _: date_rules(),
    PropertyType.DATETIME: lambda locale: datetime_rules(_zone(locale)),
    PropertyType.EMAIL: lambda _: email_rules(),
    PropertyType.FLOAT: lambda _: float_rules(),
    PropertyType.DECIMAL: lambda _: decimal_rules(),
    PropertyType.INTEGER: lambda _: integer_rules(),
    PropertyType.PHONE_NUMBER: lambda locale: phone_rules(locale.region),
    PropertyType.STRING: lambda locale: strings(_zone(locale)),
    PropertyType.URL: lambda _: url_rules(),
}


def _one(as_: PropertyType, rules: Rules) -> Callable[[object], Read]:
    """Reads one raw value that isn't a list, of a class of the rules or one that is derived from it."""

    def read_one(raw: object) -> Read:
        if raw is None:
            return None
        rule = rules.get(type(raw))
        if rule:
            return rule(raw)
        for kind in type(raw).__mro__[1:]:
            if kind in rules and type(raw) is not bool:  # to Python a bool is a kind of int; to a vendor it isn't
                return _derived(raw, kind, rules[kind])
        name = _NAMES.get(type(raw), f"of the class {type(raw).__name__}")
        return Refusal(f"is {name}, which can't be read as {as_.value.replace('_', ' ')}")

    return read_one


def _each(one: Callable[[object], Read], raws: list[object] | tuple[object, ...]) -> Value | Refusal:
    values: list[Scalar] = []
    for raw in raws:
        value = one(raw)
        if isinstance(value, Refusal):
            return Refusal(f"has an element that {value.reason}")
        if value is not None:
            values.append(value)
    return tuple(values)


_PLAIN: dict[type, Rule] = {
    int: int.__int__,
    float: float.__float__,
    Decimal: Decimal,
    str: str.__str__,
    date: lambda raw: date(raw.year, raw.month, raw.day),
    datetime: lambda raw: datetime.combine(date(raw.year, raw.month, raw.day), raw.timetz()),
}
"""The built-in value behind one of a derived class (a StrEnum's member, a data frame's timestamp)."""


def _derived(raw: object, kind: type, rule: Rule) -> Read:
    try:
        return rule(_PLAIN[kind](raw) if kind in _PLAIN else raw)
    except Exception:  # noqa: BLE001  # a foreign class may raise whatever it likes, and reading is total
        return Refusal(f"is of the class {type(raw).__name__}, whose value can't be had")
