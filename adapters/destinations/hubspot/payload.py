"""Actions to the bodies of HubSpot's calls; pure. Every property value is a text, and "" clears (HubSpot's OpenAPI)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from joey.adapters.destinations.hubspot.keys import ADDITIONAL_EMAILS, MERGED_IDS, Matching
from joey.domain.action import ById, ByKey, Create, Delete, Lookup, Update, Upsert, Write
from joey.domain.canonical import text_of
from joey.domain.facts import Call
from joey.domain.property import Refusal, Scalar, Value
from joey.domain.record import RecordId
from joey.ports.gateway import Refused

Body = Mapping[str, object]

COMPANY = "Company."
"""What the pseudo-field of a contact's company begins with: ``Company.domain`` names it by its domain."""


@dataclass(frozen=True, slots=True)
class Row:
    """One write as it is sent. ``trace``: what HubSpot calls it by in its errors; says nothing of the record."""

    write: Write
    trace: str
    key: str
    properties: Mapping[str, str]

    @property
    def record_id(self) -> RecordId:
        """Whose write it is."""
        return self.write.record_id

    @property
    def remote_id(self) -> str | None:
        """The remote record that it names, where it names one."""
        return self.write.remote_id if isinstance(self.write, Update | Delete) else None


def value_text(value: Value) -> str | Refusal:
    """A value as HubSpot takes it (guide: properties).

    None "", booleans "true" and "false", dates YYYY-MM-DD, datetimes ISO 8601 in UTC to the millisecond, numbers in
    plain digits without an exponent, lists joined by semicolons.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return _list_text(value) if isinstance(value, tuple) else _scalar_text(value)


def _scalar_text(value: Scalar) -> str | Refusal:
    if isinstance(value, float):
        return text_of(Decimal(repr(value)))
    if isinstance(value, datetime) and value.microsecond % 1000:
        return text_of(value.replace(microsecond=value.microsecond // 1000 * 1000))
    return text_of(value)


def _list_text(values: tuple[Scalar, ...]) -> str | Refusal:
    parts: list[str] = []
    for value in values:
        part = _scalar_text(value)
        if isinstance(part, Refusal):
            return part
        if ";" in part:
            return Refusal("holds a semicolon, which HubSpot takes as the end of a list's item")
        parts.append(part)
    return ";".join(parts)


def row_of(write: Write, trace: str, matching: Matching) -> Row | Refused:
    """A write as a row of a call; refused where a value has no text, or HubSpot alone could do it."""
    if isinstance(write, Create | Upsert) and matching.by_record_id:
        return Refused("HubSpot has no record of this id, and gives ids itself", matching.field)
    properties: dict[str, str] = {}
    fields = _fields(write, matching)
    for name in sorted(fields):
        if name.startswith(COMPANY):
            continue
        text = value_text(fields[name])
        if isinstance(text, Refusal):
            return Refused(text.reason, name)
        properties[name] = text
    key = write.key if isinstance(write, Delete) else write.wanted.key
    if matching.upserts and matching.field in properties:
        properties[matching.field] = key
    return Row(write, trace, key, properties)


def _fields(write: Write, matching: Matching) -> Mapping[str, Value]:
    if isinstance(write, Delete):
        return {}
    fields: dict[str, Value] = dict(write.diff.fields)
    if isinstance(write, Create | Upsert):
        fields.update(write.wanted.fields)
        fields.setdefault(matching.field, write.wanted.key)
    elif write.diff.rekeyed is not None:
        fields.setdefault(matching.field, write.wanted.fields.get(matching.field, write.wanted.key))
    elif write.found is not None and matching.by_email and write.wanted.key in write.found.keys:
        # It may be an additional address of the contact; naming it would make it the primary one.
        fields.pop(matching.field, None)
    if matching.by_record_id:
        fields.pop(matching.field, None)
    return fields


def call_of(write: Write) -> Call:
    """Which kind of call carries this write."""
    match write:
        case Create():
            return Call.CREATE
        case Update():
            return Call.UPDATE
        case Upsert():
            return Call.UPSERT
        case Delete():
            return Call.DELETE


ACTIONS = {Call.CREATE: "create", Call.UPDATE: "update", Call.UPSERT: "upsert", Call.DELETE: "archive"}
"""The last segment of the batch call for each kind."""


def write_body(kind: Call, rows: Sequence[Row], matching: Matching) -> Body:
    """The body of a batch of writes of one kind; each input has a trace id of its own, so that rows fail one by one."""
    return {"inputs": [_input(kind, row, matching) for row in rows]}


def _input(kind: Call, row: Row, matching: Matching) -> Body:
    if kind is Call.DELETE:
        return {"id": row.remote_id}
    sent: dict[str, object] = {"properties": row.properties, "objectWriteTraceId": row.trace}
    if kind is Call.UPDATE:
        sent["id"] = row.remote_id
    elif kind is Call.UPSERT:
        sent |= {"id": row.key, "idProperty": matching.field}
    return sent


def find_body(lookups: Sequence[Lookup], matching: Matching) -> Body:
    """The body of a batch read by keys or by ids (all of one kind), each asked for once."""
    ids = dict.fromkeys([lookup.key if isinstance(lookup, ByKey) else lookup.id for lookup in lookups])
    wanted = [matching.field, MERGED_IDS] + ([ADDITIONAL_EMAILS] if matching.by_email else [])
    body: dict[str, object] = {
        "inputs": [{"id": one} for one in ids],
        "properties": wanted,
        "propertiesWithHistory": [],
    }
    by_id = isinstance(lookups[0], ById) or matching.by_record_id
    return body if by_id else {**body, "idProperty": matching.field}


def list_body(name: str, object_type_id: str) -> Body:
    """The body that makes a list whose members are set by hand."""
    return {"name": name, "objectTypeId": object_type_id, "processingType": "MANUAL"}


def members_body(remote_ids: Iterable[str]) -> list[str]:
    """The body that adds or removes members: record ids, as texts, each once."""
    return list(dict.fromkeys(remote_ids))


def waves(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows in calls that name no record twice: HubSpot refuses such a batch whole. Nearly always one call."""
    calls: list[list[Row]] = []
    named: list[set[str]] = []
    for row in rows:
        name = row.remote_id or row.key.lower()
        at = next((at for at, names in enumerate(named) if name not in names), len(calls))
        if at == len(calls):
            calls.append([])
            named.append(set())
        calls[at].append(row)
        named[at].add(name)
    return calls
