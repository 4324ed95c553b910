"""Merge fields: what each type takes, and how it is stored. Only the text about numbers is recorded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from joey.adapters.destinations.mailchimp.sandbox.errors import Problem
from joey.adapters.sandbox import Json

_LONGEST = 255
_ADDRESS = ("addr1", "city", "state", "zip")
_SHAPES: dict[str, tuple[re.Pattern[str], str]] = {
    "zip": (re.compile(r"\d{5}(-\d{4})?"), "Please enter a zip code (5 digits)"),
    "birthday": (
        re.compile(r"(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])"),
        "Please enter a month (01-12) and a day (01-31)",
    ),
    "url": (re.compile(r"https?://[^\s/]+\.[^\s/]+(/\S*)?"), "Please enter a valid URL"),
    "imageurl": (re.compile(r"https?://[^\s/]+\.[^\s/]+(/\S*)?"), "Please enter a valid URL"),
}
_US_PHONE = re.compile(r"\(?\d{3}\)?[-. ]?\d{3}[-. ]?\d{4}")

Stored = Json  # a text, a number, or an address as an object

TYPES = frozenset("text number address phone date url imageurl radio dropdown birthday zip".split())


def check(field: Mapping[str, Json], value: Json) -> Stored | Problem:
    """The value as it would be stored, or why it is refused; "" and null clear."""
    if value is None or value == "":
        return ""
    kind, tag = field["type"], field["tag"]
    if kind == "number":
        return _number(tag, value)
    if kind == "address":
        return _address(tag, value)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    refused = _refused(kind, field["options"], text)
    return text if refused is None else Problem(tag, refused)


def _number(tag: str, value: Json) -> Stored | Problem:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    try:
        number = float(str(value))
    except ValueError:
        return Problem(tag, "Please enter a number")
    return int(number) if number.is_integer() else number


def _address(tag: str, value: Json) -> Stored | Problem:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and all(value.get(part) for part in _ADDRESS):
        return {"addr2": "", "country": "US", **value}
    return Problem(tag, "Please enter a complete address")


def _refused(kind: str, options: Mapping[str, Json], text: str) -> str | None:
    shape = _SHAPES.get(kind)
    if shape is not None:
        return None if shape[0].fullmatch(text) else shape[1]
    return _OTHERS.get(kind, _text)(options, text)


def _text(_: Mapping[str, Json], text: str) -> str | None:
    return None if len(text) <= _LONGEST else "This value is too long. It should have 255 characters or less."


def _date(_: Mapping[str, Json], text: str) -> str | None:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        if not re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", text):
            return "Please enter a valid date"
    return None


def _phone(options: Mapping[str, Json], text: str) -> str | None:
    if options.get("phone_format") == "US" and not _US_PHONE.fullmatch(text):
        return "Please enter a phone number in the format (###) ###-####"
    return None


def _choice(options: Mapping[str, Json], text: str) -> str | None:
    choices = options.get("choices", [])
    return None if text in choices else f'Value must be one of: {", ".join(choices)} (not "{text}")'


_OTHERS: dict[str, Callable[[Mapping[str, Json], str], str | None]] = {
    "text": _text,
    "date": _date,
    "phone": _phone,
    "radio": _choice,
    "dropdown": _choice,
}
