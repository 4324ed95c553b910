"""Marketo's lead fields as the Fields of a Target; pure."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.marketo.keys import EMAIL, LEAD_ID, Matching
from joey.adapters.http.untrusted import mapping, mappings, text, texts
from joey.domain.property import FieldType
from joey.domain.schema import Field, Labels, Schema

_TYPES = {
    "string": FieldType.STRING,
    "text": FieldType.STRING,
    "textarea": FieldType.STRING,
    "reference": FieldType.STRING,
    "email": FieldType.EMAIL,
    "phone": FieldType.PHONE_NUMBER,
    "url": FieldType.URL,
    "integer": FieldType.INTEGER,
    "score": FieldType.INTEGER,
    "percent": FieldType.INTEGER,
    "float": FieldType.NUMBER,
    "currency": FieldType.NUMBER,
    "boolean": FieldType.BOOLEAN,
    "date": FieldType.DATE,
    "datetime": FieldType.DATETIME,
}
"""Types of lead fields (field-types); formulas and lead functions are Marketo's own to fill."""

COMPANY_FIELDS = frozenset(
    "company site billingStreet billingCity billingState billingCountry billingPostalCode website mainPhone"
    " annualRevenue numberOfEmployees industry sicCode mktoCompanyNotes".split()
)
"""Fields of the lead's company: describe shows them, and a sync of leads doesn't support their update (leads)."""

_IMPORTANT = frozenset({EMAIL, "firstName", "lastName"})

LABELS = Labels("Marketo lead field", "Marketo static list")


def writable(definition: Mapping[str, object]) -> bool:
    """Whether a field's values are ours to write."""
    name, kind = text(definition.get("name")), text(definition.get("dataType"))
    return bool(name and kind in _TYPES and definition.get("updateable") is True and name not in COMPANY_FIELDS)


def schema_of(described: Mapping[str, object], matching: Matching) -> Schema:
    """The key, and every field that can be written."""
    definitions = [one for one in mappings(described.get("fields")) if writable(one) and one.get("name") != LEAD_ID]
    fields = {field.name: field for field in (_field(one, matching) for one in definitions)}
    if matching.by_id:
        fields[LEAD_ID] = Field(LEAD_ID, FieldType.INTEGER, "Lead id", required=True, important=True)
    return Schema(fields, labels=LABELS)


def _field(definition: Mapping[str, object], matching: Matching) -> Field:
    name, kind, length = text(definition["name"]), text(definition["dataType"]), definition.get("length")
    return Field(
        name=name,
        type=_TYPES[kind],
        label=text(definition.get("displayName")),
        required=name == matching.field,
        important=name in _IMPORTANT or name == matching.field,
        max_length=length if isinstance(length, int) and _is_text(kind) else None,
    )


def _is_text(kind: str) -> bool:
    return _TYPES[kind] in {FieldType.STRING, FieldType.EMAIL, FieldType.PHONE_NUMBER, FieldType.URL}


def key_choices(described: Mapping[str, object]) -> list[tuple[str, str]]:
    """What leads can be matched by: single searchable fields that can be written, and Marketo's own id."""
    labels = {
        text(one.get("name")): text(one.get("displayName"))
        for one in mappings(described.get("fields"))
        if writable(one)
    }
    groups = described.get("searchableFields")
    single = [texts(group) for group in groups if isinstance(group, list)] if isinstance(groups, list) else []
    names = dict.fromkeys(group[0] for group in single if len(group) == 1 and group[0] in labels)
    found = [(name, labels[name]) for name in names if name != LEAD_ID]
    return [*sorted(found, key=lambda one: (one[0] != EMAIL, one[0])), (LEAD_ID, "Marketo's lead id: updates only")]


def described_of(body: object) -> Mapping[str, object]:
    """The description of leads in an answer of describe2; an empty one where it holds none."""
    return next(iter(mappings(mapping(body).get("result"))), {})
