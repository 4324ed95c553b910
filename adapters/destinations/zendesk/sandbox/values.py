"""What each type of user field takes, and how it shows what it took."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from joey.adapters.destinations.zendesk.sandbox.errors import Complaint
from joey.adapters.sandbox import Json

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)([T ].*)?")
_WHOLE = re.compile(r"[+-]?\d+")
_MOST_TEXT = 65_535


def taken(definition: Mapping[str, Json], value: Json) -> Json | Complaint:
    """The value as the field holds it; null clears."""
    if value is None or (value == "" and definition["type"] != "checkbox"):
        return False if definition["type"] == "checkbox" else None
    return _TYPES[definition["type"]](definition, value)


def unset(definition: Mapping[str, Json]) -> Json:
    """What a field shows that nobody has set: false for a checkbox, else null (recorded)."""
    return False if definition["type"] == "checkbox" else None


def tags_of(definition: Mapping[str, Json]) -> set[str]:
    """The tags that the field may give its user: a checkbox's own, the chosen option of a dropdown."""
    options = {option["value"] for option in definition.get("custom_field_options") or ()}
    own = {definition["tag"]} if definition.get("tag") else set()
    return options | own


def tag_for(definition: Mapping[str, Json], value: Json) -> set[str]:
    """The tags that this value gives."""
    if definition["type"] == "checkbox":
        return {definition["tag"]} if value is True and definition.get("tag") else set()
    chosen = value if isinstance(value, list) else [value]
    return {str(one) for one in chosen} & tags_of(definition)


def _wrong(definition: Mapping[str, Json], told: str) -> Complaint:
    return Complaint(f"{definition['title']}: {told}", "InvalidValue")


def _text(definition: Mapping[str, Json], value: Json) -> Json | Complaint:
    if isinstance(value, dict | list):
        return _wrong(definition, "is invalid")
    written = str(value)
    return written if len(written) <= _MOST_TEXT else _wrong(definition, "is too long")


def _integer(definition: Mapping[str, Json], value: Json) -> Json | Complaint:
    if isinstance(value, bool) or not _WHOLE.fullmatch(str(value).strip()):
        return _wrong(definition, "is not a number")
    return int(str(value))


def _decimal(definition: Mapping[str, Json], value: Json) -> Json | Complaint:
    if isinstance(value, bool | dict | list):
        return _wrong(definition, "is not a number")
    try:
        return float(value)
    except ValueError:
        return _wrong(definition, "is not a number")


def _checkbox(definition: Mapping[str, Json], value: Json) -> Json | Complaint:
    known = {"true": True, "1": True, "false": False, "0": False, "": False}
    held = known.get(str(value).lower())
    return _wrong(definition, "is not true or false") if held is None else held


def _date(definition: Mapping[str, Json], value: Json) -> Json | Complaint:
    """A moment is cut to its day (recorded)."""
    found = _DAY.fullmatch(str(value))
    try:
        return f"{date.fromisoformat(found[1] if found else '')}T00:00:00+00:00"
    except ValueError:
        return _wrong(definition, "is not a date")


def _regexp(definition: Mapping[str, Json], value: Json) -> Json | Complaint:
    pattern = str(definition["regexp_for_validation"] or "").replace("\\A", "^").replace("\\z", r"\Z")
    return str(value) if re.search(pattern, str(value)) else _wrong(definition, "is invalid")


def _dropdown(definition: Mapping[str, Json], value: Json) -> Json | Complaint:
    return value if value in tags_of(definition) else _wrong(definition, "is not one of its options")


def _multiselect(definition: Mapping[str, Json], value: Json) -> Json | Complaint:
    chosen = value if isinstance(value, list) else [value]
    return chosen if set(chosen) <= tags_of(definition) else _wrong(definition, "is not one of its options")


_TYPES: Mapping[str, Callable[[Mapping[str, Json], Json], Json | Complaint]] = {
    "text": _text,
    "textarea": _text,
    "lookup": _text,
    "integer": _integer,
    "decimal": _decimal,
    "checkbox": _checkbox,
    "date": _date,
    "regexp": _regexp,
    "dropdown": _dropdown,
    "multiselect": _multiselect,
}
