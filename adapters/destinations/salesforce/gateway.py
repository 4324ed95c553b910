"""Salesforce's DestinationGateway: it talks, and leaves translating to payload, answers and jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.salesforce.answers import LEFT
from joey.adapters.destinations.salesforce.described import FieldInfo, ObjectInfo
from joey.adapters.destinations.salesforce.facts import ROWS, upserting
from joey.adapters.destinations.salesforce.ids import eighteen
from joey.adapters.destinations.salesforce.ingest import Ingest
from joey.adapters.destinations.salesforce.jobs import fits
from joey.adapters.destinations.salesforce.keys import ID, Setup
from joey.adapters.destinations.salesforce.lists import Memberships
from joey.adapters.destinations.salesforce.parents import Parents
from joey.adapters.destinations.salesforce.payload import Row, row_of
from joey.adapters.destinations.salesforce.reading import Reader, Rows
from joey.adapters.destinations.salesforce.rows import Collections
from joey.adapters.destinations.salesforce.schema import match_choices, schema_of, upsertable
from joey.adapters.destinations.salesforce.soql import literal
from joey.adapters.http.untrusted import text
from joey.domain.action import ByKey, Lookup, RemoteRecord, Update, Write
from joey.domain.facts import Call, Facts
from joey.domain.projection import GroupRule, KeyField
from joey.domain.record import RecordId
from joey.domain.schema import Schema
from joey.ports.errors import GatewayError, Misconfigured
from joey.ports.gateway import Answer, Handle, Refused, Submitted, Written

Answers = dict[RecordId, Answer]


class SalesforceGateway:
    """The records of one object, matched by one field."""

    def __init__(self, reader: Reader, setup: Setup, facts: Facts, memberships: Memberships | None = None) -> None:
        self._reader = reader
        self._setup = setup
        self._facts = facts
        self._memberships = memberships
        self._collections = Collections(reader.session, reader.paths, setup)
        self._ingest = Ingest(reader.session, reader.paths, setup)
        self._parents = Parents(reader, setup, setup.reference) if setup.reference is not None else None

    @property
    def facts(self) -> Facts:
        """Once the object is described: whether the key is an external id, so that rows are upserted by it."""
        return self._facts

    @property
    def key(self) -> KeyField:
        return KeyField(self._setup.matching.field, self._setup.matching.key)

    @property
    def group_rule(self) -> GroupRule:
        return str.strip

    async def schema(self) -> Result[Schema, GatewayError]:
        """Described afresh; Misconfigured where records can't be matched by the match_field."""
        described = await self._describe(fresh=True)
        if not is_successful(described):
            return Failure(described.failure())
        info, matching = described.unwrap(), self._setup.matching
        allowed = [name for name, _ in match_choices(info)]
        if matching.field not in allowed:
            told = f"{matching.object} in Salesforce can't be matched by {matching.field}"
            return Failure(Misconfigured(told, f"Choose a match_field of these: {', '.join(allowed[:20])} …."))
        reference = self._setup.reference
        if reference is None:
            return Success(schema_of(info, self._setup, None))
        parent = await self._reader.describe(reference.matching.object, fresh=True)
        return parent.bind(lambda known: self._with_parent(info, known))

    def _with_parent(self, info: ObjectInfo, parent: ObjectInfo) -> Result[Schema, GatewayError]:
        reference = self._setup.reference
        if reference is not None and reference.matching.field not in parent.fields:
            told = f"{parent.name} in Salesforce has no field {reference.matching.field}"
            return Failure(Misconfigured(told, "Choose another field for the parent to be matched by."))
        return Success(schema_of(info, self._setup, parent))

    async def _describe(self, *, fresh: bool = False) -> Result[ObjectInfo, GatewayError]:
        described = await self._reader.describe(self._setup.matching.object, fresh=fresh)
        if is_successful(described) and not self._facts.upserts:
            known = described.unwrap().fields.get(self._setup.matching.field)
            if known is not None and upsertable(known):
                self._facts = upserting(self._facts)
        return described

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """By keys or by ids; where the field can't hold any of the keys, nothing is asked."""
        described = await self._describe()
        if not is_successful(described):
            return Failure(described.failure())
        matching = self._setup.matching
        asked = matching.field if lookups and isinstance(lookups[0], ByKey) else ID
        known = described.unwrap().fields.get(asked) or FieldInfo(asked, "id")
        values = [one.key if isinstance(one, ByKey) else one.id for one in lookups]
        literals = [each for value in values if (each := literal(value, known)) is not None]
        names = list(dict.fromkeys((ID, matching.field)))
        read = await self._reader.select(names, matching.object, (asked, literals))
        return read.map(lambda rows: self._seen(rows, lookups))

    def _seen(self, rows: Rows, lookups: Sequence[Lookup]) -> Mapping[Lookup, tuple[RemoteRecord, ...]]:
        """Every record under each lookup that it answers to."""
        by_name: dict[str, list[RemoteRecord]] = {}
        by_key = bool(lookups) and isinstance(lookups[0], ByKey)
        for row in rows:
            remote_id = eighteen(text(row.get(ID)))
            key = self._setup.matching.normal(row.get(self._setup.matching.field))
            record = RemoteRecord(remote_id, frozenset({key} - {""}))
            by_name.setdefault(key if by_key else remote_id, []).append(record)
        named = {one: one.key if isinstance(one, ByKey) else eighteen(one.id) for one in lookups}
        return {one: tuple(by_name[name]) for one, name in named.items() if name in by_name}

    async def prepare(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:
        """Parents are found, or made, once for each key."""
        return await self._parents.resolve(writes) if self._parents is not None else Success({})

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """Collections of 200; more rows than that, which only come in large runs, are a bulk job."""
        if not writes:
            return Success({})
        described, prepared = await self._describe(), await self.prepare(writes)
        if not is_successful(described) or not is_successful(prepared):
            return Failure(prepared.failure() if is_successful(described) else described.failure())
        answers: Answers = dict(prepared.unwrap())
        rows: list[Row] = []
        for write in (one for one in writes if one.record_id not in answers):
            parent = self._parents.id_for(write) if self._parents is not None else None
            row = row_of(write, self._setup, described.unwrap(), parent)
            if isinstance(row, Refused):
                answers[write.record_id] = row
            elif row.says_nothing:
                answers[write.record_id] = Written(row.named)
            else:
                rows.append(row)
        sent = await self._send(rows) if rows else Success({})
        if not is_successful(sent):
            return Failure(sent.failure())
        return await self._settled(writes, {**answers, **sent.unwrap()})

    async def _send(self, rows: Sequence[Row]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        if not self._by_job(rows):
            return await self._collections.write(rows)
        plain = [row for row in rows if fits(row)]
        submitted = await self._ingest.submit(plain)
        if not is_successful(submitted):
            return Failure(submitted.failure())
        answers: Answers = {row.record_id: Submitted(submitted.unwrap()) for row in plain}
        rest = [row for row in rows if not fits(row)]
        written = await self._collections.write(rest) if rest else Success({})
        return Success({**answers, **written.value_or({})})

    def _by_job(self, rows: Sequence[Row]) -> bool:
        """Deletes never; and a remainder of a large run that one collection takes isn't worth a job."""
        least = min(self._setup.bulk_above, ROWS)
        return bool(least) and rows[0].call is not Call.DELETE and sum(map(fits, rows)) > least

    async def _settled(
        self, writes: Sequence[Write], answers: Answers
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """A converted lead leaves the groups that Joey put it in; a parent that is gone is looked for the next time."""
        converted = [
            write
            for write in writes
            if isinstance(write, Update)
            and isinstance(answer := answers.get(write.record_id), Written)
            and answer.note == LEFT
        ]
        if converted and self._memberships is not None:
            await self._memberships.leave(converted)
        if self._parents is not None:
            refused = {who for who, answer in answers.items() if isinstance(answer, Refused)}
            self._parents.forget([write for write in writes if write.record_id in refused])
        return Success(answers)

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:
        """The rows of a bulk job."""
        return await self._ingest.poll(handle)
