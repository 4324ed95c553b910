"""Reads of any object: its description, once, and queries, to their last page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.salesforce.complaints import complaint_of
from joey.adapters.destinations.salesforce.described import ObjectInfo, object_info
from joey.adapters.destinations.salesforce.paths import Paths
from joey.adapters.destinations.salesforce.session import Session
from joey.adapters.destinations.salesforce.soql import in_chunks, select
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.facts import Call
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Unavailable

Rows = list[Mapping[str, object]]


class Reader:
    """Reads with one Connection's session; descriptions are kept."""

    def __init__(self, session: Session, paths: Paths) -> None:
        self.session = session
        self.paths = paths
        self._known: dict[str, ObjectInfo] = {}
        self._describing = asyncio.Lock()

    async def describe(self, name: str, *, fresh: bool = False) -> Result[ObjectInfo, GatewayError]:
        """The fields of an object; Misconfigured where the organisation doesn't have it, or hides it."""
        async with self._describing:
            if name in self._known and not fresh:
                return Success(self._known[name])
            sent = await self.session.send(Request("GET", self.paths.describe(name), Call.READ))
            if not is_successful(sent):
                return Failure(sent.failure())
            reply = sent.unwrap()
            info = object_info(reply.body)
            if not reply.ok:
                told = f"Salesforce, asked about {name}: {complaint_of(reply.body).reason()}"
                return Failure(Misconfigured(told, "Check the object's name and that the user may see it."))
            if not info.fields:
                return Failure(Unavailable(f"Salesforce's answer about {name} names no fields"))
            self._known[name] = info
            return Success(info)

    async def select(
        self,
        names: Sequence[str],
        object_: str,
        where: tuple[str, Sequence[str]],
        also: Sequence[tuple[str, Sequence[str]]] = (),
    ) -> Result[Rows, GatewayError]:
        """The records where a field is one of these literals (none: none), in as many queries as it takes."""
        rows: Rows = []
        for some in in_chunks(where[1], 200):
            query = select(names, object_, [(where[0], some), *also])
            read = await self._query(query)
            if not is_successful(read):
                return read
            rows += read.unwrap()
        return Success(rows)

    async def _query(self, query: str) -> Result[Rows, GatewayError]:
        rows: Rows = []
        request = Request("GET", self.paths.query, Call.FIND, params={"q": query})
        while True:
            sent = await self.session.send(request)
            page = sent.bind(_page)
            if not is_successful(page):
                return Failure(page.failure())
            body = page.unwrap()
            rows += mappings(body.get("records"))
            more = text(body.get("nextRecordsUrl"))
            if body.get("done") is not False or not more:
                return Success(rows)
            if not more.startswith("/"):
                return Failure(Unavailable("Salesforce names a next page that isn't a path of its own"))
            request = Request("GET", more, Call.FIND)


def _page(reply: Reply) -> Result[Mapping[str, object], GatewayError]:
    """Anything but a list of records isn't taken for "there is none": that would make records twice."""
    body = mapping(reply.body)
    if not reply.ok:
        complaint = complaint_of(reply.body)
        if complaint.code in {"INVALID_FIELD", "INVALID_TYPE"}:
            return Failure(Misconfigured(f"Salesforce: {complaint.reason()}", "Check the Connection's options."))
        return Failure(BatchRefused(f"Salesforce: {complaint.reason()}"))
    if not isinstance(body.get("records"), list):
        return Failure(Unavailable("Salesforce didn't say which records it has: its answer has no records"))
    return Success(body)
