"""HubSpot's replies to batches of writes, row by row; pure, and total on any JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from joey.adapters.destinations.hubspot.complaints import NO_SUCH_FIELD, Complaint, complaint_of
from joey.adapters.destinations.hubspot.keys import Matching
from joey.adapters.destinations.hubspot.payload import Row
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.action import Create, Delete, Update, Upsert
from joey.domain.record import RecordId
from joey.ports.errors import BatchRefused
from joey.ports.gateway import Answer, Exists, Gone, Refused, RowThrottled, RowUnknown, Written

_NO_CONTENT = 204
_NOT_THEIRS = ("INTERNAL", "SERVER", "TIMEOUT", "UNAVAILABLE")


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer for some rows; ``again``: those that HubSpot left alone because of the others."""

    answers: Mapping[RecordId, Answer]
    again: tuple[Row, ...] = field(default=())


Reading: TypeAlias = Settled | BatchRefused


def read_answer(status: int, body: object, rows: Sequence[Row], matching: Matching) -> Reading:
    """What a reply to a batch of writes says of each of its rows.

    2xx answers by row, and none is Written but by a result of its own (or an archive's 204). Anything else means that
    HubSpot did nothing: the rows that it names are refused and the others are for sending again; where it names none,
    the batch is refused, for the caller to halve.
    """
    if 200 <= status < 300:
        return _accepted(status, body, rows, matching)
    complaint = complaint_of(body)
    guilty = rows if len(rows) == 1 else _blamed(complaint, rows)
    if not guilty:
        return BatchRefused(complaint.reason(_values(rows)), complaint.field)
    blamed = {row.record_id for row in guilty}
    answers = {row.record_id: _refusal(complaint, row, matching) for row in guilty}
    return Settled(answers, tuple(row for row in rows if row.record_id not in blamed))


def _accepted(status: int, body: object, rows: Sequence[Row], matching: Matching) -> Reading:
    if status == _NO_CONTENT and all(isinstance(row.write, Delete) for row in rows):
        return Settled({row.record_id: Written(row.remote_id or "") for row in rows})
    given = mapping(body)
    results = mappings(given.get("results"))
    complaints = [complaint_of(error) for error in mappings(given.get("errors"))]
    answers: dict[RecordId, Answer] = _written(results, rows, matching)
    answers |= {
        row.record_id: _refusal(complaint, row, matching)
        for complaint in complaints
        for row in _blamed(complaint, rows)
    }
    open_rows = [row for row in rows if row.record_id not in answers]
    vague = [complaint for complaint in complaints if not _blamed(complaint, rows)]
    if vague and not answers and not results and len(rows) > 1:
        return BatchRefused(vague[0].reason(_values(rows)), vague[0].field)
    if len(open_rows) == 1 and len(vague) == 1:
        return Settled({**answers, open_rows[0].record_id: _refusal(vague[0], open_rows[0], matching)})
    silent = RowUnknown("HubSpot's answer doesn't say what became of this record")
    return Settled({**answers, **{row.record_id: silent for row in open_rows}})


def _written(
    results: Sequence[Mapping[str, object]], rows: Sequence[Row], matching: Matching
) -> dict[RecordId, Answer]:
    """Results come in any order: told by trace id, record id, key, or key in lower case where only one row has it."""
    by_trace = {row.trace: row for row in rows}
    by_name: dict[tuple[str, str], Row] | None = None
    answers: dict[RecordId, Answer] = {}
    strangers: list[str] = []
    for result in results:
        remote_id = text(result.get("id"))
        row = by_trace.get(text(result.get("objectWriteTraceId")))
        if row is None:
            by_name = by_name if by_name is not None else _names(rows)
            row = next((by_name[name] for name in _names_of(result, matching) if name in by_name), None)
        if row is None:
            strangers.append(remote_id)
        elif remote_id:
            answers[row.record_id] = Written(remote_id)
    left = [row for row in rows if row.record_id not in answers]
    if len(left) == len(strangers) == 1 and len(results) == len(rows) and strangers[0]:
        answers[left[0].record_id] = Written(strangers[0])
    return answers


def _names(rows: Sequence[Row]) -> dict[tuple[str, str], Row]:
    names: dict[tuple[str, str], Row] = {}
    lowered: dict[str, list[Row]] = {}
    for row in rows:
        if row.remote_id is not None:
            names["id", row.remote_id] = row
        else:
            names["key", row.key] = row
            lowered.setdefault(row.key.lower(), []).append(row)
    names |= {("lowered", key): sharing[0] for key, sharing in lowered.items() if len(sharing) == 1}
    return names


def _names_of(result: Mapping[str, object], matching: Matching) -> Iterable[tuple[str, str]]:
    key = matching.normal(text(mapping(result.get("properties")).get(matching.field)))
    yield "id", text(result.get("id"))
    yield "key", key
    yield "lowered", key.lower()


def _blamed(complaint: Complaint, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows that a complaint is about: those it names, or those with a field that no row may have."""
    if complaint.names_rows:
        traces, ids = set(complaint.traces), set(complaint.ids)
        return [row for row in rows if row.trace in traces or (row.remote_id or row.key) in ids]
    fields = {problem.field for problem in complaint.problems if problem.code in NO_SUCH_FIELD}
    return [row for row in rows if fields & row.properties.keys()]


def _refusal(complaint: Complaint, row: Row, matching: Matching) -> Answer:
    reason = complaint.reason(_values([row]))
    gone = complaint.category == "OBJECT_NOT_FOUND"
    if gone and isinstance(row.write, Update | Delete):
        return Gone()
    if complaint.existing is not None and _same_key(complaint, row, matching):
        return Exists(complaint.existing)
    if complaint.category.startswith("RATE_LIMIT"):
        return RowThrottled(reason)
    if complaint.category.startswith(_NOT_THEIRS):
        return RowUnknown(reason)
    return Refused(reason, complaint.field or _conflicting(complaint, matching))


def _same_key(complaint: Complaint, row: Row, matching: Matching) -> bool:
    """Whether what exists already has this row's key, and not another unique value of it."""
    return isinstance(row.write, Create | Upsert) and complaint.field in (None, matching.field)


def _conflicting(complaint: Complaint, matching: Matching) -> str | None:
    return matching.field if complaint.existing is not None else None


def _values(rows: Sequence[Row]) -> Iterable[str]:
    return (value for row in rows for value in row.properties.values())
