"""HubSpot's DestinationGateway: it talks, and leaves translating to payload, answers and sightings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.hubspot import paths
from joey.adapters.destinations.hubspot.answers import Settled, read_answer
from joey.adapters.destinations.hubspot.complaints import complaint_of
from joey.adapters.destinations.hubspot.keys import STANDARD, Matching
from joey.adapters.destinations.hubspot.links import Companies, CompanyLinks, Wish
from joey.adapters.destinations.hubspot.payload import ACTIONS, Row, call_of, find_body, row_of, waves, write_body
from joey.adapters.destinations.hubspot.schema import key_choices, schema_of
from joey.adapters.destinations.hubspot.sightings import read_found
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, mappings
from joey.domain.action import Lookup, RemoteRecord, Write
from joey.domain.facts import Call, Facts
from joey.domain.projection import GroupRule, KeyField
from joey.domain.record import RecordId
from joey.domain.schema import Schema
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import Answer, Handle, Refused, RowThrottled, RowUnknown, Written

_NOT_FOUND = "OBJECT_NOT_FOUND"


class HubSpotGateway:
    """One object of a HubSpot account, matched by one property."""

    def __init__(self, http: VendorHttp, matching: Matching, facts: Facts, company_key: str | None = None) -> None:
        self._http = http
        self._matching = matching
        self._facts = facts
        self._company_key = company_key
        self._links = CompanyLinks(http, company_key) if company_key is not None else None

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
        """The object's writable properties; Misconfigured where records can't be matched by the match_field."""
        object_type = self._matching.object_type
        listed = await self._get(paths.properties(object_type))
        if not is_successful(listed):
            return Failure(listed.failure())
        head: Mapping[str, object] | None = None
        if object_type not in STANDARD:
            described = await self._get(paths.schema(object_type))
            if not is_successful(described):
                return Failure(described.failure())
            head = mapping(described.unwrap())
        definitions = mappings(mapping(listed.unwrap()).get("results"))
        allowed = [name for name, _ in key_choices(definitions, object_type)]
        if self._matching.field not in allowed:
            reason = f"{object_type} in HubSpot can't be matched by {self._matching.field}"
            return Failure(Misconfigured(reason, f"Choose a match_field with unique values: {', '.join(allowed)}."))
        return Success(schema_of(definitions, self._matching, head, self._company_key))

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """One batch read; HubSpot reads its records, not an index, so what was just written is found."""
        if not lookups:
            return Success({})
        path = paths.batch(self._matching.object_type, "read")
        sent = await self._http.send(Request("POST", path, Call.FIND, json=find_body(lookups, self._matching)))
        return sent.bind(lambda reply: self._found(reply, lookups))

    def _found(
        self, reply: Reply, lookups: Sequence[Lookup]
    ) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        complaint = complaint_of(reply.body)
        if not reply.ok:
            if reply.status == 404 and complaint.category == _NOT_FOUND and len(lookups) == 1:
                return Success({})
            return Failure(BatchRefused(complaint.reason(), self._matching.field))
        body = mapping(reply.body)
        others = [each for each in map(complaint_of, mappings(body.get("errors"))) if each.category != _NOT_FOUND]
        if others or not isinstance(body.get("results"), list):
            # Taking this for "there is none" would make records twice.
            why = others[0].reason() if others else "its answer has no results"
            return Failure(Unavailable(f"HubSpot didn't say which records it has: {why}"))
        return Success(read_found(body, lookups, self._matching))

    async def prepare(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:  # noqa: ARG002
        """Nothing to do: lists are made when first joined, companies aren't ours to make."""
        return Success({})

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One batch call, and another for those that one bad row kept from being written; then companies."""
        if not writes:
            return Success({})
        kind = call_of(writes[0])
        wishes = self._links.wishes(writes) if self._links is not None else []
        companies = await self._companies(wishes)
        if not is_successful(companies):
            return Failure(companies.failure())
        read = [(write, row_of(write, str(at), self._matching)) for at, write in enumerate(writes)]
        own: dict[RecordId, Answer] = {write.record_id: row for write, row in read if not isinstance(row, Row)}
        rows = [row for _, row in read if isinstance(row, Row)]
        own |= {row.record_id: Written(row.remote_id or "") for row in rows if _says_nothing(kind, row)}
        settled = await self._settle(kind, [row for row in rows if row.record_id not in own])
        if not is_successful(settled):
            return Failure(settled.failure())
        answers = {**own, **settled.unwrap()}
        if self._links is not None and wishes:
            answers |= await self._links.link(wishes, companies.unwrap(), answers)
        return Success(answers)

    async def _companies(self, wishes: Sequence[Wish]) -> Result[Companies, GatewayError]:
        return await self._links.find(wishes) if self._links is not None else Success({})

    async def _settle(self, kind: Call, rows: Sequence[Row]) -> Result[dict[RecordId, Answer], GatewayError]:
        """An answer for every row. A failure before HubSpot has acted on any is the whole call's."""
        answers: dict[RecordId, Answer] = {}
        pending: list[list[Row]] = waves(rows)
        while pending:
            some = pending.pop(0)
            read = await self._send(kind, some)
            if isinstance(read, Settled):
                answers |= read.answers
                pending[:0] = [list(read.again)] if read.again else []
            elif not answers:
                return Failure(read)
            elif isinstance(read, BatchRefused) and len(some) > 1:
                pending[:0] = [some[: len(some) // 2], some[len(some) // 2 :]]
            else:
                answers |= {row.record_id: _of_row(read) for row in some}
        return Success(answers)

    async def _send(self, kind: Call, rows: Sequence[Row]) -> Settled | GatewayError:
        path = paths.batch(self._matching.object_type, ACTIONS[kind])
        sent = await self._http.send(Request("POST", path, kind, json=write_body(kind, rows, self._matching)))
        if not is_successful(sent):
            return sent.failure()
        reply = sent.unwrap()
        return read_answer(reply.status, reply.body, rows, self._matching)

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:  # noqa: ARG002
        """HubSpot answers at once; there are no jobs."""
        return Success({})

    async def _get(self, path: str) -> Result[object, GatewayError]:
        sent = await self._http.send(Request("GET", path, Call.READ))
        return sent.bind(lambda reply: body_of(reply, self._matching.object_type))


def body_of(reply: Reply, what: str) -> Result[object, GatewayError]:
    """The body of a read of how an account is set up; where HubSpot refuses it, the options are wrong."""
    if reply.ok and isinstance(reply.body, dict):
        return Success(reply.body)
    if reply.ok:
        return Failure(Unavailable(f"HubSpot's answer about {what} isn't JSON"))
    reason = complaint_of(reply.body).reason()
    return Failure(Misconfigured(f"HubSpot, asked about {what}: {reason}", "Check that the account has it."))


def _says_nothing(kind: Call, row: Row) -> bool:
    return kind is Call.UPDATE and not row.properties


def _of_row(error: GatewayError) -> Answer:
    match error:
        case BatchRefused(reason=reason, field=field):
            return Refused(reason, field)
        case Throttled(reason=reason, until=until):
            return RowThrottled(reason, until)
        case Misconfigured(reason=reason) | Unavailable(reason=reason) | Unanswered(reason=reason):
            return RowUnknown(reason)
        case _:
            assert_never(error)
