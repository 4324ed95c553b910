"""Actions to request bodies, and answers to what Joey knows; pure."""

from __future__ import annotations

from joey import Create, Field, FieldType, KeyField, Labels, Refused, RemoteRecord, Schema, Update, Upsert
from joey.adapters.http.untrusted import mapping, text
from joey.adapters.kit import json_fields, text_key

KEY, EMAIL = KeyField("userId", text_key), "email"
OWN = {
    KEY.name: Field(KEY.name, FieldType.STRING, "User id", required=True, important=True),
    EMAIL: Field(EMAIL, FieldType.EMAIL, "E-mail", required=True, important=True),
}
PLAIN = {"string": FieldType.STRING, "boolean": FieldType.BOOLEAN}
TYPES = {**PLAIN, "long": FieldType.INTEGER, "double": FieldType.FLOAT, "date": FieldType.DATETIME}


def schema_of(body: object) -> Schema:
    """The project's fields, and any other name."""
    told = {name: TYPES.get(text(type_)) for name, type_ in mapping(mapping(body).get("fields")).items()}
    own = {name: Field(name, type_) for name, type_ in told.items() if type_ is not None}
    return Schema({**own, **OWN}, FieldType.ANY, Labels("Iterable field", "Iterable list"))


def user_of(write: Create | Update | Upsert) -> dict[str, object] | Refused:
    """What is sent: the fields that changed, and null for a cleared one."""
    fields = json_fields(write.diff.fields)
    if isinstance(fields, Refused):
        return fields
    own = {name: value for name, value in fields.items() if name not in OWN}
    user = {"userId": write.wanted.key, "preferUserId": True, "dataFields": own}
    return user if isinstance(write, Update) else {**user, EMAIL: fields.get(EMAIL)}


def users_of(body: object) -> tuple[RemoteRecord, ...]:
    """The user whom a lookup found; an empty object is nobody."""
    id_ = text(mapping(mapping(body).get("user")).get("userId"))
    return (RemoteRecord(id_, frozenset({id_})),) if id_ else ()
