"""Sailthru's DestinationGateway: it talks, and leaves translating to payload and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.sailthru import paths
from joey.adapters.destinations.sailthru.answers import read_answer, read_user, refused
from joey.adapters.destinations.sailthru.client import SLOW, Signer
from joey.adapters.destinations.sailthru.complaints import complaint_of
from joey.adapters.destinations.sailthru.keys import EMAIL, key_of, list_of
from joey.adapters.destinations.sailthru.lists import ListMaker
from joey.adapters.destinations.sailthru.payload import Row, by_email, by_sid, joined, row_of
from joey.adapters.destinations.sailthru.schema import SCHEMA
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.domain.action import ByKey, Create, Lookup, RemoteRecord, Write
from joey.domain.facts import Call, Facts
from joey.domain.projection import GroupRule, KeyField
from joey.domain.record import RecordId
from joey.domain.schema import Schema
from joey.ports.errors import BatchRefused, GatewayError, Unavailable
from joey.ports.gateway import Answer, Exists, Handle, Refused, Written


class SailthruGateway:
    """The users of an account, matched by e-mail; each lookup and each write is a call."""

    def __init__(self, http: VendorHttp, signer: Signer, lists: ListMaker, facts: Facts) -> None:
        self._http = http
        self._signer = signer
        self._lists = lists
        self._facts = facts

    @property
    def facts(self) -> Facts:
        return self._facts

    @property
    def key(self) -> KeyField:
        return KeyField(EMAIL, key_of)

    @property
    def group_rule(self) -> GroupRule:
        return list_of

    async def schema(self) -> Result[Schema, GatewayError]:
        """Always the same; the call is for the credentials."""
        sent = await self._http.send(self._signer.request("GET", paths.SETTINGS, Call.READ, {}))
        return sent.bind(settled).map(lambda _: SCHEMA)

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """By e-mail or sid; what was just written may not show yet."""
        found: dict[Lookup, tuple[RemoteRecord, ...]] = {}
        for lookup in lookups:
            user = await self._find(lookup)
            if not is_successful(user):
                return Failure(user.failure())
            there = user.unwrap()
            found[lookup] = () if there is None else (there,)
        return Success(found)

    async def _find(self, lookup: Lookup) -> Result[RemoteRecord | None, GatewayError]:
        named = by_email(lookup.key) if isinstance(lookup, ByKey) else by_sid(lookup.id)
        said = {**named, "fields": {"keys": 1}}
        sent = await self._http.send(self._signer.request("GET", paths.USER, Call.FIND, said))
        return sent.bind(read_user)

    async def prepare(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:
        """Every list that somebody joins is there; none is made for those who leave."""
        problems: dict[str, BatchRefused] = {}
        for name in sorted({name for write in writes for name in joined(write)}):
            done = await self._lists.ensure(name)
            if is_successful(done):
                continue
            error = done.failure()
            if not isinstance(error, BatchRefused):
                return Failure(error)
            problems[name] = error
        bad = {write.record_id: sorted(joined(write) & problems.keys()) for write in writes}
        return Success({who: Refused(problems[names[0]].reason) for who, names in bad.items() if names})

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One write is all that a batch holds."""
        answers: dict[RecordId, Answer] = {}
        for each in writes:
            answer = await self._create(each) if isinstance(each, Create) else await self._write(each)
            if not is_successful(answer):
                return Failure(answer.failure())
            answers[each.record_id] = answer.unwrap()
        return Success(answers)

    async def _create(self, create: Create) -> Result[Answer, GatewayError]:
        """Sailthru has no call that only creates, so it is looked first."""
        found = await self._find(ByKey(create.wanted.key))
        if not is_successful(found):
            return Failure(found.failure())
        there = found.unwrap()
        return Success(Exists(there.id)) if there is not None else await self._write(create)

    async def _write(self, write: Write) -> Result[Answer, GatewayError]:
        row = row_of(write)
        if isinstance(row, Refused):
            return Success(row)
        if row.says_nothing:
            return Success(Written(row.remote_id))
        sent = await self._http.send(self._request(row))
        return sent.map(lambda reply: read_answer(row, reply))

    def _request(self, row: Row) -> Request:
        if row.call is Call.DELETE:
            return self._signer.request("DELETE", paths.USER, row.call, row.body, SLOW)
        return self._signer.request("POST", paths.USER, row.call, row.body)

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:  # noqa: ARG002
        """There are no jobs."""
        return Success({})


def settled(reply: Reply) -> Result[None, GatewayError]:
    """Whether an answer about the account's settings is one."""
    if not reply.ok or complaint_of(reply.body).code is not None:
        return Failure(refused(reply, "the account's settings"))
    if not isinstance(reply.body, dict | list):
        return Failure(Unavailable("Sailthru's answer about the account's settings isn't JSON"))
    return Success(None)
