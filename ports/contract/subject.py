"""The Subject of a contract: what its author tells of an implementation, and the far side that scenarios look at."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import Protocol

from returns.pipeline import is_successful

from joey.domain.action import ById, ByKey, Create, Delete, Lookup, RemoteRecord, Update, Upsert, Write
from joey.domain.diff import diff, whole
from joey.domain.property import Value
from joey.domain.record import Record, RecordId
from joey.domain.snapshot import Snapshot
from joey.domain.sync_mode import SyncMode
from joey.ports.errors import BatchRefused, GatewayError
from joey.ports.gateway import Answer, DestinationGateway, Submitted
from joey.ports.lists import ListRepository

HIGH_VALUE, NEWCOMERS = "High Value", "Newcomers"
GROUPS = (HIGH_VALUE, NEWCOMERS)
"""The Groups of the scenarios; each is mapped to a remote one of the same name."""

EVERYBODY = "Everybody"
"""A Group of all Records, mapped too, for a vendor that knows of nobody who is in no group (`membership_only`)."""

MOST_ROWS = 250
"""No scenario needs more rows than this, whatever a vendor's batches hold."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A remote record as the far side shows it: its id, its fields, the groups it is in."""

    id: str
    fields: Mapping[str, object]
    groups: frozenset[str] = frozenset()


class Subject(Protocol):
    """A gateway under its contract, with a window into the far side that doesn't go through the gateway.

    Each scenario gets a fresh one, whose far side holds none of the records that ``fields`` describes.
    """

    @property
    def gateway(self) -> DestinationGateway: ...

    @property
    def lists(self) -> ListRepository | None: ...

    @property
    def stranger(self) -> DestinationGateway:
        """The same gateway with a credential that opens nothing."""
        ...

    @property
    def text_field(self) -> str:
        """A field, not the key and not required, that holds any short text; ``fields`` fills it."""
        ...

    @property
    def missing_id(self) -> str:
        """A well-formed remote id that no record has."""
        ...

    def fields(self, n: int) -> Mapping[str, Value]:
        """The fields of the n-th made-up record, the key and the required ones among them; keys differ."""
        ...

    def refused(self, n: int) -> Mapping[str, Value]:
        """The same with a value that the vendor refuses, though a Mapping would let it through; not in the key."""
        ...

    def shown(self, value: Value) -> object:
        """How the far side shows a value that was written."""
        ...

    async def stored(self) -> Mapping[str, Stored]:
        """The records that are there, by normalised key; archived ones aren't there."""
        ...

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        """Make a record as somebody else would; its remote id. Where memberships are all, it's in EVERYBODY too."""
        ...

    async def vanish(self, remote_id: str) -> None:
        """Take a record away as somebody else would."""
        ...


class DestinationSubject(Subject, Protocol):
    """A gateway under the whole pipeline, with faults to be switched on."""

    async def export(self, records: Sequence[Record], mode: SyncMode = SyncMode.SYNC) -> Mapping[RecordId, str]:
        """One run with these Records as all that the model has; the Outcome's kind of each attempted Export.

        Properties are named as fields and mapped to them, all that ``fields`` has; Groups as remote groups, EVERYBODY
        among them.
        """
        ...

    async def calls(self) -> int:
        """How many calls the far side got so far, but for those that read the schema."""
        ...

    async def throttle(self) -> None:
        """From now on every writing call is refused for want of allowance."""
        ...

    async def lose_answers(self) -> None:
        """From now on the vendor acts on writing calls, and their answers are lost."""
        ...

    async def lose_requests(self) -> None:
        """From now on writing calls never reach the vendor, and nobody can tell."""
        ...

    async def calm(self) -> None:
        """No more faults."""
        ...


def key_of(subject: Subject, fields: Mapping[str, Value]) -> str:
    """The normalised key of some fields."""
    return subject.gateway.key.rule(fields[subject.gateway.key.name]).unwrap()


