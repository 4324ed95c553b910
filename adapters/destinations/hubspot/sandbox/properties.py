"""The properties of an object type, and what values they take (HubSpot: "Properties" guide, property types)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from joey.adapters.destinations.hubspot.sandbox import moments
from joey.adapters.destinations.hubspot.sandbox.errors import Problem
from joey.adapters.sandbox import Json

TEXT_LIMIT = 65_536
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]"
)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")

Checked = str | Problem
"""The value as HubSpot stores it, or why it refuses it."""
Check = Callable[[str], Checked]


@dataclass(frozen=True, slots=True)
class Property:
    """A property of one object type; `shown` is its JSON in HubSpot's answers."""

    name: str
    shown: dict[str, Json]
    read_only: bool
    unique: bool
    check: Check


def property_of(shown: dict[str, Json], type_id: str) -> Property:
    """A property from its JSON. Contacts' `email` is checked as one; elsewhere it is plain text."""
    name = shown["name"]
    return Property(
        name=name,
        shown=shown,
        read_only=bool(shown["calculated"] or shown["modificationMetadata"]["readOnlyValue"]),
        unique=bool(shown.get("hasUniqueValue")),
        check=_email if (type_id, name) == ("0-1", "email") else _check(shown),
    )


def _check(shown: dict[str, Json]) -> Check:
    name: str = shown["name"]
    options = {option["value"]: option["label"] for option in shown["options"]}
    match shown["type"]:
        case "number":
            return lambda value: _number(name, value)
        case "date":
            return lambda value: _date(name, value)
        case "datetime":
            return lambda value: _datetime(name, value)
        case "bool":
            return lambda value: _option(name, value.lower(), {"true": "Yes", "false": "No"})
        case "enumeration" if options:
            several = shown["fieldType"] == "checkbox"
            return lambda value: _options(name, value, options) if several else _option(name, value, options)
        case _:
            return lambda value: _text(name, value)


def _text(name: str, value: str) -> Checked:
    if len(value) <= TEXT_LIMIT:
        return value
    return Problem(name, "PROPERTY_VALUE_TOO_LONG", f"Value is too long: the limit is {TEXT_LIMIT} characters")


def _email(value: str) -> Checked:
    lowered = value.strip().lower()
    if _EMAIL.fullmatch(lowered) and len(lowered) <= 254:
        return lowered
    return Problem("email", "INVALID_EMAIL", f"Email address {value} is invalid")


def _number(name: str, value: str) -> Checked:
    stripped = value.strip()
    if _NUMBER.fullmatch(stripped):
        return stripped
    return Problem(name, "INVALID_NUMBER", f"{value} was not a valid number.")


def _date(name: str, value: str) -> Checked:
    day = moments.plain_date(value)
    if day is not None:
        return day.isoformat()
    moment = moments.milliseconds(value)
    if moment is None:
        return Problem(name, "INVALID_LONG", f"{value} was not a valid long.")
    day = moments.midnight(moment)
    if day is not None:
        return day.isoformat()
    told = f"{moment} is at {moments.time_of_day(moment)} UTC, not midnight!"
    return Problem(name, "INVALID_DATE", told)


def _datetime(name: str, value: str) -> Checked:
    moment = moments.milliseconds(value)
    if moment is None:
        return Problem(name, "INVALID_LONG", f"{value} was not a valid long.")
    return moments.iso(moment)


def _option(name: str, value: str, options: dict[str, str]) -> Checked:
    if value in options:
        return value
    told = f"{value} was not one of the allowed options: [{', '.join(options.values())}]"
    return Problem(name, "INVALID_OPTION", told)


def _options(name: str, value: str, options: dict[str, str]) -> Checked:
    chosen = list(dict.fromkeys(part.strip() for part in value.split(";") if part.strip()))
    for part in chosen:
        checked = _option(name, part, options)
        match checked:
            case Problem():
                return checked
            case str():
                continue
            case _:
                assert_never(checked)
    return ";".join(chosen)
