"""What a field takes and keeps: types, lengths, picklists, and the form in which a value is shown again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from joey.adapters.destinations.salesforce.sandbox import ids
from joey.adapters.destinations.salesforce.sandbox.errors import RowFault, misfit
from joey.adapters.sandbox import Json

Field = Mapping[str, Json]

_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]]+@[^\s@<>,;:\"()\[\]]+\.[^\s@<>,;:\"()\[\].]+")
NUMBERS = frozenset({"double", "currency", "percent", "int"})
_TEXTS = frozenset({"string", "textarea", "phone", "url", "email", "encryptedstring"})


def kept(field: Field, value: Json) -> Json:
    """The value as it is stored; raises RowFault where the field doesn't take it."""
    kind = field["type"]
    if value is None or (value == "" and kind != "boolean"):
        return _nothing(field)
    if kind == "boolean":
        return _boolean(value)
    if kind in NUMBERS:
        return _number(field, value)
    if kind in {"date", "datetime"}:
        return _moment(kind, value)
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        raise misfit("string", value)
    return _text(field, str(value).strip())


def _nothing(field: Field) -> Json:
    if field["type"] == "boolean":
        raise misfit("boolean", "null")
    return None


def _boolean(value: Json) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false", "1", "0"}:
        return value.lower() in {"true", "1"}
    raise misfit("boolean", value)


def _number(field: Field, value: Json) -> Json:
    """Whole in an `int`, else rounded to the field's scale, half up (told by users; never recorded)."""
    kind = "int" if field["type"] == "int" else "double"
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise misfit(kind, value) from None
    if isinstance(value, bool) or not number.is_finite() or (kind == "int" and number % 1):
        raise misfit(kind, value)
    most = (field["digits"] or 9) if kind == "int" else field["precision"] - field["scale"]
    if most and abs(number) >= 10**most:
        told = f"{field['label']}: value outside of valid range on numeric field: {value}"
        raise RowFault("NUMBER_OUTSIDE_VALID_RANGE", told, (field["name"],))
    rounded = number.quantize(Decimal(1).scaleb(-field["scale"]), ROUND_HALF_UP)
    return int(rounded) if rounded % 1 == 0 else float(rounded)


def _moment(kind: str, value: Json) -> str:
    try:
        if kind == "date":
            return date.fromisoformat(str(value)[:10]).isoformat()
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise misfit(kind, value) from None
    if moment.tzinfo is None and "T" not in str(value):
        raise misfit(kind, value)
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def _text(field: Field, value: str) -> str:
    kind, name, label = field["type"], field["name"], field["label"]
    if kind == "picklist" and field["restrictedPicklist"] and value not in _picks(field):
        told = f"{label}: bad value for restricted picklist field: {value}"
        raise RowFault("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", told, (name,))
    if kind in {"reference", "id"}:
        if not ids.is_id(value):
            raise RowFault("MALFORMED_ID", f"{label}: id value of incorrect type: {value}", (name,))
        return ids.whole(value)
    if kind == "email" and not _EMAIL.fullmatch(value):
        raise RowFault("INVALID_EMAIL_ADDRESS", f"{label}: invalid email address: {value}", (name,))
    if kind in _TEXTS and field["length"] and len(value) > field["length"]:
        told = f"{label}: data value too large: {value} (max length={field['length']})"
        raise RowFault("STRING_TOO_LONG", told, (name,))
    return value.lower() if kind == "email" else value


def _picks(field: Field) -> set[str]:
    return {one["value"] for one in field["picklistValues"]}


def form(field: Field, held: Json) -> Json:
    """What stored values that are the same to a query have in common; texts are the same in whatever case."""
    if isinstance(held, str):
        return held if field["caseSensitive"] or field["type"] in {"reference", "id"} else held.lower()
    return held


def asked(field: Field, text: str) -> frozenset[Json]:
    """The forms that the value of a query names; an unquoted `null` is nothing."""
    nothing = frozenset({None} if text.lower() == "null" else ())
    if field["type"] in NUMBERS:
        try:
            return nothing | {float(text)}
        except ValueError:
            return nothing
    if field["type"] == "boolean":
        return nothing | {text.lower() == "true"}
    if field["type"] in {"reference", "id"}:
        return nothing | {ids.whole(text)}
    return nothing | {text if field["caseSensitive"] else text.strip().lower()}
