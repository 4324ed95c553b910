"""Jobs: the bodies that submit them, the handles that name them, and what their results say of each row; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import orjson

from joey.adapters.destinations.zendesk import paths
from joey.adapters.destinations.zendesk.answers import refused
from joey.adapters.destinations.zendesk.complaints import complaint_of
from joey.adapters.destinations.zendesk.keys import EXTERNAL_ID
from joey.adapters.destinations.zendesk.payload import Row
from joey.adapters.http.exchange import Request
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.gateway import Answer, Gone, Handle, RowUnknown, Written

_RUNNING = frozenset({"queued", "working"})
_DONE = frozenset({"created", "updated", "deleted"})


@dataclass(frozen=True, slots=True)
class Ticket:
    """A submitted job, enough to read its results in another process.

    ``rows``: the Record of each row, and what names it at Zendesk: the key of a new user, the remote id of another.
    """

    job_id: str
    call: Call
    rows: tuple[tuple[RecordId, str], ...]

    def handle(self) -> Handle:
        """As it is journalled."""
        told = {"job": self.job_id, "call": self.call.value, "rows": self.rows}
        return Handle(orjson.dumps(told).decode())


def ticket_of(handle: Handle) -> Ticket | None:
    """The Ticket of a handle; None where it isn't one of ours."""
    try:
        told = mapping(orjson.loads(handle))
        rows = tuple((RecordId(who), name) for who, name in told["rows"])  # type: ignore[attr-defined]
        return Ticket(text(told["job"]), Call(text(told["call"])), rows)
    except (ValueError, KeyError, TypeError):
        return None


def ticket(job_id: str, rows: Sequence[Row]) -> Ticket:
    """The Ticket of rows of one kind."""
    call = rows[0].call
    return Ticket(
        job_id, call, tuple((row.record_id, row.key if call is Call.CREATE else row.remote_id) for row in rows)
    )


def submission(rows: Sequence[Row]) -> Request:
    """The call that submits rows of one kind, at most 100."""
    match rows[0].call:
        case Call.DELETE:
            ids = ",".join(row.remote_id for row in rows)
            return Request("DELETE", paths.DESTROY_MANY, Call.SUBMIT, json={}, params={"ids": ids})
        case Call.UPDATE:
            users = [{"id": int(row.remote_id), **row.body} for row in rows]
            return Request("PUT", paths.UPDATE_MANY, Call.SUBMIT, json={"users": users})
        case _:
            return Request("POST", paths.CREATE_MANY, Call.SUBMIT, json={"users": [dict(row.body) for row in rows]})


def running(state: Mapping[str, object]) -> bool:
    """Whether a job's results are still to come."""
    return text(state.get("status")).lower() in _RUNNING


def read_results(job: Ticket, state: Mapping[str, object]) -> dict[RecordId, Answer]:
    """What an ended job says, by Record; rows of which nothing can be read are left out."""
    results = mappings(state.get("results"))
    found: dict[RecordId, Answer] = {}
    for place, result in _placed(job, results):
        answer = _read(job.call, result)
        if answer is not None:
            found[job.rows[place][0]] = answer
    return found


def _placed(job: Ticket, results: Sequence[Mapping[str, object]]) -> Iterator[tuple[int, Mapping[str, object]]]:
    """Each result with the place of its row, by what names it: its external id, its id, or its index."""
    by_name = {name.lower(): place for place, (_, name) in enumerate(job.rows)}
    named_by = EXTERNAL_ID if job.call is Call.CREATE else "id"
    for result in results:
        place = by_name.get(text(result.get(named_by)).strip().lower())
        index = result.get("index")
        if place is None and isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(job.rows):
            place = index
        if place is not None:
            yield place, result


def _read(call: Call, result: Mapping[str, object]) -> Answer | None:
    """None where a row is told to be done, and no user is named: that was seen with bad addresses."""
    status, remote_id = text(result.get("status")).lower(), text(result.get("id"))
    failed = status == "failed" or result.get("success") is False or bool(result.get("error"))
    if failed:
        complaint = complaint_of(dict(result))
        gone = complaint.error.lower() in {"recordnotfound", "notfound", "usernotfound"}
        return Gone() if gone and call is not Call.CREATE else refused(call, complaint)
    done = status in _DONE or result.get("success") is True or (call is Call.CREATE and "index" in result)
    if not done or not remote_id.isdigit():
        return None
    return Written(remote_id)


SILENT = RowUnknown("the job's results don't speak of this user; the next run finds what came of it")
