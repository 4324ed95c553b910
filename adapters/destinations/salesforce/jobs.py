"""Rows as the CSV of a bulk job, its results as answers, and the handle that any later run can read them by; pure."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from joey.adapters.destinations.salesforce.answers import refusal
from joey.adapters.destinations.salesforce.complaints import complaint_in
from joey.adapters.destinations.salesforce.ids import eighteen
from joey.adapters.destinations.salesforce.keys import ID, Setup
from joey.adapters.destinations.salesforce.payload import Json, Row
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.gateway import Answer, Handle, RowUnknown, Written

NULL = "#N/A"
"""What clears a field in a job's CSV; a blank cell leaves it (docs: prepare CSV files)."""

OPERATIONS = {Call.CREATE: "insert", Call.UPDATE: "update", Call.UPSERT: "upsert"}


@dataclass(frozen=True, slots=True)
class Job:
    """A submitted job. ``records``: who is meant by each row, by a digest of what the row is named by."""

    id: str
    call: Call
    records: Mapping[str, RecordId]


def job_body(call: Call, setup: Setup) -> Mapping[str, object]:
    """The body that makes a job; no row is touched before it is closed."""
    body = {"object": setup.matching.object, "operation": OPERATIONS[call], "contentType": "CSV", "lineEnding": "LF"}
    return {**body, "externalIdFieldName": setup.matching.field} if call is Call.UPSERT else body


def fits(row: Row) -> bool:
    """Whether a CSV can say it: a text that means "clear" can't be sent so."""
    return NULL not in row.fields.values()


def csv_of(rows: Sequence[Row]) -> bytes:
    """The CSV of rows of one kind."""
    names = sorted({name for row in rows for name in row.fields})
    first = [ID] if rows[0].call is Call.UPDATE else []
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([*first, *names])
    for row in rows:
        cells = [_cell(row.fields[name]) if name in row.fields else "" for name in names]
        writer.writerow([row.named, *cells] if first else cells)
    return written.getvalue().encode()


def _cell(value: Json) -> str:
    if value is None:
        return NULL
    return str(value).lower() if isinstance(value, bool) else str(value)


def handle_of(job_id: str, rows: Sequence[Row]) -> Handle:
    """The job's id, with who is meant by each of its rows."""
    told = [rows[0].call.value, {_digest(row.named): row.record_id for row in rows}]
    packed = base64.urlsafe_b64encode(zlib.compress(orjson.dumps(told))).decode()
    return Handle(f"{job_id} {packed}")


def job_of(handle: Handle) -> Job | None:
    """The job of a handle; None where it isn't one of ours."""
    job_id, _, packed = handle.partition(" ")
    try:
        call, records = orjson.loads(zlib.decompress(base64.urlsafe_b64decode(packed)))
        return Job(job_id, Call(call), {digest: RecordId(record_id) for digest, record_id in records.items()})
    except (ValueError, TypeError, AttributeError, zlib.error):
        return None


def _digest(named: str) -> str:
    return base64.urlsafe_b64encode(hashlib.blake2b(named.encode(), digest_size=12).digest()).decode()


def read_good(content: str, job: Job, setup: Setup) -> dict[RecordId, Answer]:
    """The rows that were written."""
    return _read(content, job, setup, lambda row, _: _written(row))


def read_bad(content: str, job: Job, setup: Setup) -> dict[RecordId, Answer]:
    """The rows that were refused, each for its own reason."""

    def refused(row: Mapping[str, str], named: str) -> Answer:
        ours = [cell for name, cell in row.items() if not name.startswith("sf__")]
        return refusal(complaint_in(row.get("sf__Error", "")), job.call, named, setup.matching.field, ours)

    return _read(content, job, setup, refused)


def read_left(content: str, job: Job, setup: Setup, answer: Answer) -> dict[RecordId, Answer]:
    """The rows that were not touched."""
    return _read(content, job, setup, lambda _, __: answer)


def _written(row: Mapping[str, str]) -> Answer:
    remote_id = row.get("sf__Id", "")
    return Written(eighteen(remote_id)) if remote_id else RowUnknown("the job's results don't say the record's id")


def _read(
    content: str, job: Job, setup: Setup, answer: Callable[[Mapping[str, str], str], Answer]
) -> dict[RecordId, Answer]:
    answers: dict[RecordId, Answer] = {}
    for row in _rows(content):
        shown = row.get("sf__Id") or row.get(ID, "")
        named = eighteen(shown) if job.call is Call.UPDATE else setup.matching.normal(row.get(setup.matching.field))
        record_id = job.records.get(_digest(named))
        if record_id is not None:
            answers[record_id] = answer(row, named)
    return answers


def _rows(content: str) -> Iterable[Mapping[str, str]]:
    for row in csv.DictReader(io.StringIO(content, newline="")):
        yield {str(name): cell for name, cell in row.items() if isinstance(cell, str)}
