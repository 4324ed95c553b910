"""Intercom's DestinationGateway: it talks, and leaves translating to payload, answers and finding."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.intercom import paths
from joey.adapters.destinations.intercom.answers import FOR_GOOD, GONE, in_the_way, of_row, read_written
from joey.adapters.destinations.intercom.client import call
from joey.adapters.destinations.intercom.complaints import Complaint, complaint_of
from joey.adapters.destinations.intercom.facts import SEARCH_LAG
from joey.adapters.destinations.intercom.finding import Finder
from joey.adapters.destinations.intercom.keys import ARCHIVE, EXTERNAL_ID, Matching
from joey.adapters.destinations.intercom.lists import IntercomTags
from joey.adapters.destinations.intercom.payload import Row, row_of
from joey.adapters.destinations.intercom.recent import Recent
from joey.adapters.destinations.intercom.schema import attributes_of, schema_of
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply
from joey.adapters.http.untrusted import mapping, text
from joey.domain.action import Create, Delete, Lookup, RemoteRecord, Update, Upsert, Write
from joey.domain.facts import Call, Facts
from joey.domain.projection import GroupRule, KeyField
from joey.domain.record import RecordId
from joey.domain.schema import Schema
from joey.ports.clock import Clock
from joey.ports.errors import BatchRefused, GatewayError, Unavailable
from joey.ports.gateway import Answer, Exists, Gone, Handle, Refused, RowUnknown, Written

_SILENT = "Intercom's answer doesn't say which contact was removed"
_CAME_BACK = "the contact was archived, and is brought back"


class IntercomGateway:
    """The contacts of a workspace, matched by external id or by e-mail."""

    def __init__(self, http: VendorHttp, matching: Matching, facts: Facts, tags: IntercomTags, clock: Clock) -> None:
        self._http = http
        self._matching = matching
        self._facts = facts
        self._tags = tags
        self._recent = Recent(clock, SEARCH_LAG)
        self._finder = Finder(http, matching, self._recent)

    @property
    def facts(self) -> Facts:
        return self._facts

    @property
    def key(self) -> KeyField:
        return KeyField(self._matching.field, self._matching.key)

    @property
    def group_rule(self) -> GroupRule:
        return str.strip

    async def schema(self) -> Result[Schema, GatewayError]:
        """The data attributes of contacts; they come on one page."""
        sent = await self._http.send(call("GET", paths.DATA_ATTRIBUTES, Call.READ, params={"model": "contact"}))
        return sent.bind(lambda reply: _schema(reply, self._matching))

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """One search for all keys; a call for each id."""
        return await self._finder.find(lookups)

    async def prepare(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:  # noqa: ARG002
        """Nothing to do: tags are made when first joined."""
        return Success({})

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """A call for each."""
        replies = await asyncio.gather(*(self._write(write) for write in writes))
        if len(replies) == 1 and not is_successful(replies[0]):
            return Failure(replies[0].failure())
        return Success(
            {
                write.record_id: reply.unwrap() if is_successful(reply) else of_row(reply.failure())
                for write, reply in zip(writes, replies, strict=True)
            }
        )

    async def _write(self, write: Write) -> Result[Answer, GatewayError]:
        if isinstance(write, Delete):
            return await self._remove(write)
        if isinstance(write, Upsert):
            return Success(Refused("Intercom has no upsert"))
        row = row_of(write, self._matching)
        if isinstance(row, Refused):
            return Success(row)
        if isinstance(write, Update) and not row.body:
            return Success(Written(write.remote_id, row.note))
        taken = await self._taken(write, row)
        if not is_successful(taken):
            return Failure(taken.failure())
        there = taken.unwrap()
        if there is not None:
            return Success(there)
        answered = await (self._create(row) if isinstance(write, Create) else self._update(write, row))
        if is_successful(answered):
            self._note(answered.unwrap(), row, write)
        return answered

    async def _taken(self, write: Create | Update, row: Row) -> Result[Exists | None, GatewayError]:
        """Intercom lets contacts share an address: who has it is looked up, unless nobody was seen to of late."""
        moves = isinstance(write, Create) or write.diff.rekeyed is not None
        if not (moves and self._matching.by_email) or self._recent.claim(row.key):
            return Success(None)
        found = await self._finder.by_keys([row.key])
        mine = write.remote_id if isinstance(write, Update) else None
        return found.map(lambda seen: _other(seen.get(row.key, ()), mine))

    async def _create(self, row: Row) -> Result[Answer, GatewayError]:
        sent = await self._http.send(call("POST", paths.CONTACTS, Call.CREATE, row.body))
        if not is_successful(sent):
            return Failure(sent.failure())
        reply = sent.unwrap()
        if reply.status != 409:
            return Success(read_written(reply, row, self._matching))
        complaint = complaint_of(reply.body)
        if complaint.archived and complaint.existing is not None:
            return await self._brought_back(complaint.existing, row)
        return Success(in_the_way(complaint, about_key=True))

    async def _brought_back(self, contact_id: str, row: Row) -> Result[Answer, GatewayError]:
        """Unarchived, then given all that the new one should have held."""
        sent = await self._http.send(call("POST", paths.unarchive(contact_id), Call.UPDATE))
        if not is_successful(sent):
            return Failure(sent.failure())
        if not sent.unwrap().ok:
            why = complaint_of(sent.unwrap().body).reason(row.values)
            return Success(Refused(f"{FOR_GOOD} ({why})", EXTERNAL_ID))
        again = await self._http.send(call("PUT", paths.contact(contact_id), Call.UPDATE, row.body))
        return again.map(lambda reply: self._updated(reply, row, about_key=False, note=_CAME_BACK))

    async def _update(self, write: Update, row: Row) -> Result[Answer, GatewayError]:
        sent = await self._http.send(call("PUT", paths.contact(write.remote_id), Call.UPDATE, row.body))
        about_key = write.diff.rekeyed is not None and not self._matching.by_email
        return sent.map(lambda reply: self._updated(reply, row, about_key=about_key))

    def _updated(self, reply: Reply, row: Row, *, about_key: bool, note: str = "") -> Answer:
        if reply.status == 409:
            complaint: Complaint = complaint_of(reply.body)
            return in_the_way(complaint, about_key=about_key and not complaint.archived)
        return read_written(reply, row, self._matching, note)

    def _note(self, answer: Answer, row: Row, write: Write) -> None:
        if isinstance(answer, Written):
            self._recent.wrote(answer.id, row.key)
        elif isinstance(answer, Gone) and isinstance(write, Update):
            self._recent.gone(write.remote_id)

    async def _remove(self, write: Delete) -> Result[Answer, GatewayError]:
        """Archived, after Joey's tags are off, since an archived contact keeps them; or deleted for good."""
        archives = self._matching.removal == ARCHIVE
        left = await self._tags.leave(write.remote_id, sorted(write.groups) if archives else ())
        if not is_successful(left):
            return Failure(left.failure())
        method, path = ("POST", paths.archive) if archives else ("DELETE", paths.contact)
        sent = await self._http.send(call(method, path(write.remote_id), Call.DELETE))
        self._recent.gone(write.remote_id)
        return sent.map(lambda reply: _removed(reply, write))

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:  # noqa: ARG002
        """Intercom is given no jobs."""
        return Success({})


def _other(found: Sequence[RemoteRecord], mine: str | None) -> Exists | None:
    others = [one.id for one in found if one.id != mine]
    return Exists(others[0] if len(others) == 1 else None) if others else None


def _removed(reply: Reply, write: Delete) -> Answer:
    if reply.status in GONE:
        return Gone()
    if reply.ok:
        return Written(write.remote_id) if text(mapping(reply.body).get("id")) else RowUnknown(_SILENT)
    return Refused(complaint_of(reply.body).reason([write.key]))


def _schema(reply: Reply, matching: Matching) -> Result[Schema, GatewayError]:
    if not reply.ok:
        return Failure(BatchRefused(f"Intercom's data attributes: {complaint_of(reply.body).reason()}"))
    attributes = attributes_of(reply.body)
    if attributes is None:
        return Failure(Unavailable("Intercom's answer about its data attributes can't be read"))
    return Success(schema_of(attributes, matching))
