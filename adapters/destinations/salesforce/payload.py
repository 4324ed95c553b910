"""Actions to the rows of Salesforce's calls: values, types, defaults, parents; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from joey.adapters.destinations.salesforce.described import FieldInfo, ObjectInfo
from joey.adapters.destinations.salesforce.keys import Setup
from joey.adapters.destinations.salesforce.numbers import NUMBERS, number
from joey.adapters.destinations.salesforce.schema import MULTIPLE
from joey.domain.action import Create, Delete, Update, Upsert, Write
from joey.domain.canonical import text_of
from joey.domain.facts import Call
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.ports.gateway import Refused

Json = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Row:
    """One write as it is sent. ``named``: the remote id, or the key of what has none yet."""

    record_id: RecordId
    call: Call
    named: str
    fields: Mapping[str, Json] = field(default_factory=dict[str, Json])

    @property
    def values(self) -> Iterable[str]:
        """What is sent, as texts: not to be repeated in reasons."""
        return (str(value) for value in self.fields.values() if value is not None)

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to change."""
        return self.call is Call.UPDATE and not self.fields


def row_of(write: Write, setup: Setup, info: ObjectInfo, parent: str | None) -> Row | Refused:
    """The row of a write, or why it has none. ``parent``: the id of the parent that it speaks of."""
    matching = setup.matching
    match write:
        case Delete():
            return Row(write.record_id, Call.DELETE, write.remote_id)
        case Create() | Upsert() if matching.by_id:
            return Refused("a record can't be made with an id that is given to it; use the mode enrich", matching.field)
        case Create() | Upsert():
            spoken = {matching.field: write.wanted.key, **write.wanted.fields}
            call = Call.CREATE if isinstance(write, Create) else Call.UPSERT
            fields = _fields(spoken, setup, info, parent)
            return fields if isinstance(fields, Refused) else Row(write.record_id, call, write.wanted.key, fields)
        case Update():
            fields = _fields(_changed(write, setup), setup, info, parent)
            return fields if isinstance(fields, Refused) else Row(write.record_id, Call.UPDATE, write.remote_id, fields)


def _changed(write: Update, setup: Setup) -> Mapping[str, Value]:
    spoken = dict(write.diff.fields)
    name = setup.matching.field
    if write.diff.rekeyed is not None:
        spoken.setdefault(name, write.wanted.fields.get(name) or write.wanted.key)
    return spoken


def _fields(
    spoken: Mapping[str, Value], setup: Setup, info: ObjectInfo, parent: str | None
) -> dict[str, Json] | Refused:
    """Only what is spoken of; a parent's pseudo-fields become the field that refers to it."""
    reference = setup.reference
    fields: dict[str, Json] = {}
    for name, value in sorted(spoken.items()):
        if reference is not None and name.startswith(reference.prefix):
            if name == reference.key_field:
                fields[reference.field] = parent
        elif not (setup.matching.by_id and name == setup.matching.field):
            rendered = rendered_as(value, info.fields.get(name) or FieldInfo(name))
            if isinstance(rendered, Refusal):
                return Refused(rendered.reason, name)
            fields[name] = rendered
    return fields


def rendered_as(value: Value, known: FieldInfo) -> Json | Refusal:
    """The same, where nothing is refused by a field that must hold something."""
    rendered = render(value, known)
    if rendered is None and known.required:
        return Refusal("is empty, and Salesforce takes no record without it")
    return rendered


def render(value: Value, known: FieldInfo) -> Json | Refusal:
    """A value as Salesforce takes it; null, and a text of nothing, is what the field holds where nobody fills it."""
    if isinstance(value, tuple):
        if known.type != MULTIPLE:
            return Refusal("takes a single value, and this is a list")
        parts = [text_of(one) for one in value]
        refused = next((one for one in parts if isinstance(one, Refusal)), None)
        return refused or ";".join(one for one in parts if isinstance(one, str)) or nothing(known)
    if value is None:
        return nothing(known)
    if isinstance(value, bool):
        return value if known.type == "boolean" else str(value).lower()
    if isinstance(value, int | float | Decimal) and known.type in NUMBERS:
        return number(value, known)
    written = text_of(value)
    if isinstance(written, Refusal):
        return written
    return written.strip() or nothing(known)


def nothing(known: FieldInfo) -> Json:
    """What clears a field: its default, as describe says it; a checkbox is never null."""
    default = known.default if isinstance(known.default, str | int | float | bool) else None
    return bool(default) if known.type == "boolean" else default


def collection(rows: Iterable[Row], object_: str) -> Mapping[str, object]:
    """The body of a collection; rows that are changed say their ids."""
    return {"allOrNone": False, "records": [_record(row, object_) for row in rows]}


def _record(row: Row, object_: str) -> Mapping[str, object]:
    told: dict[str, object] = {"attributes": {"type": object_}, **row.fields}
    return {**told, "id": row.named} if row.call is Call.UPDATE else told
