"""Members to upload bodies: rows of hashes under a schema of keys; pure. Nothing in clear gets past this module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from returns.result import Failure, Result, Success

from joey.adapters.destinations.facebook.normalising import normal, sent
from joey.adapters.destinations.facebook.schema import NAMES
from joey.domain.projection import KeyField
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.ports.gateway import Refused
from joey.ports.lists import Member

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Upload:
    """One call's rows, and who can't be in it. ``schema``: the keys, the primary one first; rows are as long."""

    schema: tuple[str, ...]
    rows: Mapping[RecordId, Row]
    refused: Mapping[RecordId, Refused]

    @property
    def body(self) -> Mapping[str, object]:
        """As it is sent. Without a session: one that is never finished hangs in "uploading"."""
        return {"payload": {"schema": self.schema, "data": list(self.rows.values())}}


def joining(members: Iterable[Member], primary_key: str) -> Upload:
    """All Fields that any of the members has; who lacks one has a blank there, which also clears it."""
    some = list(members)
    named = {name for member in some for name in member.snapshot.fields}
    return _upload(some, (primary_key, *(name for name in NAMES if name in named and name != primary_key)))


def leaving(members: Iterable[Member], primary_key: str) -> Upload:
    """By the primary key alone: the one that the Record had when it joined."""
    return _upload(members, (primary_key,))


def key_field(primary_key: str) -> KeyField:
    """The primary key in clear, normalised; it's hashed as it's sent."""

    def rule(value: Value) -> Result[str, Refusal]:
        key = normal(primary_key, value)
        if isinstance(key, Refusal):
            return Failure(key)
        return Success(key) if key else Failure(Refusal("is empty, and it is the key", primary_key))

    return KeyField(primary_key, rule)


def _upload(members: Iterable[Member], schema: tuple[str, ...]) -> Upload:
    rows: dict[RecordId, Row] = {}
    refused: dict[RecordId, Refused] = {}
    for member in members:
        row = _row(member, schema)
        if isinstance(row, Refusal):
            refused[member.record_id] = Refused(row.reason, row.field)
        else:
            rows[member.record_id] = row
    return Upload(schema, rows, refused)


def _row(member: Member, schema: tuple[str, ...]) -> Row | Refusal:
    primary_key, *others = schema
    values: list[str] = []
    fields = member.snapshot.fields
    for name, value in ((primary_key, member.key), *((name, fields.get(name)) for name in others)):
        one = sent(name, value)
        if isinstance(one, Refusal):
            return one
        values.append(one)
    return tuple(values)
