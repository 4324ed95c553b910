"""What Marketo makes of a value that is written to a lead field: by type, or a refusal (field-types.md, recorded)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

from joey.adapters.destinations.marketo.sandbox.account import LeadField
from joey.adapters.sandbox import Json

_EMAIL = re.compile(r"[!-~]+@[!-~]+\.[!-~]+")
_WHOLE = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_LARGEST = 2**31 - 1
_TEXT_BYTES = 30_000
_WORDS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class BadValueError(ValueError):
    """The value isn't one that the field takes."""


def _boolean(value: Json) -> Json:
    word = str(value).strip().lower()
    if word not in _WORDS:
        raise BadValueError
    return _WORDS[word]


def _integer(value: Json) -> Json:
    written = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
    if isinstance(value, bool) or not _WHOLE.fullmatch(written) or abs(int(written)) > _LARGEST:
        raise BadValueError
    return int(written)


def _decimal(value: Json) -> Json:
    written = str(value).strip()
    if isinstance(value, bool) or not _DECIMAL.fullmatch(written):
        raise BadValueError
    return float(written)


def _datetime(value: Json) -> Json:
    moment = datetime.fromisoformat(str(value).strip())
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _date(value: Json) -> Json:
    return date.fromisoformat(str(value).strip()[:10]).isoformat()


def _email(value: Json) -> Json:
    written = str(value).strip()
    if not _EMAIL.fullmatch(written):
        raise BadValueError
    return written


def _text(value: Json) -> Json:
    written = str(value).lower() if isinstance(value, bool) else str(value)
    if len(written.encode()) > _TEXT_BYTES:
        raise BadValueError
    return written


_BY_TYPE: dict[str, Callable[[Json], Json]] = {
    "boolean": _boolean,
    "integer": _integer,
    "score": _integer,
    "percent": _integer,
    "float": _decimal,
    "currency": _decimal,
    "datetime": _datetime,
    "date": _date,
    "email": _email,
}


def stored(field: LeadField, value: Json) -> Json:
    """The value as Marketo keeps it; raises ValueError where it refuses it. Null and "" clear, a boolean to false."""
    if value is None or value == "":
        return False if field.type == "boolean" else None
    if isinstance(value, list | dict):
        raise BadValueError
    kept = _BY_TYPE.get(field.type, _text)(value)
    if field.length is not None and isinstance(kept, str) and len(kept) > field.length:
        raise BadValueError
    return kept


def unset(field: LeadField) -> Json:
    """What a field shows that was never written."""
    return False if field.type == "boolean" else None
