"""Marketo's DestinationGateway: it talks, and leaves translating to payload and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.marketo import paths
from joey.adapters.destinations.marketo.answers import next_page, read_found, read_written, succeeded
from joey.adapters.destinations.marketo.complaints import complaint_of
from joey.adapters.destinations.marketo.inflight import KeysInFlight
from joey.adapters.destinations.marketo.keys import Matching
from joey.adapters.destinations.marketo.payload import Row, call_of, find_request, row_of, waves, write_request
from joey.adapters.destinations.marketo.schema import described_of, key_choices, schema_of
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping
from joey.domain.action import ByKey, Lookup, RemoteRecord, Write
from joey.domain.facts import Call, Facts
from joey.domain.projection import GroupRule, KeyField
from joey.domain.record import RecordId
from joey.domain.schema import Schema
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import Answer, Gone, Handle, Refused, RowThrottled, RowUnknown, Written

_Found = Mapping[Lookup, tuple[RemoteRecord, ...]]
_MOST_PAGES = 10
_TOO_MANY = "too many results"


class MarketoGateway:
    """The leads of a subscription, matched by one field. ``in_flight`` is shared by all gateways of the App."""

    def __init__(self, http: VendorHttp, matching: Matching, facts: Facts, in_flight: KeysInFlight) -> None:
        self._http = http
        self._matching = matching
        self._facts = facts
        self._in_flight = in_flight

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
        """The lead fields that can be written; Misconfigured where leads can't be matched by the match_field."""
        described = await describe(self._http)
        if not is_successful(described):
            return Failure(described.failure())
        allowed = [name for name, _ in key_choices(described.unwrap())]
        if self._matching.field not in allowed:
            reason = f"leads in Marketo can't be matched by {self._matching.field}"
            return Failure(Misconfigured(reason, f"Choose a match_field that can be searched: {', '.join(allowed)}."))
        return Success(schema_of(described.unwrap(), self._matching))

    async def find(self, lookups: Sequence[Lookup]) -> Result[_Found, GatewayError]:
        """As many calls as there are pages; nearly always one."""
        found: dict[Lookup, dict[str, RemoteRecord]] = {}
        page = ""
        for _ in range(_MOST_PAGES if lookups else 0):
            sent = await self._http.send(find_request(lookups, self._matching, page))
            body = sent.bind(lambda reply: self._page(reply, lookups))
            if not is_successful(body):
                return Failure(body.failure())
            for lookup, leads in read_found(body.unwrap(), lookups, self._matching).items():
                found.setdefault(lookup, {}).update(leads)
            page = next_page(body.unwrap())
            if not page:
                return Success({lookup: tuple(leads.values()) for lookup, leads in found.items()})
        return Failure(Unavailable("Marketo's pages of leads don't end")) if lookups else Success({})

    def _page(self, reply: Reply, lookups: Sequence[Lookup]) -> Result[object, GatewayError]:
        body, complaint = mapping(reply.body), complaint_of(reply.body)
        if succeeded(body) and isinstance(body.get("result"), list):
            return Success(body)
        if body.get("success") is not False:
            # Taking this for "there is none" would make leads twice.
            return Failure(Unavailable("Marketo's answer doesn't say which leads it has"))
        if _TOO_MANY in complaint.message.lower():
            return Failure(BatchRefused(f"Marketo: {complaint.reason()}", self._matching.field))
        told = complaint.reason([lookup.key for lookup in lookups if isinstance(lookup, ByKey)])
        reason = f"Marketo doesn't look leads up by {self._matching.field}: {told}"
        return Failure(Misconfigured(reason, "Choose another match_field."))

    async def prepare(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:  # noqa: ARG002
        """Nothing to do: lists are made when first joined."""
        return Success({})

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """One call; rows that share a key go one after the other. A failure before any was acted on is the call's."""
        answers: dict[RecordId, Answer] = {}
        rows: list[Row] = []
        for write in writes:
            row = row_of(write, self._matching)
            own = row if isinstance(row, Refused) else _at_once(row)
            if own is not None:
                answers[write.record_id] = own
            elif isinstance(row, Row):
                rows.append(row)
        acted = False
        for some in waves(rows):
            sent = await self._send(call_of(some[0].write), some)
            if not is_successful(sent) and not acted:
                return Failure(sent.failure())
            acted = True
            answers |= sent.unwrap() if is_successful(sent) else dict.fromkeys(_ids(some), of_row(sent.failure()))
        return Success(answers)

    async def _send(self, kind: Call, rows: Sequence[Row]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        async with self._in_flight.hold(self._matching.field, [row.key for row in rows if row.claims]):
            taken = await self._taken([row for row in rows if row.rekeys])
            if not is_successful(taken):
                return taken
            free = [row for row in rows if row.record_id not in taken.unwrap()]
            if not free:
                return taken
            sent = await self._http.send(write_request(kind, free, self._matching))
        if not is_successful(sent):
            return Failure(sent.failure())
        read = read_written(sent.unwrap().body, free)
        return Failure(read) if isinstance(read, BatchRefused) else Success({**taken.unwrap(), **read})

    async def _taken(self, rows: Sequence[Row]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """Those whose new key another lead has: Marketo itself would give two leads one key."""
        found = await self.find([ByKey(row.key) for row in rows])
        if not is_successful(found):
            return Failure(found.failure())
        refused: dict[RecordId, Answer] = {}
        for row in rows:
            others = [lead.id for lead in found.unwrap().get(ByKey(row.key), ()) if lead.id != row.remote_id]
            if others:
                reason = f"lead {others[0]} already has this key; two leads with one key can't be told apart"
                refused[row.record_id] = Refused(reason, self._matching.field)
        return Success(refused)

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:  # noqa: ARG002
        """Marketo answers at once; there are no jobs."""
        return Success({})


async def describe(http: VendorHttp) -> Result[Mapping[str, object], GatewayError]:
    """What leads are in this subscription."""
    sent = await http.send(Request("GET", paths.DESCRIBE, Call.READ))
    body = sent.bind(lambda reply: body_of(reply, "its lead fields"))
    return body.bind(_described)


def _described(body: object) -> Result[Mapping[str, object], GatewayError]:
    known = described_of(body)
    if not known:
        return Failure(Unavailable("Marketo's answer doesn't say which fields leads have"))
    return Success(known)


def body_of(reply: Reply, what: str) -> Result[Mapping[str, object], GatewayError]:
    """The body of a read of how a subscription is set up; where Marketo refuses it, the options are wrong."""
    if succeeded(reply.body):
        return Success(mapping(reply.body))
    if reply.ok and mapping(reply.body).get("success") is not False:
        return Failure(Unavailable(f"Marketo's answer about {what} can't be read"))
    told = complaint_of(reply.body).reason()
    return Failure(
        Misconfigured(f"Marketo, asked about {what}: {told}", "Check base_url and the service's permissions.")
    )


def _at_once(row: Row) -> Answer | None:
    """What can be told without a call: an id that none of Marketo's can be, and an update of nothing."""
    remote_id = row.remote_id
    if remote_id is not None and not (remote_id.isascii() and remote_id.isdigit()):
        return Gone()
    nothing = call_of(row.write) is Call.UPDATE and not row.fields
    return Written(remote_id or "") if nothing else None


def _ids(rows: Sequence[Row]) -> list[RecordId]:
    return [row.record_id for row in rows]


def of_row(error: GatewayError) -> Answer:
    """What a failed call means for each of its rows, where others of the batch went well."""
    match error:
        case BatchRefused(reason=reason, field=field):
            return Refused(reason, field)
        case Throttled(reason=reason, until=until):
            return RowThrottled(reason, until)
        case Misconfigured(reason=reason) | Unavailable(reason=reason) | Unanswered(reason=reason):
            return RowUnknown(reason)
        case _:
            assert_never(error)
