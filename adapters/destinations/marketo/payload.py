"""Actions to the bodies of Marketo's calls; pure. Values are JSON's own, and null clears (field-types, recorded)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from urllib.parse import quote

from joey.adapters.destinations.marketo import paths
from joey.adapters.destinations.marketo.facts import BATCH
from joey.adapters.destinations.marketo.keys import LEAD_ID, Matching
from joey.adapters.http.exchange import Request
from joey.domain.action import ById, ByKey, Create, Delete, Lookup, Update, Upsert, Write
from joey.domain.canonical import in_utc, text_of
from joey.domain.facts import Call
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.ports.gateway import Refused

Json: TypeAlias = str | int | float | bool | None
Body: TypeAlias = Mapping[str, object]

LONGEST_QUERY = 6_000
"""Characters of encoded values in an address; Marketo takes 8 KB of all of it."""

ACTIONS = {Call.CREATE: "createOnly", Call.UPDATE: "updateOnly", Call.UPSERT: "createOrUpdate"}


@dataclass(frozen=True, slots=True)
class Row:
    """One write as it is sent."""

    write: Write
    key: str
    fields: Mapping[str, Json]

    @property
    def record_id(self) -> RecordId:
        """Whose write it is."""
        return self.write.record_id

    @property
    def remote_id(self) -> str | None:
        """The lead that it names, where it names one."""
        return self.write.remote_id if isinstance(self.write, Update | Delete) else None

    @property
    def rekeys(self) -> bool:
        """Whether it gives a lead another key."""
        return isinstance(self.write, Update) and self.write.diff.rekeyed is not None

    @property
    def claims(self) -> bool:
        """Whether a lead may come to have this key by it: it is kept apart from others with the same."""
        return isinstance(self.write, Create | Upsert) or self.rekeys

    @property
    def texts(self) -> Iterable[str]:
        """What it sends, as text: not to be repeated in an error."""
        return (str(value) for value in self.fields.values() if value is not None)


def value_json(value: Value) -> Json | Refusal:
    """A value as Marketo takes it: `YYYY-MM-DD`, ISO 8601 in UTC to the second, decimals in plain digits."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return Refusal("is a list, and Marketo's lead fields hold one value")
    if isinstance(value, datetime):
        moment = in_utc(value)
        return moment if isinstance(moment, Refusal) else moment.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    if isinstance(value, date):
        return value.isoformat()
    written = text_of(value)
    return value if isinstance(value, float) and not isinstance(written, Refusal) else written


def row_of(write: Write, matching: Matching) -> Row | Refused:
    """A write as a row of a call; refused where a value can't be sent, or Marketo alone could do it."""
    if isinstance(write, Create | Upsert) and matching.by_id:
        return Refused("Marketo has no lead of this id, and gives ids itself", matching.field)
    fields: dict[str, Json] = {}
    for name, value in _fields(write, matching).items():
        read = value_json(value)
        if isinstance(read, Refusal):
            return Refused(read.reason, name)
        fields[name] = read
    key = write.key if isinstance(write, Delete) else write.wanted.key
    if matching.field in fields:
        fields[matching.field] = key
    return Row(write, key, fields)


def _fields(write: Write, matching: Matching) -> Mapping[str, Value]:
    if isinstance(write, Delete):
        return {}
    fields: dict[str, Value] = dict(write.diff.fields)
    if isinstance(write, Create | Upsert):
        fields |= write.wanted.fields
        fields.setdefault(matching.field, write.wanted.key)
    elif write.diff.rekeyed is not None:
        fields.setdefault(matching.field, write.wanted.key)
    fields.pop(LEAD_ID, None)
    return dict(sorted(fields.items()))


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


def write_request(kind: Call, rows: Sequence[Row], matching: Matching) -> Request:
    """The call that writes rows of one kind."""
    if kind is Call.DELETE:
        ids = [{LEAD_ID: int(row.remote_id or 0)} for row in rows]
        return Request("POST", paths.DELETE_LEADS, kind, json={"input": ids})
    by_id = kind is Call.UPDATE
    body: dict[str, object] = {"action": ACTIONS[kind], "lookupField": LEAD_ID if by_id else matching.field}
    if matching.partition and not by_id:
        body["partitionName"] = matching.partition
    body["input"] = [{**({LEAD_ID: int(row.remote_id or 0)} if by_id else {}), **row.fields} for row in rows]
    return Request("POST", paths.LEADS, kind, json=body)


def find_request(lookups: Sequence[Lookup], matching: Matching, page: str = "") -> Request:
    """The lookup of leads by keys or by ids (all of one kind), each asked for once; long ones in a form."""
    by_id = isinstance(lookups[0], ById)
    values = dict.fromkeys(lookup.key if isinstance(lookup, ByKey) else lookup.id for lookup in lookups)
    params = {
        "filterType": LEAD_ID if by_id else matching.field,
        "filterValues": ",".join(values),
        "fields": ",".join(dict.fromkeys((LEAD_ID, matching.field))),
        "batchSize": str(BATCH),
    }
    if page:
        params["nextPageToken"] = page
    if len(quote(params["filterValues"], safe="")) <= LONGEST_QUERY:
        return Request("GET", paths.LEADS, Call.FIND, params=params)
    return Request("POST", paths.LEADS, Call.FIND, params={"_method": "GET"}, form=params)


def waves(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows in calls that name no lead twice, by id or by key in whatever case. Nearly always one call."""
    calls: list[list[Row]] = []
    named: list[set[str]] = []
    for row in rows:
        names = {f"id {row.remote_id}"} if row.remote_id is not None else set[str]()
        names |= {f"key {row.key.casefold()}"} if row.claims else set[str]()
        at = next((at for at, taken in enumerate(named) if names.isdisjoint(taken)), len(calls))
        if at == len(calls):
            calls.append([])
            named.append(set())
        calls[at].append(row)
        named[at] |= names
    return calls
