"""Which call goes to which handler."""

from __future__ import annotations

from joey.adapters.destinations.salesforce.sandbox import login, reads
from joey.adapters.destinations.salesforce.sandbox.bulk import Jobs
from joey.adapters.destinations.salesforce.sandbox.collections import Writing
from joey.adapters.destinations.salesforce.sandbox.org import Org
from joey.adapters.sandbox import Routes
from joey.adapters.sandbox.routes import Handler

BASE = "/services/data/{version}"
_JOB = BASE + "/jobs/ingest/{id}"


def routes(org: Org, jobs: Jobs) -> Routes:
    """The table of every call that the Sandbox answers."""
    table = Routes()
    _account(org, table)
    _reads(org, table)
    _writes(Writing(org), table)
    _jobs(jobs, table)
    return table


def _account(org: Org, table: Routes) -> None:
    table.add("POST", "/services/oauth2/token", lambda r, _: login.token(org, r))
    table.add("GET", "/services/oauth2/userinfo", lambda _, __: login.identity())
    table.add("GET", "/id/{organisation}/{user}", lambda _, __: login.identity())
    table.add("POST", "/services/Soap/u/{version}", lambda r, at: login.soap(org, r, at["version"]))
    table.add("GET", "/services/data", lambda _, __: reads.versions())
    table.add("GET", BASE + "/limits", lambda _, __: reads.limits(org))


def _reads(org: Org, table: Routes) -> None:
    table.add("GET", BASE + "/query", lambda r, at: reads.query(org, r, at["version"]))
    table.add("GET", BASE + "/query/{cursor}", lambda _, at: reads.more(org, at["cursor"], at["version"]))
    table.add("GET", BASE + "/sobjects", lambda _, at: reads.objects(org, at["version"]))
    table.add("GET", BASE + "/sobjects/{name}/describe", lambda _, at: reads.describe(org, at["name"], at["version"]))
    table.add("GET", BASE + "/sobjects/{name}/{id}", lambda _, at: reads.one(org, at["name"], at["id"], at["version"]))
    table.add("POST", BASE + "/composite/sobjects/{name}", lambda r, at: reads.many(org, r, at["name"], at["version"]))


def _writes(writing: Writing, table: Routes) -> None:
    rows = BASE + "/composite/sobjects"
    table.add("POST", rows, lambda r, _: writing.create(r))
    table.add("PATCH", rows, lambda r, _: writing.update(r))
    table.add("DELETE", rows, lambda r, _: writing.delete(r))
    table.add("PATCH", rows + "/{name}/{by}", lambda r, at: writing.upsert(r, at["name"], at["by"]))
    table.add("POST", BASE + "/sobjects/{name}", lambda r, at: writing.create_one(r, at["name"]))


def _jobs(jobs: Jobs, table: Routes) -> None:
    table.add("POST", BASE + "/jobs/ingest", lambda r, at: jobs.make(r, at["version"]))
    table.add("GET", BASE + "/jobs/ingest", lambda _, __: jobs.listed())
    table.add("GET", _JOB, lambda _, at: jobs.told(at["id"]))
    table.add("PATCH", _JOB, lambda r, at: jobs.change(r, at["id"]))
    table.add("DELETE", _JOB, lambda _, at: jobs.drop(at["id"]))
    table.add("PUT", _JOB + "/batches", lambda r, at: jobs.upload(r, at["id"]))
    for path, which in (("successfulResults", "good"), ("failedResults", "bad"), ("unprocessedrecords", "left")):
        for end in ("", "/"):
            table.add("GET", f"{_JOB}/{path}{end}", _results(jobs, which))


def _results(jobs: Jobs, which: str) -> Handler:
    return lambda _, at: jobs.results(at["id"], which)
