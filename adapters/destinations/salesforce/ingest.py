"""Bulk API 2.0: jobs that are made and filled by a write, and closed, watched and read by polls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.salesforce import jobs
from joey.adapters.destinations.salesforce.complaints import complaint_of
from joey.adapters.destinations.salesforce.facts import MOST_CSV_BYTES
from joey.adapters.destinations.salesforce.jobs import Job
from joey.adapters.destinations.salesforce.keys import Setup
from joey.adapters.destinations.salesforce.paths import Paths
from joey.adapters.destinations.salesforce.payload import Row
from joey.adapters.destinations.salesforce.session import Session
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, text
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.errors import BatchRefused, GatewayError, Unavailable
from joey.ports.gateway import Answer, Handle, Refused, RowThrottled

_CSV = {"content-type": "text/csv; charset=UTF-8"}
_CREATED = 201
_ENDED = frozenset({"JobComplete", "Failed", "Aborted"})
_LEFT, _BAD, _GOOD = _FILES = ("unprocessedrecords/", "failedResults/", "successfulResults/")

Answers = dict[RecordId, Answer]


class Ingest:
    """The jobs of one Connection.

    A write leaves a job open: Salesforce touches no row until it is closed. The first poll closes it, which is after
    its handle was journalled. So a job that nobody knows of never ran, and its rows are sent again.
    """

    def __init__(self, session: Session, paths: Paths, setup: Setup) -> None:
        self._session = session
        self._paths = paths
        self._setup = setup

    async def submit(self, rows: Sequence[Row]) -> Result[Handle, GatewayError]:
        """A job with these rows of one kind, not yet closed."""
        content = jobs.csv_of(rows)
        if len(content) > MOST_CSV_BYTES:
            return Failure(BatchRefused("these records are too large for one bulk job"))
        body = jobs.job_body(rows[0].call, self._setup)
        request = Request("POST", self._paths.jobs, Call.SUBMIT, json=body, repeatable=True)
        made = (await self._session.send(request)).bind(_made)
        if not is_successful(made):
            return Failure(made.failure())
        job_id = made.unwrap()
        path = self._paths.job(job_id, "batches")
        upload = Request("PUT", path, Call.SUBMIT, content=content, headers=_CSV, repeatable=False)
        sent = await self._session.send(upload)
        if not is_successful(sent):
            return Failure(_untouched(sent.failure()))
        return Success(jobs.handle_of(job_id, rows)) if _is_taken(sent.unwrap()) else Failure(_refused(sent.unwrap()))

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:
        """The rows of an ended job; None where it was closed just now, or runs."""
        job = jobs.job_of(handle)
        if job is None:
            return Success({})
        sent = await self._session.send(Request("GET", self._paths.job(job.id), Call.READ))
        if not is_successful(sent):
            return Failure(sent.failure())
        reply = sent.unwrap()
        if reply.status == 404:
            return Success({})
        told = mapping(reply.body)
        state = text(told.get("state"))
        if state == "Open":
            return await self._close(job)
        return await self._results(job, state, text(told.get("errorMessage"))) if state in _ENDED else Success(None)

    async def _close(self, job: Job) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:
        """One that can't be closed has got no rows: nothing was done, and nothing is told of them."""
        body = {"state": "UploadComplete"}
        request = Request("PATCH", self._paths.job(job.id), Call.SUBMIT, json=body, repeatable=True)
        sent = await self._session.send(request)
        return sent.map(lambda reply: None if reply.ok else {})

    async def _results(self, job: Job, state: str, why: str) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:
        answers: Answers = {}
        untouched = _untouched_row(state, why)
        for part in _FILES:
            pages = await self._pages(job, part)
            if not is_successful(pages):
                return Failure(pages.failure())
            for content in pages.unwrap():
                answers |= self._read(part, content, job, untouched)
        return Success(answers)

    def _read(self, part: str, content: str, job: Job, untouched: Answer) -> Answers:
        if part == _GOOD:
            return jobs.read_good(content, job, self._setup)
        if part == _BAD:
            return jobs.read_bad(content, job, self._setup)
        return jobs.read_left(content, job, self._setup, untouched)

    async def _pages(self, job: Job, part: str) -> Result[list[str], GatewayError]:
        pages: list[str] = []
        params: dict[str, str] = {}
        while True:
            request = Request(
                "GET", self._paths.job(job.id, part), Call.READ, params=params, headers={"accept": "text/csv"}
            )
            sent = await self._session.send(request)
            if not is_successful(sent):
                return Failure(sent.failure())
            reply = sent.unwrap()
            if not reply.ok:
                return Failure(
                    Unavailable(f"the results of a bulk job can't be read: {complaint_of(reply.body).reason()}")
                )
            pages.append(reply.content.decode("utf-8", "replace"))
            locator = reply.headers.get("sforce-locator", "null")
            if locator == "null":
                return Success(pages)
            params = {"locator": locator}


def _made(reply: Reply) -> Result[str, GatewayError]:
    job_id = text(mapping(reply.body).get("id"))
    if not reply.ok:
        return Failure(_refused(reply))
    return (
        Success(job_id) if job_id else Failure(Unavailable("Salesforce's answer about a bulk job doesn't say its id"))
    )


def _is_taken(reply: Reply) -> bool:
    """Whether the rows are there: an upload is answered with 201, without a body."""
    return reply.status == _CREATED


def _refused(reply: Reply) -> GatewayError:
    return Unavailable(f"Salesforce takes no bulk job: {complaint_of(reply.body).reason()}")


def _untouched(error: GatewayError) -> GatewayError:
    """Whatever became of an upload: the job wasn't closed, so that no row was touched."""
    return Unavailable(f"the upload of a bulk job failed, and nothing was done: {error.reason}")


def _untouched_row(state: str, why: str) -> Answer:
    if state == "Failed":
        return Refused(f"the bulk job failed: {why or 'Salesforce does not say why'}")
    return RowThrottled("the bulk job ended before this record's turn; it is sent again")
