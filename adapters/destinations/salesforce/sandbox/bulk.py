"""Bulk API 2.0: a job is made, given its CSV, closed, worked off later, and read as three CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence

from joey.adapters.destinations.salesforce.sandbox.collections import Writing
from joey.adapters.destinations.salesforce.sandbox.errors import NOT_FOUND, Fault, RowFault
from joey.adapters.destinations.salesforce.sandbox.org import USER, Org
from joey.adapters.destinations.salesforce.sandbox.writes import Desk, repeated
from joey.adapters.sandbox import Json, Reply, Request

OPERATIONS = ("insert", "update", "upsert", "delete", "hardDelete")
_PREFIX, _NULL = "750", "#N/A"
_DELIMITERS = {"COMMA": ",", "TAB": "\t", "PIPE": "|", "SEMICOLON": ";", "CARET": "^", "BACKQUOTE": "`"}
_CSV = {"content-type": "text/csv", "sforce-locator": "null"}
_OURS = ("csv", "due", "good", "bad", "left")

Cells = Mapping[str, str]


class Jobs:
    """The ingest jobs of the organisation."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def make(self, request: Request, version: str) -> Reply:
        """`POST jobs/ingest`."""
        asked = request.json()
        table = self._org.table(str(asked.get("object")))
        if table is None or asked.get("operation") not in OPERATIONS:
            raise Fault(400, "INVALIDENTITY", f"Entity '{asked.get('object')}' is not supported by the Bulk API.")
        if asked["operation"] == "upsert" and table.type.field(str(asked.get("externalIdFieldName"))) is None:
            raise Fault(400, "INVALIDJOB", "External ID was blank for upsert operation on Bulk API v2.0")
        id_ = self._org.new_id(_PREFIX)
        kept = {"contentType": "CSV", "lineEnding": "LF", "columnDelimiter": "COMMA", **asked}
        told = {"id": id_, **kept, "createdById": USER, "createdDate": self._org.moment(), "state": "Open"}
        told |= {"systemModstamp": self._org.moment(), "concurrencyMode": "Parallel", "jobType": "V2Ingest"}
        told |= {"apiVersion": float(version[1:]), "contentUrl": f"services/data/{version}/jobs/ingest/{id_}/batches"}
        self._org.jobs[id_] = told
        return Reply(200, _shown(told))

    def upload(self, request: Request, id_: str) -> Reply:
        """`PUT jobs/ingest/{id}/batches`: 201; once a job."""
        job = self._job(id_)
        if job["state"] != "Open" or "csv" in job:
            raise Fault(400, "INVALIDJOBSTATE", "Cannot upload data: the job is closed, or has its data already")
        if "text/csv" not in request.headers.get("content-type", ""):
            raise Fault(415, "UNSUPPORTED_MEDIA_TYPE", "content-type of specified media: text/csv is required")
        job["csv"] = request.body.decode()
        return Reply(201)

    def change(self, request: Request, id_: str) -> Reply:
        """`PATCH jobs/ingest/{id}`: close it, or call it off."""
        job, state = self._job(id_), request.json().get("state")
        if state not in {"UploadComplete", "Aborted"} or job["state"] not in {"Open", "UploadComplete"}:
            raise Fault(400, "INVALIDJOBSTATE", f"Cannot change the state of a job that is {job['state']} to {state}")
        if state == "UploadComplete" and "csv" not in job:
            raise Fault(400, "INVALIDJOBSTATE", "Cannot close a job that has no data")
        job["state"] = state
        job["due"] = self._org.now() + self._org.switches.job_delay
        if state == "Aborted":
            job |= {"good": [], "bad": [], "left": _rows(job)}
        return Reply(200, _shown(job))

    def told(self, id_: str) -> Reply:
        """`GET jobs/ingest/{id}`."""
        return Reply(200, _shown(self._job(id_)))

    def listed(self) -> Reply:
        """`GET jobs/ingest`."""
        return Reply(200, {"done": True, "records": [_shown(one) for one in self._org.jobs.values()]})

    def drop(self, id_: str) -> Reply:
        """`DELETE jobs/ingest/{id}`."""
        job = self._job(id_)
        if job["state"] in {"Open", "InProgress"}:
            raise Fault(400, "INVALIDJOBSTATE", "Only a job that is closed, aborted or has failed can be deleted")
        del self._org.jobs[id_]
        return Reply(204)

    def results(self, id_: str, which: str) -> Reply:
        """`GET jobs/ingest/{id}/successfulResults/` and the other two files."""
        job = self._job(id_)
        rows = job.get(which)
        if rows is None:
            raise Fault(400, "INVALIDJOBSTATE", f"Job is not finished: {job['state']}")
        first = {"good": ("sf__Id", "sf__Created"), "bad": ("sf__Id", "sf__Error"), "left": ()}[which]
        return Reply(200, _written((*first, *_header(job)), rows), _CSV)

    def settle(self) -> None:
        """Work off what is due."""
        for job in self._org.jobs.values():
            if job["state"] == "UploadComplete" and job["due"] <= self._org.now():
                self._work(job)

    def _work(self, job: Json) -> None:
        table = self._org.table(job["object"])
        rows, header = _rows(job), _header(job)
        job |= {"state": "JobComplete", "good": [], "bad": [], "left": []}
        unknown = [one for one in header if table is None or (one != "Id" and table.type.field(one) is None)]
        if unknown or table is None:
            told = f"InvalidBatch : Field name not found : {', '.join(unknown)}"
            job |= {"state": "Failed", "errorMessage": told, "left": rows}
            return
        desk, twice = Writing(self._org).desk(table), repeated(job.get("externalIdFieldName", ""), rows)
        for row in rows:
            self._take(job, row, _act(job, desk, twice))

    @staticmethod
    def _take(job: Json, row: Cells, act: Callable[[Cells], tuple[str, bool]]) -> None:
        try:
            id_, made = act(row)
        except RowFault as fault:
            job["bad"].append({"sf__Id": row.get("Id", ""), "sf__Error": fault.text(), **row})
        else:
            job["good"].append({"sf__Id": id_, "sf__Created": str(made).lower(), **row})

    def _job(self, id_: str) -> Json:
        job = self._org.jobs.get(id_)
        if job is None:
            raise NOT_FOUND
        return job


