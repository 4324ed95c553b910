"""Calls that write rows: collections of 200, answered by position."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.salesforce.answers import of_row, read_results
from joey.adapters.destinations.salesforce.complaints import complaint_of
from joey.adapters.destinations.salesforce.facts import ROWS
from joey.adapters.destinations.salesforce.keys import Setup
from joey.adapters.destinations.salesforce.paths import Paths
from joey.adapters.destinations.salesforce.payload import Row, collection
from joey.adapters.destinations.salesforce.session import Session
from joey.adapters.http.exchange import Reply, Request
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.errors import BatchRefused, GatewayError
from joey.ports.gateway import Answer

_METHODS = {Call.CREATE: "POST", Call.UPDATE: "PATCH", Call.UPSERT: "PATCH", Call.DELETE: "DELETE"}


class Collections:
    """Writes the rows of one Connection."""

    def __init__(self, session: Session, paths: Paths, setup: Setup) -> None:
        self._session = session
        self._paths = paths
        self._setup = setup

    async def write(self, rows: Sequence[Row]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """An answer for every row of one kind; where there is one call, its failure is the whole's."""
        parts = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
        replies = await asyncio.gather(*(self._write(part) for part in parts))
        if len(replies) == 1:
            return replies[0]
        answers: dict[RecordId, Answer] = {}
        for part, reply in zip(parts, replies, strict=True):
            failed = None if is_successful(reply) else of_row(reply.failure())
            answers |= reply.unwrap() if failed is None else {row.record_id: failed for row in part}
        return Success(answers)

    async def _write(self, rows: Sequence[Row]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        sent = await self._session.send(self._request(rows))
        return sent.bind(lambda reply: self._read(reply, rows))

    def _request(self, rows: Sequence[Row]) -> Request:
        call, matching = rows[0].call, self._setup.matching
        headers = self._setup.headers or None
        if call is Call.DELETE:
            params = {"ids": ",".join(row.named for row in rows), "allOrNone": "false"}
            return Request("DELETE", self._paths.rows, call, params=params)
        path = self._paths.upsert(matching.object, matching.field) if call is Call.UPSERT else self._paths.rows
        return Request(_METHODS[call], path, call, json=collection(rows, matching.object), headers=headers)

    def _read(self, reply: Reply, rows: Sequence[Row]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        if not reply.ok:
            complaint = complaint_of(reply.body)
            sent = [value for row in rows for value in row.values]
            return Failure(BatchRefused(f"Salesforce: {complaint.reason(sent)}", complaint.field))
        return Success(read_results(reply.body, rows, self._setup.matching.field))
