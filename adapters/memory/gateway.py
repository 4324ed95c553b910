"""InMemoryGateway: the DestinationGateway of the in-memory vendor, which keeps its caller to its Facts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import assert_never

from returns.result import Failure, Result, Success

from joey.adapters.memory.faults import ROW_EFFECTS, Effect, Fault, RowRefusal, error_of
from joey.adapters.memory.usual import FACTS, SCHEMA, text_key
from joey.adapters.memory.vendor import DEFAULT_HABITS, CallMade, Habits, InMemoryVendor, Misuse, Stored
from joey.domain.action import ByKey, Create, Delete, Lookup, RemoteRecord, Update, Upsert, Write
from joey.domain.facts import Call, Deletion, Facts, GroupStyle
from joey.domain.projection import GroupRule, KeyField
from joey.domain.property import Value
from joey.domain.record import RecordId
from joey.domain.schema import Schema
from joey.ports.errors import BatchRefused, GatewayError
from joey.ports.gateway import Answer, Handle, Refused, RowThrottled, Submitted, Written


class InMemoryGateway:
    """A gateway whose far side is an InMemoryVendor.

    ``credential`` "wrong" opens nothing. Where ``facts.job_horizon`` is given, writes are jobs that take ``job_polls``
    polls. Calls that break ``facts`` (a batch too big, of mixed kinds, …) raise Misuse.
    """

    def __init__(
        self,
        facts: Facts = FACTS,
        key_field: str = "email",
        schema: Schema = SCHEMA,
        *,
        vendor: InMemoryVendor | None = None,
        habits: Habits = DEFAULT_HABITS,
        credential: str = "any",
        job_polls: int = 1,
    ) -> None:
        self._key = KeyField(key_field, text_key)
        self.vendor = vendor if vendor is not None else InMemoryVendor(facts, schema, self._key, habits)
        self._schema = schema
        self._facts = facts
        self._credential = credential
        self._job_polls = job_polls
        self._jobs: dict[Handle, tuple[Sequence[Write], int]] = {}
        self._room = asyncio.Semaphore(facts.limits.parallelism)

    @property
    def facts(self) -> Facts:
        return self._facts

    @property
    def key(self) -> KeyField:
        return self._key

    @property
    def group_rule(self) -> GroupRule:
        return str.strip

    @property
    def calls(self) -> Sequence[CallMade]:
        """Every call that the vendor got, oldest first."""
        return self.vendor.calls

    def stored(self) -> dict[str, Stored]:
        """The far side: its records by key."""
        return self.vendor.stored()

    def members(self, group: str) -> set[str]:
        """The far side: who is in a group, by key."""
        return self.vendor.members(group)

    def plan(self, *faults: Fault) -> None:
        """Have calls go wrong."""
        self.vendor.faults.plan(*faults)

    def refuse(self, *refusals: RowRefusal) -> None:
        """Have rows refused."""
        self.vendor.refusals += refusals

    async def schema(self) -> Result[Schema, GatewayError]:
        async with self.call(Call.READ, 1) as effect:
            return self.lost(effect) or Success(self._schema)

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        self._expect(lookups, self.facts.sizes.find)
        async with self.call(Call.FIND, len(lookups)) as effect:
            return self.lost(effect) or Success({lookup: self._matches(lookup) for lookup in lookups})

    async def prepare(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:  # noqa: ARG002
        return Success({})

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        if not writes or self.facts.membership_only:
            raise Misuse("a call without rows, or to a vendor that holds nothing but memberships")
        kind, size = self._kind(writes[0])
        self._expect(writes, size)
        if len({write.record_id for write in writes}) < len(writes):
            raise Misuse("a record stands twice in one batch")
        async with self.call(kind, len(writes)) as effect:
            if effect is not None and effect is not Effect.LOST_ANSWER and effect not in ROW_EFFECTS:
                return self.lost(effect) or Success({})
            if self.facts.job_horizon is not None and effect is not Effect.LOST_ANSWER:
                return Success(self._submit(writes))
            answered = self._act(writes, effect)
            return self.lost(effect) or answered

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:
        async with self.call(Call.READ, 1) as effect:
            failed: Result[Mapping[RecordId, Answer] | None, GatewayError] | None = self.lost(effect)
            if failed is not None:
                return failed
            writes, polls = self._jobs.get(handle, ((), 0))
            if polls > 0:
                self._jobs[handle] = (writes, polls - 1)
                return Success(None)
            self._jobs.pop(handle, None)
            return Success({write.record_id: self._row(write) for write in writes})

    @asynccontextmanager
    async def call(self, kind: Call, size: int) -> AsyncGenerator[Effect | None]:
        """One call: others go on meanwhile, within the parallelism; what goes wrong with it, if anything does."""
        async with self._room:
            self.vendor.in_flight += 1
            self.vendor.most_in_flight = max(self.vendor.most_in_flight, self.vendor.in_flight)
            await asyncio.sleep(0)
            self.vendor.calls.append(CallMade(kind, size))
            try:
                yield Effect.MISCONFIGURED if self._credential == "wrong" else self.vendor.faults.strike(kind)
            finally:
                self.vendor.in_flight -= 1

    def lost(self, effect: Effect | None) -> Failure[GatewayError] | None:
        """The failure of the whole call, if it's one."""
        error = error_of(effect) if effect is not None else None
        return Failure(error) if error is not None else None

    def _matches(self, lookup: Lookup) -> tuple[RemoteRecord, ...]:
        if isinstance(lookup, ByKey):
            return tuple(self.vendor.matches(lookup.key))
        row = self.vendor.row(lookup.id)
        return () if row is None else (self.vendor.remote(row),)

    def _expect(self, rows: Sequence[Write] | Sequence[Lookup], size: int) -> None:
        if not 0 < len(rows) <= size:
            raise Misuse(f"{len(rows)} rows in a call that takes {size}")
        if len({type(row) for row in rows}) > 1:
            raise Misuse("a call carries one kind")

    def _kind(self, write: Write) -> tuple[Call, int]:
        sizes = self.facts.sizes
        match write:
            case Create():
                return Call.CREATE, sizes.create
            case Update():
                return Call.UPDATE, sizes.update
            case Upsert():
                if not self.facts.upserts:
                    raise Misuse("this vendor has no upsert by this key")
                return Call.UPSERT, sizes.upsert
            case Delete():
                if self.facts.deletion is Deletion.NONE:
                    raise Misuse("this vendor deletes nothing")
                return Call.DELETE, sizes.delete
            case _:
                assert_never(write)

    def _submit(self, writes: Sequence[Write]) -> Mapping[RecordId, Answer]:
        handle = Handle(f"job-{len(self.calls)}")
        self._jobs[handle] = (tuple(writes), self._job_polls)
        return {write.record_id: Submitted(handle) for write in writes}

    def _act(self, writes: Sequence[Write], effect: Effect | None) -> Result[Mapping[RecordId, Answer], GatewayError]:
        bad = [refused for write in writes if (refused := self._refused(write)) is not None]
        if bad and self.vendor.habits.refuses_batches:
            return Failure(BatchRefused(bad[0].reason))
        *most, last = writes
        answers = {write.record_id: self._row(write) for write in most}
        if effect is Effect.ROW_THROTTLED:
            return Success({**answers, last.record_id: RowThrottled("too many rows")})
        answer = self._row(last)
        return Success(answers if effect is Effect.ROW_SILENT else {**answers, last.record_id: answer})

    def _row(self, write: Write) -> Answer:
        answer = self._refused(write) or self._done(write)
        if isinstance(answer, Written) and not self.facts.row_results:
            return Written(answer.id, "accepted; the vendor gives no row results")
        return answer

    def _refused(self, write: Write) -> Refused | None:
        return (
            None if isinstance(write, Delete) else self.vendor.refusal(write.wanted, fields_of(write, self._key.name))
        )

    def _done(self, write: Write) -> Answer:
        match write:
            case Create():
                return self.vendor.create(fields_of(write, self._key.name), self._inline(write))
            case Update():
                if write.diff.rekeyed is not None and not self.facts.renames:
                    raise Misuse("this vendor renames nothing")
                return self.vendor.update(write.remote_id, fields_of(write, self._key.name), self._groups(write))
            case Upsert():
                return self.vendor.upsert(fields_of(write, self._key.name), self._inline(write))
            case Delete():
                return self.vendor.delete(write.remote_id)
            case _:
                assert_never(write)

    def _inline(self, write: Create | Upsert) -> frozenset[str]:
        return write.diff.joined if self.facts.groups is GroupStyle.INLINE else frozenset()

    def _groups(self, write: Update) -> frozenset[str] | None:
        """All groups that the record has after the write; None where the write doesn't speak of them."""
        if self.facts.groups is not GroupStyle.INLINE or not write.diff.moves:
            return None
        found = write.found.groups if write.found is not None else None
        if self.facts.whole_groups and found is None:
            raise Misuse("this vendor takes whole sets of groups, so the record has to be found first")
        row = self.vendor.row(write.remote_id)
        before = found if self.facts.whole_groups and found is not None else frozenset(row.groups if row else ())
        return (before - write.diff.left) | write.diff.joined


def fields_of(write: Create | Update | Upsert, key_field: str) -> Mapping[str, Value]:
    """What is sent: the Diff's fields, and the key's where the record is found by another one."""
    if write.diff.rekeyed is None:
        return write.diff.fields
    return {**write.diff.fields, key_field: write.wanted.fields.get(key_field, write.diff.rekeyed.new)}
