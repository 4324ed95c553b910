"""Intercom's data attributes as the Fields of a Target; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from joey.adapters.destinations.intercom.keys import EMAIL, EXTERNAL_ID, LEAD, Matching
from joey.adapters.http.untrusted import mapping, mappings, text, texts
from joey.domain.property import FieldType
from joey.domain.schema import Field, Labels, Schema

CUSTOM = "custom_attributes."
"""What the name of a custom attribute begins with."""

LABELS = Labels("Intercom attribute", "Intercom tag")

_TYPES = {
    "string": FieldType.STRING,
    "integer": FieldType.INTEGER,
    "float": FieldType.FLOAT,
    "boolean": FieldType.BOOLEAN,
    "date": FieldType.DATETIME,
}
"""Types of data attributes (API reference: data attributes); a date is a moment, in whole seconds."""

_LEFT_OUT = frozenset({"avatar", "role", EMAIL, EXTERNAL_ID})
_PHONE = "phone"


def schema_of(attributes: Sequence[Mapping[str, object]], matching: Matching) -> Schema:
    """The keys, and each attribute that can be written and isn't archived; arbitrary ones aren't taken."""
    fields = {field.name: field for field in _keys(matching)}
    for attribute in attributes:
        field = _field(attribute)
        if field is not None:
            fields[field.name] = field
    return Schema(fields, labels=LABELS)


def _keys(matching: Matching) -> list[Field]:
    """Leads have external ids that Intercom makes."""
    email = Field(EMAIL, FieldType.EMAIL, "Email", required=matching.by_email, important=True)
    external_id = Field(EXTERNAL_ID, FieldType.STRING, "User ID", required=not matching.by_email, important=True)
    return [email] if matching.creation == LEAD else [email, external_id]


def _field(attribute: Mapping[str, object]) -> Field | None:
    name, kind = text(attribute.get("full_name")) or text(attribute.get("name")), text(attribute.get("data_type"))
    writable = attribute.get("api_writable") is True and attribute.get("archived") is not True
    if not name or name in _LEFT_OUT or not writable or kind not in _TYPES:
        return None
    custom = attribute.get("custom") is True or name.startswith(CUSTOM)
    return Field(
        name=name if not custom or name.startswith(CUSTOM) else CUSTOM + name,
        type=FieldType.PHONE_NUMBER if name == _PHONE else _TYPES[kind],
        label=text(attribute.get("label")),
        important=custom or name == "name",
        choices=_options(attribute.get("options")) if kind == "string" else (),
    )


def _options(given: object) -> tuple[str, ...]:
    """Of a list attribute: texts, or objects with a `value`."""
    values = tuple(text(one.get("value")) for one in mappings(given))
    return tuple(one for one in values if one) or (texts(given) if isinstance(given, list) else ())


def attributes_of(body: object) -> tuple[Mapping[str, object], ...] | None:
    """The rows of the answer; None where it isn't one."""
    rows = mapping(body).get("data")
    return mappings(rows) if isinstance(rows, list) else None
