"""Salesforce's results of rows, by position in a collection, or by themselves in a job; pure, and total on any JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never, cast

from joey.adapters.destinations.salesforce.complaints import (
    CONVERTED,
    DUPLICATE,
    PASSING,
    UNSURE,
    Complaint,
    complaint_of,
)
from joey.adapters.destinations.salesforce.ids import eighteen
from joey.adapters.destinations.salesforce.payload import Row
from joey.adapters.http.untrusted import mapping, text
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import Answer, Exists, Gone, Refused, RowThrottled, RowUnknown, Written

LEFT = "the lead was converted, and Salesforce leaves it as it is"

_MAKING = frozenset({Call.CREATE, Call.UPSERT})
_CHANGING = frozenset({Call.UPDATE, Call.DELETE})


def results_of(body: object, count: int) -> Sequence[Mapping[str, object]] | None:
    """A collection's results, by position; None where there aren't as many as rows were sent, or not each says one."""
    rows = cast("list[object]", body) if isinstance(body, list) else []
    results = [mapping(one) for one in rows]
    told = len(results) == count and all(isinstance(one.get("success"), bool) for one in results)
    return results if told else None


def read_results(body: object, rows: Sequence[Row], key_field: str) -> Mapping[RecordId, Answer]:
    """What became of each row of a collection that Salesforce took."""
    results = results_of(body, len(rows))
    if results is None:
        silent = RowUnknown("Salesforce's answer doesn't have a result for each record")
        return {row.record_id: silent for row in rows}
    return {row.record_id: _answer(one, row, key_field) for row, one in zip(rows, results, strict=True)}


def _answer(result: Mapping[str, object], row: Row, key_field: str) -> Answer:
    remote_id = text(result.get("id"))
    if result.get("success") is True and remote_id:
        return Written(eighteen(remote_id))
    if result.get("success") is not False:
        return RowUnknown("Salesforce's answer doesn't say what became of this record")
    return refusal(complaint_of(result), row.call, row.named, key_field, tuple(row.values))


def refusal(complaint: Complaint, call: Call, named: str, key_field: str, sent: Sequence[str] = ()) -> Answer:
    """What an error of a row means for it."""
    reason = complaint.reason(sent)
    if complaint.is_gone and call in _CHANGING:
        return Gone()
    if complaint.code == CONVERTED and call is Call.UPDATE:
        return Written(named, LEFT)
    if complaint.code == DUPLICATE and call in _MAKING and complaint.field in {None, key_field} and complaint.existing:
        return Exists(eighteen(complaint.existing))
    if complaint.code in PASSING:
        return RowThrottled(reason)
    if complaint.code in UNSURE:
        return RowUnknown(reason)
    return Refused(reason, complaint.field)


def of_row(error: GatewayError) -> Answer:
    """What the failure of a call says of each of its rows."""
    match error:
        case BatchRefused(reason=reason, field=field):
            return Refused(reason, field)
        case Throttled(reason=reason, until=until):
            return RowThrottled(reason, until)
        case Unavailable(reason=reason):
            return RowThrottled(reason)
        case Misconfigured(reason=reason) | Unanswered(reason=reason):
            return RowUnknown(reason)
        case _:
            assert_never(error)
