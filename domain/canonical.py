"""The one text that each scalar value is written as, wherever a Field or a Property holds text."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeAlias

from joey.domain.property import Refusal, Scalar

MOST_DIGITS = 1000
"""Digits that a number may have before or after its point; far beyond any warehouse, far below any harm."""

_LIMIT = 10**MOST_DIGITS
_PLAIN_FLOATS = 1e21

Text: TypeAlias = str | Refusal


def text_of(value: Scalar) -> Text:
    """The canonical text of a value: `true`, `12`, `1.5`, `2024-12-31`, `2024-12-31T23:59:59.000Z`.

    Reading the text as the value's type gives the value again. Numbers have no superfluous zeros, datetimes are in UTC
    with milliseconds, or microseconds where they have some. A naive datetime has no instant, and is refused.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value) if -_LIMIT < value < _LIMIT else Refusal(f"has more than {MOST_DIGITS} digits")
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, Decimal):
        return _decimal_text(value)
    if isinstance(value, datetime):
        return _datetime_text(value)
    return value.isoformat()


def _float_text(value: float) -> Text:
    if value - value != 0:
        return Refusal("is not a finite number")
    if value.is_integer() and abs(value) < _PLAIN_FLOATS:
        return str(int(value))
    return repr(value)


def _decimal_text(value: Decimal) -> Text:
    if not value.is_finite():
        return Refusal("is not a finite number")
    if not value:
        return "0"
    text = str(value)
    if len(text) <= MOST_DIGITS and "E" not in text:  # nearly every one
        return text.rstrip("0").rstrip(".") if "." in text else text
    exponent = value.as_tuple().exponent
    if value.adjusted() >= MOST_DIGITS or (isinstance(exponent, int) and exponent < -MOST_DIGITS):
        return Refusal(f"has more than {MOST_DIGITS} digits before or after its point")
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _datetime_text(value: datetime) -> Text:
    moment = in_utc(value)
    if isinstance(moment, Refusal):
        return moment
    timespec = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    return f"{moment.date().isoformat()}T{moment.time().isoformat(timespec)}Z"


def in_utc(value: datetime) -> datetime | Refusal:
    """The same instant in UTC; refused without a zone, or where UTC's year isn't one from 1 to 9999."""
    if value.tzinfo is UTC:
        return value
    try:
        return value.astimezone(UTC) if value.utcoffset() is not None else Refusal("is a datetime without a zone")
    except OverflowError:
        return Refusal("lies outside the years 1 to 9999 in UTC")
    except Exception:  # noqa: BLE001  # a foreign tzinfo may raise whatever it likes
        return Refusal("has a zone that doesn't tell its offset")
