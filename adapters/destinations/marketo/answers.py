"""Marketo's replies, row by row and lead by lead; pure, and total on any JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from joey.adapters.destinations.marketo.complaints import EXISTS, NOT_FOUND, complaint_of
from joey.adapters.destinations.marketo.keys import LEAD_ID, Matching
from joey.adapters.destinations.marketo.payload import Row
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.action import ById, Create, Delete, Lookup, RemoteRecord, Update, Upsert
from joey.domain.record import RecordId
from joey.ports.errors import BatchRefused
from joey.ports.gateway import Answer, Exists, Gone, Refused, RowUnknown, Written

_DONE = frozenset({"created", "updated", "deleted"})
_SILENT = "Marketo's answer doesn't say what became of this record"


def succeeded(body: object) -> bool:
    """Whether it is an answer of Marketo's that says so."""
    return mapping(body).get("success") is True


def read_written(body: object, rows: Sequence[Row]) -> dict[RecordId, Answer] | BatchRefused:
    """What a reply to a write says of each of its rows: results come in the order of the rows.

    An error of the whole call refuses the batch. Where there aren't as many results as rows, nobody can tell whose
    they are: all are unknown.
    """
    given = mapping(body)
    if given.get("success") is False:
        complaint = complaint_of(given)
        return BatchRefused(f"Marketo: {complaint.reason(_texts(rows))}", complaint.field)
    results = given.get("result")
    read = mappings(results)
    if not succeeded(given) or not isinstance(results, list) or len(read) != len(results) or len(read) != len(rows):
        return {row.record_id: RowUnknown(_SILENT) for row in rows}
    return {row.record_id: _answer(result, row) for row, result in zip(rows, read, strict=True)}


def _answer(result: Mapping[str, object], row: Row) -> Answer:
    status, lead_id = text(result.get("status")), text(result.get(LEAD_ID))
    if status in _DONE and lead_id and row.remote_id in (None, lead_id):
        return Written(lead_id)
    complaint = complaint_of(result)
    if status != "skipped" and not complaint.code:
        return RowUnknown(_SILENT)
    if complaint.code == NOT_FOUND and isinstance(row.write, Update | Delete):
        return Gone()
    if complaint.code == EXISTS and isinstance(row.write, Create | Upsert):
        return Exists(lead_id or None)
    return Refused(complaint.reason(row.texts), complaint.field)


def _texts(rows: Sequence[Row]) -> list[str]:
    return [written for row in rows for written in row.texts]


def read_found(body: object, lookups: Sequence[Lookup], matching: Matching) -> dict[Lookup, dict[str, RemoteRecord]]:
    """Every lead of one page, by its id, under each lookup that it answers to; a single lookup has them all."""
    found: dict[Lookup, dict[str, RemoteRecord]] = {}
    asked: dict[tuple[bool, str], list[Lookup]] = {}
    for lookup in lookups:
        asked.setdefault(_name(lookup), []).append(lookup)
    for lead in mappings(mapping(body).get("result")):
        lead_id, key = text(lead.get(LEAD_ID)), matching.normal(text(lead.get(matching.field)))
        if not lead_id:
            continue
        record = RemoteRecord(lead_id, frozenset({key} if key else ()))
        answering = lookups if len(lookups) == 1 else _answering(asked, lead_id, key)
        for lookup in answering:
            known = record if isinstance(lookup, ById) else RemoteRecord(lead_id, record.keys | {lookup.key})
            found.setdefault(lookup, {})[lead_id] = known
    return found


def _name(lookup: Lookup) -> tuple[bool, str]:
    return (True, lookup.id) if isinstance(lookup, ById) else (False, lookup.key.casefold())


def _answering(asked: Mapping[tuple[bool, str], list[Lookup]], lead_id: str, key: str) -> list[Lookup]:
    return [*asked.get((True, lead_id), ()), *asked.get((False, key.casefold()), ())]


def next_page(body: object) -> str:
    """The token of the next page; blank where this is the last one."""
    return text(mapping(body).get("nextPageToken"))
