"""RowGateway: a vendor that is asked and written one by one; a room says what is sent, and what an answer means."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.http import Reply, Request
from joey.adapters.http.untrusted import mapping, text
from joey.adapters.kit.answers import answer_of
from joey.adapters.kit.calling import well
from joey.adapters.kit.gateway import VendorGateway
from joey.domain.action import ById, ByKey, Create, Delete, Lookup, RemoteRecord, Upsert, Write
from joey.domain.record import RecordId
from joey.ports.errors import GatewayError
from joey.ports.gateway import Answer, Exists, Gone, Refused, RowUnknown


class RowGateway(VendorGateway):
    """A gateway of single calls: all its ``facts.sizes`` are 1, or 0. Where a write takes several, override ``sent``.

    ``looks_first``: for a vendor with one call that creates or updates: who is there is looked up before each create
    and update, so that the one changes nobody who is there, and the other makes nobody who isn't. ``key_is_id``: the
    vendor's own id of a record is its key. ``id_name``: else, where the answer to a create has the id.
    """

    looks_first: ClassVar[bool] = False
    key_is_id: ClassVar[bool] = False
    id_name = "id"

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
        """What became of it, by the status; a new record whose id isn't told is looked up by the next run."""
        known = "" if isinstance(write, Create | Upsert) else write.remote_id
        if self.key_is_id:
            known = write.key if isinstance(write, Delete) else write.wanted.key
        remote_id = known or text(mapping(reply.body).get(self.id_name))
        if reply.ok and not remote_id:
            return RowUnknown("the vendor's answer doesn't say the new record's id")
        return answer_of(reply, write, remote_id)

    async def find_one(self, lookup: Lookup) -> Result[tuple[RemoteRecord, ...], GatewayError]:
        """Every remote record that matches; none where the vendor says 404, nor one that its search found inexactly."""
        sent = await self.http.send(self.lookup(lookup))
        found = sent.bind(self._found)
        return found.map(lambda rows: tuple(row for row in rows if _is_meant(lookup, row)))

    def _found(self, reply: Reply) -> Result[tuple[RemoteRecord, ...], GatewayError]:
        return Success(()) if reply.status == 404 else well(reply, "a record").map(self.records)

    async def one(self, write: Write) -> Result[Answer, GatewayError]:
        """Write one Record, after a look where that is needed."""
        if not self.looks_first or isinstance(write, Upsert | Delete):
            return await self.sent(write)
        there = await self.find_one(ByKey(write.wanted.key) if isinstance(write, Create) else ById(write.remote_id))
        if not is_successful(there):
            return Failure(there.failure())
        matches = there.unwrap()
        if isinstance(write, Create) and matches:
            return Success(Exists(matches[0].id))
        return await self.sent(write) if matches or isinstance(write, Create) else Success(Gone())

    async def sent(self, write: Write) -> Result[Answer, GatewayError]:
        """The call that writes it."""
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


def _is_meant(lookup: Lookup, row: RemoteRecord) -> bool:
    return lookup.key in row.keys if isinstance(lookup, ByKey) else lookup.id == row.id
