"""Salesforce's fields as the Fields of a Target, and what Connections can be configured with; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from joey.adapters.destinations.salesforce.described import FieldInfo, ObjectInfo
from joey.adapters.destinations.salesforce.keys import ID, Reference, Setup
from joey.adapters.http.untrusted import mappings, text
from joey.domain.property import FieldType
from joey.domain.schema import Field, Labels, Schema

TYPES = {
    **dict.fromkeys(
        "string textarea encryptedstring id picklist multipicklist combobox reference base64".split(), FieldType.STRING
    ),
    **dict.fromkeys(("double", "currency", "percent"), FieldType.NUMBER),
    "int": FieldType.INTEGER,
    "boolean": FieldType.BOOLEAN,
    "date": FieldType.DATE,
    "datetime": FieldType.DATETIME,
    "email": FieldType.EMAIL,
    "phone": FieldType.PHONE_NUMBER,
    "url": FieldType.URL,
    "anyType": FieldType.ANY,
}
"""Types of fields (object reference: field types); address, location, time and others are parts or Salesforce's own."""

MULTIPLE = "multipicklist"
_IMPORTANT = frozenset({"FirstName", "LastName", "Email"})
_BOUNDED = frozenset({"string", "textarea", "encryptedstring", "email", "phone", "url"})
_FIRST_OBJECTS = ("Contact", "Lead", "Individual", "Account", "Opportunity")
_FIRST_GROUPS = ("Campaign", "Topic")
_FIRST_MEMBERSHIPS = ("CampaignMember", "TopicAssignment")


def usable(field: FieldInfo) -> bool:
    """Whether a Mapping can fill it."""
    return field.writable and field.type in TYPES


def schema_of(info: ObjectInfo, setup: Setup, parent: ObjectInfo | None) -> Schema:
    """The key, what can be written, and, by pseudo-fields, what a parent is matched by and made of."""
    key, reference = setup.matching.field, setup.reference
    shown = {
        name: _field(one, key, required=one.required and not setup.matching.by_id)
        for name, one in sorted(info.fields.items())
        if usable(one) and (reference is None or name != reference.field)
    }
    if key in info.fields:
        shown = {key: _field(info.fields[key], key, required=True), **shown}
        shown[key] = _field(info.fields[key], key, required=True)
    if reference is not None and parent is not None:
        shown |= {one.name: one for one in _parent_fields(parent, reference)}
    groups = "" if setup.grouping is None else setup.grouping.object
    return Schema(shown, labels=Labels(f"Salesforce {info.label or info.name} field", f"Salesforce {groups}".strip()))


def _field(field: FieldInfo, key: str, *, required: bool) -> Field:
    return Field(
        name=field.name,
        type=TYPES.get(field.type, FieldType.STRING),
        label=field.label,
        required=required,
        important=required or field.name in _IMPORTANT or field.name == key,
        many=field.type == MULTIPLE,
        choices=field.choices if field.restricted else (),
        max_length=field.length if field.type in _BOUNDED and field.length else None,
    )


def _parent_fields(parent: ObjectInfo, reference: Reference) -> Iterable[Field]:
    for name, one in parent.fields.items():
        is_key = name == reference.matching.field
        if is_key or (one.required and usable(one)):
            label = f"{parent.label or parent.name}: {one.label}"
            yield Field(
                reference.prefix + name,
                TYPES.get(one.type, FieldType.STRING),
                label,
                important=True,
                max_length=one.length if one.type in _BOUNDED and one.length else None,
            )


def object_choices(body: object, kind: str) -> list[tuple[str, str]]:
    """Objects whose records can be what ``kind`` wants (`object`, `group_object`, `membership_object`)."""
    needs = ["createable", "deletable", "queryable", *(["updateable"] if kind == "object" else [])]
    listed = {
        text(one.get("name")): text(one.get("label"))
        for one in mappings(body)
        if all(one.get(each) is True for each in needs) and text(one.get("name"))
    }
    first = {"group_object": _FIRST_GROUPS, "membership_object": _FIRST_MEMBERSHIPS}.get(kind, _FIRST_OBJECTS)
    return _ordered(listed, first)


def match_choices(info: ObjectInfo, first: Sequence[str] = ("Email",)) -> list[tuple[str, str]]:
    """Fields that records can be matched by; those that are ids of somebody's come first, Salesforce's own last."""
    fields = {name: one for name, one in sorted(info.fields.items()) if usable(one) and one.type != "boolean"}
    keys = [name for name, one in fields.items() if one.id_lookup or one.external_id]
    named = {name: _described(one) for name, one in fields.items()}
    return [*_ordered(named, (*first, *keys)), (ID, "Salesforce's own id: updates only")]


def field_choices(info: ObjectInfo, kind: str) -> list[tuple[str, str]]:
    """Fields that can be the name of a group (`name`), or that refer to other records (`reference`)."""
    if kind == "name":
        texts = {n: one.label for n, one in info.fields.items() if one.createable and one.type == "string"}
        return _ordered(texts, ("Name",))
    return [(n, one.label) for n, one in info.fields.items() if one.createable and one.type == "reference"]


def _described(field: FieldInfo) -> str:
    return f"{field.label} (external id: records are upserted)" if upsertable(field) else field.label


def upsertable(field: FieldInfo) -> bool:
    """Whether a collection can be upserted by it, each row meeting one record at most."""
    return field.external_id and field.unique


def _ordered(named: Mapping[str, str], first: Iterable[str]) -> list[tuple[str, str]]:
    names = dict.fromkeys([*(name for name in first if name in named), *sorted(named)])
    return [(name, named[name]) for name in names]
