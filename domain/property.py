"""What a Property's value can be, the types it can have, and when two values are the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from math import isnan
from typing import TypeAlias

Scalar: TypeAlias = bool | int | float | Decimal | str | date | datetime
Value: TypeAlias = Scalar | tuple[Scalar, ...] | None
"""What a Snapshot's field holds; None is null, a tuple is a list."""


class PropertyType(StrEnum):
    """The type of a Property, as a project file names it."""

    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    EMAIL = "email"
    FLOAT = "float"
    DECIMAL = "decimal"
    INTEGER = "integer"
    PHONE_NUMBER = "phone_number"
    STRING = "string"
    URL = "url"


class FieldType(StrEnum):
    """The type of a Field of a Target; `any` takes every value as it is, `number` any number."""

    ANY = "any"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    EMAIL = "email"
    FLOAT = "float"
    DECIMAL = "decimal"
    INTEGER = "integer"
    NUMBER = "number"
    PHONE_NUMBER = "phone_number"
    STRING = "string"
    URL = "url"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value was refused; the reason names the shape that was expected, never the value itself."""

    reason: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Locale:
    """What a project states about values that don't say it themselves.

    `zone` is the IANA name of the zone of naive datetimes, `region` the two-letter country of phone numbers without
    a country code.
    """

    zone: str = "UTC"
    region: str = "US"


DEFAULT_LOCALE = Locale()


def same(a: Value, b: Value) -> bool:
    """Whether two values are equal in type and value.

    True, 1, 1.0 and Decimal(1) are four values; -0.0 and 0.0 are one; tuples are compared element by element, and
    datetimes by their instant, wherever their zone. A naive datetime is never an aware one. NaN is the same as NaN,
    so that every value is the same as itself.
    """
    if type(a) is not type(b):
        return False
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, datetime) and isinstance(b, datetime):
        return _instant(a) == _instant(b)
    if isinstance(a, Decimal) and isinstance(b, Decimal) and (a.is_nan() or b.is_nan()):
        return a.is_nan() and b.is_nan()
    if isinstance(a, float) and isinstance(b, float) and (isnan(a) or isnan(b)):
        return isnan(a) and isnan(b)
    return a == b


_START = datetime(1, 1, 1)  # noqa: DTZ001  # naive like the wall time that is measured from it


def _instant(moment: datetime) -> tuple[bool, timedelta]:
    """Python's own == ignores `fold` within one zone and denies every equality in another; this compares instants."""
    offset = moment.utcoffset()
    wall = moment.replace(tzinfo=None) - _START
    return (offset is not None, wall - (offset or timedelta()))