def _act(job: Json, desk: Desk, twice: set[str]) -> Callable[[Cells], tuple[str, bool]]:
    def act(row: Cells) -> tuple[str, bool]:
        given = {name: None if cell == _NULL else cell for name, cell in row.items() if cell != "" and name != "Id"}
        match job["operation"]:
            case "insert":
                return desk.create(given), True
            case "update":
                return desk.update(row.get("Id"), given), False
            case "upsert":
                by = job["externalIdFieldName"]
                if str(row.get(by)).lower() in twice:
                    raise RowFault("DUPLICATE_VALUE", f"Duplicate external id specified: {row.get(by)}", (by,))
                return desk.upsert(by, given)
            case _:
                return desk.delete(row.get("Id")), False

    return act


def _reader(job: Json) -> csv.DictReader[str]:
    delimiter = _DELIMITERS[job["columnDelimiter"]]
    return csv.DictReader(io.StringIO(job.get("csv", ""), newline=""), delimiter=delimiter)


def _header(job: Json) -> Sequence[str]:
    return list(_reader(job).fieldnames or ())


def _rows(job: Json) -> list[Cells]:
    return list(_reader(job))


def _written(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(written, header, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def _shown(job: Json) -> Json:
    counts = {"numberRecordsProcessed": len(job.get("good", ())) + len(job.get("bad", ()))}
    counts["numberRecordsFailed"] = len(job.get("bad", ()))
    return {key: value for key, value in job.items() if key not in _OURS} | counts
