"""Records for the scenarios of a Destination, and what the far side should make of them."""

from __future__ import annotations

from collections.abc import Iterable
from types import EllipsisType

from joey.domain.facts import Deletion, GroupStyle
from joey.domain.property import Value
from joey.domain.record import Record, RecordId
from joey.domain.snapshot import Snapshot
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.subject import EVERYBODY, GROUPS, DestinationSubject, assert_holds, key_of, snapshot

THEIRS = "Theirs"
"""A remote group that no Mapping speaks of."""


def record(
    subject: DestinationSubject,
    n: int,
    record_id: str = "",
    groups: Iterable[str] = (),
    text: Value | EllipsisType = ...,
) -> Record:
    """A Record with the n-th made-up fields, its id n unless one is given. ``text``: as in ``snapshot``."""
    fields = snapshot(subject, n, text=text).fields
    return Record(RecordId(record_id or str(n)), fields, frozenset(groups) | _always(subject))


def bad_record(subject: DestinationSubject, n: int) -> Record:
    """A Record that the vendor refuses."""
    return Record(RecordId(str(n)), subject.refused(n), _always(subject))


def _always(subject: DestinationSubject) -> frozenset[str]:
    """The groups that a Record has to be in for the vendor to know of it."""
    return frozenset({EVERYBODY} if subject.gateway.facts.membership_only else ())


def key_of_record(subject: DestinationSubject, each: Record) -> str:
    """The normalised key of a Record of the scenarios."""
    return wanted_of(subject, each).key


def wanted_of(subject: DestinationSubject, each: Record) -> Snapshot:
    """What the Target should hold for a Record."""
    fields: dict[str, Value] = {name: each.properties[name] for name in subject.fields(1)}  # type: ignore[misc]
    return Snapshot(key_of(subject, fields), fields, each.groups)


def removes(subject: DestinationSubject, mode: SyncMode) -> bool:
    """Whether a leaver is deleted at the vendor; where memberships are all there is, leaving them is."""
    facts = subject.gateway.facts
    return mode.deletes and (facts.membership_only or facts.deletion is not Deletion.NONE)


def kept(subject: DestinationSubject, mode: SyncMode, groups: Iterable[str] = GROUPS) -> set[str]:
    """Which groups a Record stays in that it has left: where memberships are all there is, leaving one is a delete."""
    return set(groups) if subject.gateway.facts.membership_only and not mode.deletes else set()


def grouped(subject: DestinationSubject, groups: Iterable[str]) -> set[str]:
    """The groups that the vendor can have of these."""
    return set() if subject.gateway.facts.groups is GroupStyle.NONE else set(groups)


async def brought_in(subject: DestinationSubject, mode: SyncMode, *records: Record) -> dict[str, str]:
    """Have Records delivered, in a mode that doesn't create to remote ones that are there; the remote ids by Record."""
    if not mode.creates:
        for each in records:
            await subject.seed(subject_fields(subject, each))
    kinds = await subject.export(records, mode)
    assert kinds == {each.id: "delivered" for each in records}
    return {str(each.id): (await assert_there(subject, each)) for each in records}


def subject_fields(subject: DestinationSubject, each: Record) -> dict[str, Value]:
    """A Record's fields with another text, as somebody else might have had them."""
    return {**wanted_of(subject, each).fields, subject.text_field: "theirs"}


async def assert_there(subject: DestinationSubject, each: Record, beside: Iterable[str] = ()) -> str:
    """The far side holds the Record, in its groups (maybe in those ``beside``) and no other of ours; its remote id."""
    wanted = wanted_of(subject, each)
    stored = await assert_holds(subject, wanted)
    inside = stored.groups & {*GROUPS}
    sure, maybe = grouped(subject, each.groups & {*GROUPS}), grouped(subject, beside)
    assert sure <= inside <= sure | maybe, f"{wanted.key} is in {set(stored.groups)}"
    return stored.id


async def keys_there(subject: DestinationSubject, count: int = 60) -> set[str]:
    """The keys of those made-up records that the far side has."""
    made_up = {snapshot(subject, n).key for n in range(1, count + 1)}
    return made_up & (await subject.stored()).keys()


async def assert_quiet(subject: DestinationSubject, records: Iterable[Record], mode: SyncMode) -> None:
    """Another run with the same Records attempts nothing, and calls nobody."""
    before = await subject.calls()
    assert await subject.export(list(records), mode) == {}
    assert await subject.calls() == before
