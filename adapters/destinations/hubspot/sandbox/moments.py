"""HubSpot's ways of writing a moment: milliseconds, ISO with a Z, and plain dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_MS = 86_400_000


@lru_cache(maxsize=4_096)
def iso(milliseconds: int) -> str:
    """As HubSpot writes it: `2022-02-17T19:22:45.581Z`, and without `.000` on the full second."""
    moment = _EPOCH + timedelta(milliseconds=milliseconds)
    part = milliseconds % 1000
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{part:03d}Z" if part else f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def milliseconds(text: str) -> int | None:
    """A moment sent as milliseconds or ISO 8601, in milliseconds; None where it is neither."""
    try:
        if text.lstrip("-").isdigit():
            value = int(text)
            iso(value)
            return value
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (zoned - _EPOCH) // timedelta(milliseconds=1)


def plain_date(text: str) -> date | None:
    """A date sent as `YYYY-MM-DD`."""
    try:
        return date.fromisoformat(text) if len(text) == len("2022-02-17") else None
    except ValueError:
        return None


def midnight(value: int) -> date | None:
    """The date of milliseconds at midnight UTC; None at any other time of the day."""
    return (_EPOCH + timedelta(milliseconds=value)).date() if value % _DAY_MS == 0 else None


def time_of_day(value: int) -> str:
    """`5:0:0.0`, as the refusal of a date writes it."""
    moment = _EPOCH + timedelta(milliseconds=value)
    return f"{moment.hour}:{moment.minute}:{moment.second}.{value % 1000}"