def snapshot(subject: Subject, n: int, groups: Iterable[str] = (), text: Value | EllipsisType = ...) -> Snapshot:
    """The n-th record's Snapshot. ``text``: the value of the text field, where it isn't the made-up one."""
    fields = dict(subject.fields(n))
    if not isinstance(text, EllipsisType):
        fields[subject.text_field] = text
    return Snapshot(key_of(subject, fields), fields, frozenset(groups))


def creating(wanted: Snapshot, record_id: str = "1") -> Create:
    """The Create of a Snapshot."""
    return Create(RecordId(record_id), wanted, whole(wanted))


def upserting(wanted: Snapshot, record_id: str = "1") -> Upsert:
    """The Upsert of a Snapshot."""
    return Upsert(RecordId(record_id), wanted, whole(wanted))


def updating(
    remote_id: str, old: Snapshot, new: Snapshot, found: RemoteRecord | None = None, record_id: str = "1"
) -> Update:
    """The Update from one Snapshot to another."""
    return Update(RecordId(record_id), remote_id, new, diff(old, new), found)


def deleting(remote_id: str, key: str, record_id: str = "1") -> Delete:
    """The Delete of a remote record."""
    return Delete(RecordId(record_id), remote_id, key)


async def written(subject: Subject, writes: Sequence[Write]) -> Mapping[RecordId, Answer | GatewayError]:
    """The answers to writes of one kind, as the pipeline would get them: refused batches halved, jobs polled."""
    result = await subject.gateway.write(writes)
    if is_successful(result):
        return await _polled(subject, result.unwrap())
    error = result.failure()
    if not isinstance(error, BatchRefused) or len(writes) == 1:
        return {write.record_id: error for write in writes}
    middle = len(writes) // 2
    return {**await written(subject, writes[:middle]), **await written(subject, writes[middle:])}


async def written_one(subject: Subject, write: Write) -> Answer | GatewayError:
    """The answer to one write."""
    return (await written(subject, [write]))[write.record_id]


async def _polled(subject: Subject, answers: Mapping[RecordId, Answer]) -> Mapping[RecordId, Answer]:
    ended = dict(answers)
    for handle in {answer.handle for answer in answers.values() if isinstance(answer, Submitted)}:
        for _ in range(100):
            results = (await subject.gateway.poll(handle)).unwrap()
            if results is not None:
                ended.update(results)
                break
            await asyncio.sleep(0.01)
    return ended


async def found(subject: Subject, *lookups: Lookup) -> Mapping[Lookup, tuple[RemoteRecord, ...]]:
    """What lookups of one kind find."""
    result = await subject.gateway.find(lookups)
    return result.unwrap()


async def found_by_key(subject: Subject, key: str) -> tuple[RemoteRecord, ...]:
    """What a key finds, once the vendor's search has caught up."""
    matches: tuple[RemoteRecord, ...] = ()
    for _ in range(20):
        matches = (await found(subject, ByKey(key))).get(ByKey(key), ())
        if matches:
            break
        await asyncio.sleep(subject.gateway.facts.search_lag / 10)
    return matches


async def found_by_id(subject: Subject, remote_id: str) -> tuple[RemoteRecord, ...]:
    """What a remote id finds."""
    return (await found(subject, ById(remote_id))).get(ById(remote_id), ())


async def seen(subject: Subject, wanted: Snapshot) -> Stored:
    """The far side's record of a Snapshot's key; it must be there."""
    there = await subject.stored()
    assert wanted.key in there, f"the far side has no record with the key {wanted.key}"
    return there[wanted.key]


async def assert_holds(subject: Subject, wanted: Snapshot) -> Stored:
    """The far side holds the Snapshot's fields: those set as they were written, those cleared as blank."""
    stored = await seen(subject, wanted)
    for name, value in wanted.fields.items():
        held = stored.fields.get(name)
        if value is None:
            assert is_blank(held), f"{name} should be cleared, and is {held!r}"
        else:
            assert held == subject.shown(value), f"{name} is {held!r}"
    return stored


def is_blank(held: object) -> bool:
    """Whether a field as the far side shows it holds nothing."""
    return held is None or held in ("", (), [])
