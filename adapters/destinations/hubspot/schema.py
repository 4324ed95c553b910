"""HubSpot's properties as the Fields of a Target; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from joey.adapters.destinations.hubspot.keys import CONTACTS, EMAIL, RECORD_ID, STANDARD, Matching
from joey.adapters.destinations.hubspot.payload import COMPANY
from joey.adapters.http.untrusted import mapping, mappings, text, texts
from joey.domain.property import FieldType
from joey.domain.schema import Field, Labels, Schema

_TYPES = {
    "string": FieldType.STRING,
    "enumeration": FieldType.STRING,
    "bool": FieldType.BOOLEAN,
    "number": FieldType.NUMBER,
    "date": FieldType.DATE,
    "datetime": FieldType.DATETIME,
    "phone_number": FieldType.PHONE_NUMBER,
}
"""Property types (guide: properties); `json` and `object_coordinates` are HubSpot's own and can't be written."""

_BY_NAME = {
    EMAIL: FieldType.EMAIL,
    "phone": FieldType.PHONE_NUMBER,
    "mobilephone": FieldType.PHONE_NUMBER,
}
_IMPORTANT = frozenset(
    {EMAIL, "firstname", "lastname", "first_name", "last_name", "name", "phone", "company", "domain"}
)
_LONGEST_TEXT = 65_536

_SINGULAR = {"contacts": "contact", "companies": "company"}


def writable(definition: Mapping[str, object]) -> bool:
    """Whether a property's values are ours to write: not read-only, not calculated, not archived."""
    metadata = mapping(definition.get("modificationMetadata"))
    closed = metadata.get("readOnlyValue") or metadata.get("readOnlyOptions")
    calculated = definition.get("calculated") or text(definition.get("fieldType")).startswith("calculation")
    known = text(definition.get("type")) in _TYPES and text(definition.get("name"))
    return bool(known and not closed and not calculated and not definition.get("archived"))


def unique(definition: Mapping[str, object]) -> bool:
    """Whether no two records can have the same value, so that records can be matched by it."""
    return definition.get("hasUniqueValue") is True


def schema_of(
    definitions: Sequence[Mapping[str, object]],
    matching: Matching,
    head: Mapping[str, object] | None = None,
    company_key: str | None = None,
) -> Schema:
    """The Schema from the object's properties and, for a custom object, its schema's ``head``."""
    required = {matching.field, *texts(mapping(head).get("requiredProperties"))}
    important = _IMPORTANT | required | frozenset(texts(mapping(head).get("searchableProperties")))
    fields = {
        field.name: field
        for definition in definitions
        if writable(definition)
        for field in [_field(definition, required, important)]
    }
    if matching.by_record_id:
        fields[RECORD_ID] = Field(RECORD_ID, FieldType.STRING, "Record ID", required=True, important=True)
    if company_key is not None:
        name = COMPANY + company_key
        fields[name] = Field(name, FieldType.STRING, f"The company's {company_key}", required=True, important=True)
    what = _SINGULAR.get(matching.object_type) or text(mapping(mapping(head).get("labels")).get("singular"))
    label = what if matching.object_type in STANDARD else what or "record"
    return Schema(fields, labels=Labels(f"HubSpot {label} property", "HubSpot list"))


def _field(definition: Mapping[str, object], required: set[str], important: frozenset[str]) -> Field:
    name = text(definition.get("name"))
    kind = text(definition.get("type"))
    type_ = FieldType.EMAIL if name == EMAIL else _BY_NAME.get(name, _TYPES[kind])
    return Field(
        name=name,
        type=type_,
        label=text(definition.get("label")),
        required=name in required,
        important=name in important,
        many=kind == "enumeration" and definition.get("fieldType") == "checkbox",
        choices=_choices(definition) if kind == "enumeration" else (),
        max_length=_LONGEST_TEXT if kind == "string" else None,
    )


def _choices(definition: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(text(option.get("value")) for option in mappings(definition.get("options")))


def key_choices(definitions: Sequence[Mapping[str, object]], object_type: str) -> list[tuple[str, str]]:
    """What records of an object can be matched by: contacts' e-mail, unique properties, HubSpot's own id."""
    found = [(EMAIL, "E-mail")] if object_type == CONTACTS else []
    found += [
        (text(each.get("name")), text(each.get("label"))) for each in definitions if unique(each) and writable(each)
    ]
    return [*found, (RECORD_ID, "HubSpot's record id: updates only")]
