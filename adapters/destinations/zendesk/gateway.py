"""Zendesk's DestinationGateway: it talks, and leaves translating to payload, answers and jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.zendesk import paths
from joey.adapters.destinations.zendesk.addresses import Addresses
from joey.adapters.destinations.zendesk.answers import EMAIL_TAKEN, forbidden, read_answer, trouble
from joey.adapters.destinations.zendesk.finder import Finder, key_at
from joey.adapters.destinations.zendesk.jobs import SILENT, Ticket, read_results, running, submission, ticket, ticket_of
from joey.adapters.destinations.zendesk.keys import EXTERNAL_ID, address_of, key_of, tag_of
from joey.adapters.destinations.zendesk.pages import body_of, pages
from joey.adapters.destinations.zendesk.payload import Row, row_of
from joey.adapters.destinations.zendesk.schema import EMAIL, FieldTags, schema_of, tags_of
from joey.adapters.destinations.zendesk.sending import of_row, request_of
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, text
from joey.domain.action import ById, ByKey, Lookup, RemoteRecord, Update, Write
from joey.domain.facts import Call, Facts
from joey.domain.projection import GroupRule, KeyField
from joey.domain.record import RecordId
from joey.domain.schema import Schema
from joey.ports.errors import GatewayError, Unanswered
from joey.ports.gateway import Answer, Exists, Handle, Refused, Submitted, Written

Answers = dict[RecordId, Answer]


@dataclass(slots=True)
class Bulk:
    """Whether this account takes jobs, as far as is known. ``insisted``: a refusal is an error, not a fallback."""

    insisted: bool = False
    refused: bool = False


class ZendeskGateway:
    """The end users of an account, matched by external id."""

    def __init__(self, http: VendorHttp, facts: Facts, bulk: Bulk) -> None:
        self._http = http
        self._facts = facts
        self._bulk = bulk
        self._finder = Finder(http)
        self._addresses = Addresses(http)
        self._tags = FieldTags()
        self._underway: dict[RecordId, Row] = {}
        self._waiting: set[RecordId] = set()

    @property
    def facts(self) -> Facts:
        return self._facts

    @property
    def key(self) -> KeyField:
        return KeyField(EXTERNAL_ID, key_of)

    @property
    def group_rule(self) -> GroupRule:
        return tag_of

    async def schema(self) -> Result[Schema, GatewayError]:
        """All pages of the account's user fields; which tags they give is kept for the writes."""
        listed = await pages(self._http, paths.USER_FIELDS, "user_fields")
        if not is_successful(listed):
            return Failure(listed.failure())
        self._tags = tags_of(listed.unwrap())
        return Success(schema_of(listed.unwrap()))

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """The active users; deleted ones are never found."""
        return await self._finder.find(lookups)

    async def prepare(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:  # noqa: ARG002
        """Nothing to do: a tag is there once a user has it."""
        return Success({})

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One write is a call; several, which only come in large runs, are a job where the account takes those."""
        has = await self._tags_now(writes)
        if not is_successful(has):
            return Failure(has.failure())
        read = [
            (each.record_id, row_of(each, self._tags, has.unwrap().get(each.record_id, frozenset()))) for each in writes
        ]
        answers: Answers = {who: row for who, row in read if isinstance(row, Refused)}
        rows = [row for _, row in read if isinstance(row, Row)]
        answers |= {row.record_id: Written(row.remote_id) for row in rows if _says_nothing(row)}
        answers |= {row.record_id: _STAFF for row in rows if self._is_staff(row)}
        rows = [row for row in rows if row.record_id not in answers]
        if self._facts.bulk is not None and len(rows) > 1 and not self._bulk.refused:
            return await self._in_bulk(rows, answers)
        return await self._each(rows, answers)

    async def _tags_now(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, frozenset[str]], GatewayError]:
        """The tags of users whose groups change, since a write replaces all; read where the pipeline didn't."""
        moving = [write for write in writes if isinstance(write, Update) and write.diff.moves]
        unread = [ById(each.remote_id) for each in moving if each.found is None or each.found.groups is None]
        read = await self._finder.find(unread) if unread else Success({})
        if not is_successful(read):
            return Failure(read.failure())
        seen = {lookup: remotes[0].groups for lookup, remotes in read.unwrap().items() if remotes}
        held = {each.record_id: each.found.groups if each.found is not None else None for each in moving}
        return Success(
            {each.record_id: held[each.record_id] or seen.get(ById(each.remote_id)) or frozenset() for each in moving}
        )

    def _is_staff(self, row: Row) -> bool:
        return row.call is Call.DELETE and row.remote_id in self._finder.staff

    async def _each(self, rows: Sequence[Row], answers: Answers) -> Result[Mapping[RecordId, Answer], GatewayError]:
        replies = await asyncio.gather(*(self._write(row) for row in rows))
        if len(replies) == 1 and not answers and not is_successful(replies[0]):
            return Failure(replies[0].failure())
        for row, reply in zip(rows, replies, strict=True):
            answers[row.record_id] = reply.unwrap() if is_successful(reply) else of_row(reply.failure())
        return Success(answers)

    async def _write(self, row: Row) -> Result[Answer, GatewayError]:
        sent = await self._http.send(request_of(row))
        read = sent.bind(lambda reply: read_answer(row, reply))
        if not is_successful(read):
            return Failure(read.failure())
        answer = read.unwrap()
        if isinstance(answer, Exists) and row.call is Call.CREATE:
            return await self._who(row)
        if answer == EMAIL_TAKEN:
            return Success(self._awaited(row))
        if isinstance(answer, Written) and row.moves and (row.former or _address_in(sent.unwrap()) != row.address):
            promoted = await self._addresses.promote(row)
            return promoted.map(lambda trouble: answer if trouble is None else trouble)
        return Success(answer)

    def _awaited(self, row: Row) -> Answer:
        """Another user has the address; it may be about to give it up, so the row is looked at once more."""
        if row.record_id in self._waiting:
            self._waiting.discard(row.record_id)
            return EMAIL_TAKEN
        self._waiting.add(row.record_id)
        return Exists()

    async def _who(self, row: Row) -> Result[Answer, GatewayError]:
        """Who stands in the way of a new user: one with its key, else one with its e-mail and no other key."""
        found = await self._finder.find([ByKey(row.key)])
        if not is_successful(found):
            return Failure(found.failure())
        matches = found.unwrap().get(ByKey(row.key), ())
        if matches or not row.address:
            return Success(Exists(matches[0].id if len(matches) == 1 else None))
        alike = await self._finder.by_address(row.address)
        if not is_successful(alike):
            return Failure(alike.failure())
        users = alike.unwrap()
        if any(key_at(user) not in {"", row.key} for user in users):
            return Success(
                Refused("a Zendesk user with another external id has this e-mail; merge the two there", EMAIL)
            )
        return Success(Exists(text(users[0].get("id")) if len(users) == 1 else None))

    async def _in_bulk(self, rows: Sequence[Row], answers: Answers) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One job for all rows but those that need further calls, which go one by one."""
        together = [row for row in rows if not row.moves]
        if len(together) < 2:
            return await self._each(rows, answers)
        submitted = await self._submit(together)
        if not is_successful(submitted):
            return Failure(submitted.failure())
        handle = submitted.unwrap()
        if handle is None:
            return await self._each(rows, answers)
        self._underway |= {row.record_id: row for row in together if row.call is Call.CREATE}
        answers |= {row.record_id: Submitted(handle) for row in together}
        return await self._each([row for row in rows if row.moves], answers)

    async def _submit(self, rows: Sequence[Row]) -> Result[Handle | None, GatewayError]:
        """The job's handle; None where this account takes no jobs, which is remembered."""
        sent = await self._http.send(submission(rows))
        if not is_successful(sent):
            return Failure(sent.failure())
        reply = sent.unwrap()
        if reply.status == 403 and not self._bulk.insisted:
            self._bulk.refused = True
            return Success(None)
        if reply.status == 403:
            return Failure(forbidden(reply))
        if not reply.ok:
            return Failure(trouble(reply, "a job"))
        job_id = text(mapping(mapping(reply.body).get("job_status")).get("id"))
        if not job_id:
            return Failure(Unanswered("Zendesk's answer to a job doesn't say its id"))
        return Success(ticket(job_id, rows).handle())

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:
        """The rows of an ended job; new users that it doesn't speak of are looked for."""
        job = ticket_of(handle)
        if job is None:
            return Success({})
        sent = await self._http.send(Request("GET", paths.job(job.job_id), Call.READ))
        if is_successful(sent) and sent.unwrap().status == 404:
            return Success({})
        state = sent.bind(lambda reply: body_of(reply, "a job")).map(lambda body: mapping(body.get("job_status")))
        if not is_successful(state):
            return Failure(state.failure())
        if running(state.unwrap()):
            return Success(None)
        return await self._results(job, read_results(job, state.unwrap()))

    async def _results(self, job: Ticket, answers: Answers) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:
        silent = {ByKey(name): who for who, name in job.rows if who not in answers}
        if silent and job.call is Call.CREATE:
            found = await self._finder.find(tuple(silent))
            if not is_successful(found):
                return Failure(found.failure())
            answers |= {silent[key]: Written(seen[0].id) for key, seen in found.unwrap().items() if seen}  # type: ignore[index]
        for who, _ in job.rows:
            row = self._underway.pop(who, None)
            if row is not None and isinstance(answers.get(who), Exists):
                answers[who] = (await self._who(row)).value_or(Exists())
        return Success({who: answers.get(who, SILENT) for who, _ in job.rows})


_STAFF = Refused("this user is an agent or admin at Zendesk, and Joey deletes end users only")


def _says_nothing(row: Row) -> bool:
    return row.call is Call.UPDATE and not row.body


def _address_in(reply: Reply) -> str:
    return address_of(mapping(mapping(reply.body).get("user")).get(EMAIL))
