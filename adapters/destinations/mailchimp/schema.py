"""Mailchimp's merge fields as the Fields of a Target; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from joey.adapters.destinations.mailchimp.facts import LONGEST_TEXT
from joey.adapters.destinations.mailchimp.keys import EMAIL, MEMBER_ID, Matching
from joey.adapters.destinations.mailchimp.payload import ADDRESS, BIRTHDAY, LANGUAGE, US_PHONE, VIP
from joey.adapters.http.untrusted import mapping, text, texts
from joey.domain.property import FieldType
from joey.domain.schema import Field, Labels, Schema

_TYPES = {
    "text": FieldType.STRING,
    "number": FieldType.NUMBER,
    "address": FieldType.STRING,
    "phone": FieldType.PHONE_NUMBER,
    "date": FieldType.DATE,
    "url": FieldType.URL,
    "imageurl": FieldType.URL,
    "website": FieldType.URL,
    "radio": FieldType.STRING,
    "dropdown": FieldType.STRING,
    "birthday": FieldType.STRING,
    "zip": FieldType.STRING,
    "email": FieldType.EMAIL,
}
"""Types of merge fields (docs: merge fields); others can't be written in a way that is known."""

LABELS = Labels("Mailchimp merge field", "Mailchimp tag")


def schema_of(definitions: Sequence[Mapping[str, object]], matching: Matching) -> Schema:
    """The key, the merge fields by tag, and what a member has besides."""
    fields = {field.name: field for field in map(_field, definitions) if field is not None}
    fields[EMAIL] = Field(
        EMAIL, FieldType.EMAIL, "E-mail address", required=not matching.by_id, important=not matching.by_id
    )
    if matching.by_id:
        fields[MEMBER_ID] = Field(MEMBER_ID, FieldType.STRING, "Mailchimp id", required=True, important=True)
    fields[LANGUAGE] = Field(LANGUAGE, FieldType.STRING, "Language (a code such as fr or pt_BR)")
    fields[VIP] = Field(VIP, FieldType.BOOLEAN, "VIP")
    return Schema(fields, labels=LABELS)


def kinds_of(definitions: Sequence[Mapping[str, object]]) -> Mapping[str, str]:
    """The kinds of those merge fields that want a form of their own."""
    named = {text(each.get("tag")): _kind(each) for each in definitions}
    return {tag: kind for tag, kind in named.items() if kind}


def _kind(definition: Mapping[str, object]) -> str:
    type_ = text(definition.get("type"))
    if type_ == "phone":
        return US_PHONE if text(mapping(definition.get("options")).get("phone_format")) == "US" else ""
    return type_ if type_ in {BIRTHDAY, ADDRESS} else ""


def _field(definition: Mapping[str, object]) -> Field | None:
    tag, kind = text(definition.get("tag")), text(definition.get("type"))
    if not tag or kind not in _TYPES:
        return None
    return Field(
        name=tag,
        type=_TYPES[kind],
        label=text(definition.get("name")),
        required=definition.get("required") is True,
        important=True,
        choices=texts(mapping(definition.get("options")).get("choices")) if kind in {"radio", "dropdown"} else (),
        max_length=LONGEST_TEXT if kind == "text" else None,
    )
