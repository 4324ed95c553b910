"""Values as JSON, where a vendor wants nothing special: dates as ISO texts, numbers as numbers, null for nothing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

from joey.domain.canonical import text_of
from joey.domain.property import Refusal, Scalar, Value
from joey.ports.gateway import Refused

Json: TypeAlias = str | int | float | bool | list[str | int | float | bool] | None

_LARGEST = 2**53


def json_value(value: Value) -> Json | Refusal:
    """One Field's value; lists become arrays."""
    if value is None:
        return None
    if not isinstance(value, tuple):
        return _scalar(value)
    shown: list[str | int | float | bool] = []
    for each in value:
        item = _scalar(each)
        if isinstance(item, Refusal):
            return item
        shown.append(item)
    return shown


def json_fields(fields: Mapping[str, Value]) -> dict[str, Json] | Refused:
    """All of a write's fields; refused where one has a value that JSON doesn't hold, naming it."""
    shown: dict[str, Json] = {}
    for name, value in fields.items():
        written = json_value(value)
        if isinstance(written, Refusal):
            return Refused(written.reason, name)
        shown[name] = written
    return shown


def _scalar(value: Scalar) -> str | int | float | bool | Refusal:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < _LARGEST else str(value)
    written = text_of(value)
    if isinstance(written, Refusal):
        return written
    if isinstance(value, float):
        return value
    if isinstance(value, Decimal):
        return float(value) if Decimal(repr(float(value))) == value else written
    return Refusal("holds half of a character, which can't be sent") if _torn(written) else written


def _torn(written: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in written)
