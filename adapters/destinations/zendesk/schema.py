"""Zendesk's user fields as the Fields of a Target, and which tags they give by themselves; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from joey.adapters.destinations.zendesk.facts import LONGEST_TEXT
from joey.adapters.destinations.zendesk.keys import EXTERNAL_ID
from joey.adapters.http.untrusted import mappings, text
from joey.domain.property import FieldType
from joey.domain.schema import Field, Labels, Schema

_TYPES = {
    "text": FieldType.STRING,
    "textarea": FieldType.STRING,
    "regexp": FieldType.STRING,
    "dropdown": FieldType.STRING,
    "multiselect": FieldType.STRING,
    "lookup": FieldType.STRING,
    "integer": FieldType.INTEGER,
    "decimal": FieldType.DECIMAL,
    "date": FieldType.DATE,
    "checkbox": FieldType.BOOLEAN,
}
"""Types of user fields (API reference: user fields); others can't be written in a way that is known."""

NAME, EMAIL, PHONE, ORGANIZATION = "name", "email", "phone", "organization_id"

OWN_FIELDS: Mapping[str, Field] = {
    each.name: each
    for each in (
        Field(EXTERNAL_ID, FieldType.STRING, "External id", required=True, important=True, max_length=LONGEST_TEXT),
        Field(NAME, FieldType.STRING, "Name", important=True, max_length=LONGEST_TEXT),
        Field(EMAIL, FieldType.EMAIL, "Primary e-mail", important=True),
        Field("alias", FieldType.STRING, "Alias", max_length=LONGEST_TEXT),
        Field(PHONE, FieldType.PHONE_NUMBER, "Phone"),
        Field("details", FieldType.STRING, "Details"),
        Field("notes", FieldType.STRING, "Notes"),
        Field(ORGANIZATION, FieldType.INTEGER, "Organization, by its Zendesk id"),
    )
}
"""What a user has besides user fields, and Joey may write."""

LABELS = Labels("Zendesk user field", "Zendesk tag")
_PREFIX = "user_fields."


@dataclass(frozen=True, slots=True)
class FieldTags:
    """The tags that user fields give their users by themselves: by field, the tag of each value."""

    by_field: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])

    def of(self, name: str) -> frozenset[str]:
        """All that this field may give."""
        return frozenset(self.by_field.get(name, {}).values())

    def given(self, name: str, value: object) -> frozenset[str]:
        """Those that this value gives."""
        chosen = value if isinstance(value, list | tuple) else (value,)
        known = self.by_field.get(name, {})
        written = ("true" if one is True else str(one) for one in chosen)
        return frozenset(known[one] for one in written if one in known)


def schema_of(definitions: Sequence[Mapping[str, object]]) -> Schema:
    """What a user has, and the active user fields by key; arbitrary ones aren't taken."""
    fields = dict(OWN_FIELDS)
    for known in (_field(each) for each in definitions):
        if known is not None:
            fields[known.name] = known
    return Schema(fields, labels=LABELS)


def own_key(name: str) -> str:
    """The user field's key of a Field's name."""
    return name.removeprefix(_PREFIX)


def tags_of(definitions: Sequence[Mapping[str, object]]) -> FieldTags:
    """The tags that checkboxes and dropdowns give."""
    by_field: dict[str, Mapping[str, str]] = {}
    for each in definitions:
        tag, options = text(each.get("tag")), _options(each)
        tags = {"true": tag} if tag else {one: one for one in options}
        if tags:
            by_field[text(each.get("key"))] = tags
    return FieldTags(by_field)


def _options(definition: Mapping[str, object]) -> tuple[str, ...]:
    found = (text(option.get("value")) for option in mappings(definition.get("custom_field_options")))
    return tuple(one for one in found if one)


def _field(definition: Mapping[str, object]) -> Field | None:
    """A key that is also an attribute of users gets a prefix."""
    key, kind = text(definition.get("key")), text(definition.get("type"))
    if not key or kind not in _TYPES or definition.get("active") is False:
        return None
    return Field(
        name=_PREFIX + key if key in OWN_FIELDS else key,
        type=_TYPES[kind],
        label=text(definition.get("title")),
        important=True,
        many=kind == "multiselect",
        choices=_options(definition),
    )
