"""Mailchimp's DestinationGateway: it talks, and leaves translating to payload, answers and results."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import assert_never

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.mailchimp import paths
from joey.adapters.destinations.mailchimp.answers import ARCHIVED, Dormant, Read, note_of, read_answer
from joey.adapters.destinations.mailchimp.complaints import complaint_of
from joey.adapters.destinations.mailchimp.keys import Matching
from joey.adapters.destinations.mailchimp.pages import pages
from joey.adapters.destinations.mailchimp.payload import SUBSCRIBED, Kinds, Row, row_of
from joey.adapters.destinations.mailchimp.results import batch_body, read_results
from joey.adapters.destinations.mailchimp.schema import kinds_of, schema_of
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, text
from joey.domain.action import ByKey, Lookup, RemoteRecord, Write
from joey.domain.facts import Call, Facts
from joey.domain.projection import GroupRule, KeyField
from joey.domain.record import RecordId
from joey.domain.schema import Schema
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import Answer, Gone, Handle, Refused, RowThrottled, RowUnknown, Submitted, Written

_SEEN = "id,contact_id,unique_email_id,email_address,status"


class MailchimpGateway:
    """The members of one audience, matched by e-mail or by id."""

    def __init__(self, http: VendorHttp, matching: Matching, facts: Facts) -> None:
        self._http = http
        self._matching = matching
        self._facts = facts
        self._kinds: Kinds = {}

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
        """All pages of the audience's merge fields; what kinds they are is kept for the writes."""
        listed = await pages(self._http, paths.merge_fields(self._matching.list_id), "merge_fields")
        if not is_successful(listed):
            return Failure(listed.failure())
        definitions = listed.unwrap()
        self._kinds = kinds_of(definitions)
        return Success(schema_of(definitions, self._matching))

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """A call for each. Who is archived isn't there: the write by key brings it back, where the mode creates."""
        read = await asyncio.gather(*(self._find(lookup) for lookup in lookups))
        failed = next((each for each in read if not is_successful(each)), None)
        if failed is not None:
            return Failure(failed.failure())
        return Success({lookup: each.unwrap() for lookup, each in zip(lookups, read, strict=True)})

    async def _find(self, lookup: Lookup) -> Result[tuple[RemoteRecord, ...], GatewayError]:
        named = self._matching.named(lookup.key) if isinstance(lookup, ByKey) else lookup.id
        seen = await self._member(named)
        return seen.map(lambda member: self._seen(member, lookup))

    async def _member(self, named: str) -> Result[Mapping[str, object] | None, GatewayError]:
        path = paths.member(self._matching.list_id, named)
        sent = await self._http.send(Request("GET", path, Call.FIND, params={"fields": _SEEN}))
        return sent.bind(_member)

    def _seen(self, member: Mapping[str, object] | None, lookup: Lookup) -> tuple[RemoteRecord, ...]:
        if member is None or text(member.get("status")) == ARCHIVED:
            return ()
        remote_id = text(member.get("contact_id")) or text(member.get("id"))
        keys = {text(member.get("email_address")).strip().lower()}
        if self._matching.by_id:
            keys = {text(member.get("id")), remote_id}
        if isinstance(lookup, ByKey):
            keys |= {lookup.key}
        return (RemoteRecord(remote_id, frozenset(key for key in keys if key)),)

    async def prepare(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:  # noqa: ARG002
        """Nothing to do: tags are made when first joined."""
        return Success({})

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One write is a call; several, which only come in large runs, are a submitted batch."""
        read = [(write.record_id, row_of(write, self._matching, self._kinds)) for write in writes]
        answers: dict[RecordId, Answer] = {who: row for who, row in read if isinstance(row, Refused)}
        rows = [row for _, row in read if isinstance(row, Row)]
        answers |= {row.record_id: Written(row.named) for row in rows if _says_nothing(row)}
        rows = [row for row in rows if row.record_id not in answers]
        if self._facts.bulk is not None and len(rows) > 1 and rows[0].call is not Call.DELETE:
            submitted = await self._submit(rows)
            return submitted.map(lambda handle: {**answers, **{row.record_id: Submitted(handle) for row in rows}})
        replies = await asyncio.gather(*(self._write(row) for row in rows))
        if len(replies) == 1 and not is_successful(replies[0]):
            return Failure(replies[0].failure())
        for row, reply in zip(rows, replies, strict=True):
            answers[row.record_id] = reply.unwrap() if is_successful(reply) else of_row(reply.failure())
        return Success(answers)

    async def _write(self, row: Row) -> Result[Answer, GatewayError]:
        if row.call is Call.DELETE:
            return await self._archive(row)
        sent = await self._send(row)
        if not is_successful(sent):
            return Failure(sent.failure())
        return await self._wakened(sent.unwrap())

    async def _send(self, row: Row) -> Result[Read, GatewayError]:
        list_id = self._matching.list_id
        path = paths.member(list_id, row.named) if row.named else paths.members(list_id)
        json = dict(row.body) if row.call is not Call.DELETE else None
        sent = await self._http.send(Request(row.method, path, row.call, json=json, params=row.params or None))
        return sent.map(lambda reply: read_answer(row.call, row.named, reply.status, reply.body, row.values))

    async def _wakened(self, read: Read) -> Result[Answer, GatewayError]:
        """A member that is still archived after it was written gets the status that brings it back."""
        if not isinstance(read, Dormant):
            return Success(read)
        path = paths.member(self._matching.list_id, read.id)
        params = {"skip_merge_validation": "true"}
        request = Request("PATCH", path, Call.UPDATE, json={"status": SUBSCRIBED}, params=params)
        sent = await self._http.send(request)
        if not is_successful(sent):
            return Failure(sent.failure())
        again = read_answer(Call.UPSERT, read.id, sent.unwrap().status, sent.unwrap().body)
        kept = Refused("the member is archived, and Mailchimp doesn't bring it back; unarchive it there")
        return Success(kept if isinstance(again, Dormant) else again)

    async def _archive(self, row: Row) -> Result[Answer, GatewayError]:
        """Looked at first: who isn't subscribed is left, since an archived member comes back as whatever it is told."""
        seen = await self._member(row.named)
        if not is_successful(seen):
            return Failure(seen.failure())
        state = text(mapping(seen.unwrap()).get("status"))
        if seen.unwrap() is None or state == ARCHIVED:
            return Success(Gone())
        left = await self._leave_tags(row)
        if not is_successful(left):
            return Failure(left.failure())
        if state != SUBSCRIBED:
            return Success(Written(row.named, note_of(state)))
        sent = await self._send(row)
        return sent.map(lambda read: Gone() if isinstance(read, Dormant) else read)

    async def _leave_tags(self, row: Row) -> Result[object, GatewayError]:
        if not row.body:
            return Success(None)
        path = paths.member_tags(self._matching.list_id, row.named)
        return await self._http.send(Request("POST", path, Call.LIST_REMOVE, json=dict(row.body)))

    async def _submit(self, rows: Sequence[Row]) -> Result[Handle, GatewayError]:
        body = batch_body(rows, self._matching.list_id)
        sent = await self._http.send(Request("POST", paths.BATCHES, Call.SUBMIT, json=body))
        return sent.bind(_handle)

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:
        """The rows of a finished batch, by their operations' ids; members that are still archived are brought back."""
        sent = await self._http.send(Request("GET", paths.batch(handle), Call.READ))
        if not is_successful(sent):
            return Failure(sent.failure())
        if sent.unwrap().status == 404:
            return Success({})
        state = mapping(sent.unwrap().body)
        if text(state.get("status")) != "finished":
            return Success(None)
        return await self._results(text(state.get("response_body_url")))

    async def _results(self, url: str) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:
        sent = await self._http.send(Request("GET", url, Call.READ, anonymous=True))
        if not is_successful(sent):
            return Failure(sent.failure())
        reply = sent.unwrap()
        rows = read_results(reply.content) if reply.ok else None
        if rows is None:
            return Failure(Unavailable("the results of a Mailchimp batch can't be read"))
        came = await asyncio.gather(*(self._wakened(read) for read in rows.values()))
        return Success(
            {
                who: each.unwrap() if is_successful(each) else of_row(each.failure())
                for who, each in zip(rows, came, strict=True)
            }
        )


def _says_nothing(row: Row) -> bool:
    return row.call is Call.UPDATE and not row.body


def _member(reply: Reply) -> Result[Mapping[str, object] | None, GatewayError]:
    if reply.status == 404:
        return Success(None)
    if not reply.ok:
        complaint = complaint_of(reply.body)
        return Failure(BatchRefused(complaint.reason(), complaint.field))
    if not text(mapping(reply.body).get("id")):
        return Failure(Unavailable("Mailchimp's answer about a member doesn't say which one it is"))
    return Success(mapping(reply.body))


def _handle(reply: Reply) -> Result[Handle, GatewayError]:
    if not reply.ok:
        return Failure(BatchRefused(f"Mailchimp takes no batch: {complaint_of(reply.body).reason()}"))
    batch_id = text(mapping(reply.body).get("id"))
    if not batch_id:
        return Failure(Unanswered("Mailchimp's answer to a batch doesn't say its id"))
    return Success(Handle(batch_id))


def of_row(error: GatewayError) -> Answer:
    """What the failure of a row's own call says of it."""
    match error:
        case BatchRefused(reason=reason, field=field):
            return Refused(reason, field)
        case Throttled(reason=reason, until=until):
            return RowThrottled(reason, until)
        case Misconfigured(reason=reason) | Unavailable(reason=reason) | Unanswered(reason=reason):
            return RowUnknown(reason)
        case _:
            assert_never(error)
