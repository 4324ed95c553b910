"""How raw values are read as dates and datetimes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal

from joey.domain.canonical import in_utc
from joey.domain.property import Refusal
from joey.domain.reading.text import Read, Rule, parsed, zoned

_MOMENT = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?) ?(?P<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_EPOCH = Refusal(
    "is a number, which could count seconds or milliseconds; turn it into a date or timestamp in the query"
)
_NOT_DATE = Refusal("is not an ISO 8601 date (like 2024-12-31)")
_NOT_DATETIME = Refusal("is not an ISO 8601 date and time (like 2024-12-31T23:59:59Z)")
_NUMBERS: dict[type, Rule] = {kind: lambda _: _EPOCH for kind in (int, float, Decimal)}


def date_rules() -> dict[type, Rule]:
    """A date; or the date that a datetime shows, in its own zone: it is the day that whoever wrote the row saw."""
    return {date: lambda raw: raw, datetime: datetime.date} | _NUMBERS | parsed(_date_of_text)


def datetime_rules(zone: tzinfo) -> dict[type, Rule]:
    """An instant, in UTC; a datetime without a zone is in the stated one, and so is the midnight that a date means."""

    def instant(raw: datetime) -> Read:
        return in_utc(zoned(raw, zone))

    def of_text(text: str) -> Read:
        raw = _moment(text)
        return instant(raw) if raw else _EPOCH if text.isdigit() else _NOT_DATETIME

    return {datetime: instant, date: lambda raw: instant(midnight(raw))} | _NUMBERS | parsed(of_text)


def midnight(day: date) -> datetime:
    """The start of the day, in no zone."""
    return datetime.combine(day, time())


def midnight_in_utc(day: date) -> datetime:
    """The start of the day in UTC."""
    return datetime.combine(day, time(), UTC)


def _date_of_text(text: str) -> Read:
    raw = _moment(text)
    return raw.date() if raw else _EPOCH if text.isdigit() else _NOT_DATE


def _moment(text: str) -> datetime | None:
    """The datetime that ISO 8601 text shows, cut to microseconds; None where it is none."""
    found = _MOMENT.fullmatch(text)
    if not found:
        return None
    clock = (found["time"] or "00:00")[:15]
    try:
        return datetime.fromisoformat(f"{found['date']}T{clock}{(found['zone'] or '').upper()}")
    except ValueError:
        return None
