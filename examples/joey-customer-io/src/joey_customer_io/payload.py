"""Actions to attributes, and answers to what Joey knows; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from joey import Create, Field, FieldType, KeyField, Labels, Refused, RemoteRecord, Schema, Update, Upsert, Value
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.adapters.kit import Account, Json, json_fields, text_key

KEY = KeyField("customer_id", text_key)
SCHEMA = Schema(
    {
        "customer_id": Field("customer_id", FieldType.STRING, "Id", required=True, important=True),
        "email": Field("email", FieldType.EMAIL, "E-mail", important=True),
        "created_at": Field("created_at", FieldType.DATETIME, "Created at", important=True),
    },
    arbitrary=FieldType.ANY,
    labels=Labels("Customer.io attribute", "Customer.io attribute"),
)


def account_of(body: object) -> Account:
    """The first workspace that the App API's key opens."""
    first = next(iter(mappings(mapping(body).get("workspaces"))), {})
    return Account(text(first.get("id")), text(first.get("name")))


def attributes_of(write: Create | Update | Upsert) -> dict[str, Json] | Refused:
    """What is sent: moments as seconds since 1970, null for what is cleared, and an attribute for each group."""
    own = {name: _seconds(value) for name, value in write.diff.fields.items() if name != KEY.name}
    said = json_fields(own)
    return (
        said
        if isinstance(said, Refused)
        else {**said, **_groups(write.diff.joined, True), **_groups(write.diff.left, None)}
    )


def _groups(names: Iterable[str], member: bool | None) -> dict[str, Json]:
    return {f"In {name}": member for name in sorted(names)}


def _seconds(value: Value) -> Value:
    if isinstance(value, datetime):
        return int(value.timestamp())
    return int(datetime.combine(value, time(), UTC).timestamp()) if isinstance(value, date) else value


def people_of(body: object) -> tuple[RemoteRecord, ...]:
    """The person whom a lookup found."""
    id_ = text(mapping(mapping(body).get("customer")).get("id"))
    return (RemoteRecord(id_, frozenset({id_})),) if id_ else ()
