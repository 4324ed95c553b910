"""RowGateway: a vendor that is asked and written one by one; a room says what is sent, and what an answer means."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.http import Reply, Request
from joey.adapters.http.untrusted import mapping, text
from joey.adapters.kit.answers import answer_of
from joey.adapters.kit.calling import well
from joey.adapters.kit.gateway import VendorGateway
from joey.domain.action import Create, Lookup, RemoteRecord, Upsert, Write
from joey.domain.record import RecordId
from joey.ports.errors import GatewayError
from joey.ports.gateway import Answer, Refused


class RowGateway(VendorGateway):
    """A gateway of single calls: all its ``facts.sizes`` are 1, or 0. Where a write takes several, override ``one``."""

    @abstractmethod
    def lookup(self, lookup: Lookup) -> Request:
        """The call that finds a remote record."""

    @abstractmethod
    def records(self, body: object) -> tuple[RemoteRecord, ...]:
        """Those that the call found."""

    @abstractmethod
    def request(self, write: Write) -> Request | Refused:
        """The call that writes one Record; refused where it has a value that can't be sent."""

    def answer(self, write: Write, reply: Reply) -> Answer:
        """What became of it: by the status, with a new record's id under ``id``."""
        known = "" if isinstance(write, Create | Upsert) else write.remote_id
        return answer_of(reply, write, known or text(mapping(reply.body).get("id")))

    async def find_one(self, lookup: Lookup) -> Result[tuple[RemoteRecord, ...], GatewayError]:
        """Every remote record that matches; none where the vendor says 404."""
        sent = await self.http.send(self.lookup(lookup))
        return sent.bind(self._found)

    def _found(self, reply: Reply) -> Result[tuple[RemoteRecord, ...], GatewayError]:
        return Success(()) if reply.status == 404 else well(reply, "a record").map(self.records)

    async def one(self, write: Write) -> Result[Answer, GatewayError]:
        """Write one Record."""
        request = self.request(write)
        if isinstance(request, Refused):
            return Success(request)
        sent = await self.http.send(request)
        return sent.map(lambda reply: self.answer(write, reply))

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """One call after the other."""
        found: dict[Lookup, tuple[RemoteRecord, ...]] = {}
        for lookup in lookups:
            matches = await self.find_one(lookup)
            if not is_successful(matches):
                return Failure(matches.failure())
            found[lookup] = matches.unwrap()
        return Success(found)

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One call after the other; since a batch holds one, a call that fails speaks for no other."""
        answers: dict[RecordId, Answer] = {}
        for write in writes:
            answer = await self.one(write)
            if not is_successful(answer):
                return Failure(answer.failure())
            answers[write.record_id] = answer.unwrap()
        return Success(answers)
