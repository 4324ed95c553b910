"""The state of the in-memory vendor: its records and lists, and what it does with a row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from returns.pipeline import is_successful

from joey.adapters.memory.faults import Faults, RowRefusal
from joey.domain.action import RemoteRecord
from joey.domain.facts import Call, Deletion, Facts
from joey.domain.projection import KeyField
from joey.domain.property import Value
from joey.domain.schema import Schema
from joey.domain.snapshot import Snapshot
from joey.ports.clock import Randomness
from joey.ports.gateway import Answer, Exists, Gone, Refused, Written


class Misuse(Exception):  # noqa: N818 - it says what was done to the vendor, by our own bug
    """The vendor was called in a way that its Facts rule out: a bug of the caller."""


class Stored(TypedDict):
    """A remote record as the far side shows it."""

    id: str
    fields: dict[str, Value]
    groups: set[str]


@dataclass(frozen=True, slots=True)
class CallMade:
    """A call that the vendor got: its kind, and how many rows were in it."""

    kind: Call
    size: int


@dataclass(slots=True)
class Row:
    """A remote record. ``seen_from``: the number of the call from which on a search by key finds it."""

    id: str
    fields: dict[str, Value]
    groups: set[str] = field(default_factory=set)
    archived: bool = False
    seen_from: int = 0


@dataclass(slots=True)
class RemoteList:
    """A list: its name, and the fields of each member's membership by remote id."""

    name: str
    members: dict[str, dict[str, Value]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a vendor goes about things that Facts don't speak of.

    ``unique``: the key is; else several records may share one. ``revives``: an archived record keeps its key, is found
    as archived, and comes back when it's written. ``lag``: how many calls it takes until a search by key finds what was
    written. ``refuses_batches``: one bad row refuses its whole batch without being named.
    """

    unique: bool = True
    revives: bool = False
    lag: int = 0
    refuses_batches: bool = False


DEFAULT_HABITS = Habits()


class InMemoryVendor:
    """An account at a little vendor that keeps its rules."""

    def __init__(
        self,
        facts: Facts,
        schema: Schema,
        key: KeyField,
        habits: Habits = DEFAULT_HABITS,
        randomness: Randomness | None = None,
    ) -> None:
        self.facts = facts
        self.schema = schema
        self.key = key
        self.habits = habits
        self.faults = Faults(randomness)
        self.refusals: list[RowRefusal] = []
        self.refused_lists: set[str] = set()
        self.rows: dict[str, Row] = {}
        self.lists: dict[str, RemoteList] = {}
        self.calls: list[CallMade] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self._serial = 0

    def stored(self) -> dict[str, Stored]:
        """The records that aren't archived, by key (by id where they have no key)."""
        return {self.key_of(row.fields) or row.id: self._shown(row) for row in self.rows.values() if not row.archived}

    def members(self, name: str) -> set[str]:
        """The keys of the records in a group: on the list of that name, or tagged with it."""
        active = {id_: row for id_, row in self.rows.items() if not row.archived}
        listed = {id_ for each in self.lists.values() if each.name == name for id_ in each.members}
        inside = [row for id_, row in active.items() if id_ in listed or name in row.groups]
        return {self.key_of(row.fields) or row.id for row in inside}

    def seed(self, fields: Mapping[str, Value], groups: frozenset[str] = frozenset()) -> str:
        """Put a record there that Joey didn't make; its id. Nothing is checked, and the search knows it at once."""
        row = self._new(dict(fields), set(groups))
        row.seen_from = 0
        return row.id

    def join(self, list_id: str, key: str, fields: Mapping[str, Value]) -> Row:
        """Put a key on a list, where memberships are all there is: its record comes with its first one."""
        row = self.rows.setdefault(key, Row(key, {}))
        row.fields = {name: value for name, value in fields.items() if value is not None}
        self.lists[list_id].members[key] = row.fields
        return row

    def leave(self, list_id: str, key: str) -> None:
        """Take a key off a list; its record goes with its last one."""
        self.lists[list_id].members.pop(key, None)
        if not any(key in each.members for each in self.lists.values()):
            self.rows.pop(key, None)

    def enlist(self, name: str, remote_id: str) -> None:
        """Put a record on a list as somebody else would; the list is made if need be."""
        known = next((each for each in self.lists.values() if each.name == name), None)
        there = known or self.lists.setdefault(f"list-{len(self.lists) + 1}", RemoteList(name))
        there.members[remote_id] = {}

    def erase(self, remote_id: str) -> None:
        """Take a record away for good, as somebody else would."""
        self.rows.pop(remote_id, None)
        for each in self.lists.values():
            each.members.pop(remote_id, None)

    def key_of(self, fields: Mapping[str, Value]) -> str | None:
        """The normalised key of some fields; None where they have none."""
        return self.key.rule(fields.get(self.key.name)).value_or(None)

    def matches(self, key: str) -> Iterator[RemoteRecord]:
        """The records that a search by key finds."""
        for row in self.rows.values():
            if self.key_of(row.fields) == key and self._is_there(row) and row.seen_from <= len(self.calls):
                yield self.remote(row)

    def remote(self, row: Row) -> RemoteRecord:
        """A record as a find answers it."""
        key = self.key_of(row.fields)
        keys = frozenset({key} if key else ())
        return RemoteRecord(row.id, keys, frozenset(row.groups), row.archived)

    def row(self, remote_id: str) -> Row | None:
        """The record of that id, if it's there to be written."""
        row = self.rows.get(remote_id)
        return row if row is not None and self._is_there(row) else None

    def create(self, fields: Mapping[str, Value], groups: frozenset[str]) -> Answer:
        """Make a record, unless its key is taken."""
        there = self._holder(self.key_of(fields))
        if there is not None:
            return Exists(there.id)
        held: dict[str, Value] = {name: value for name, value in fields.items() if value is not None}
        return Written(self._new(held, set(groups)).id)

    def update(self, remote_id: str, fields: Mapping[str, Value], groups: frozenset[str] | None) -> Answer:
        """Write fields (None clears) and, where given, all groups; an archived record comes back by it."""
        row = self.row(remote_id)
        if row is None:
            return Gone()
        both = {**row.fields, **fields}
        merged: dict[str, Value] = {name: value for name, value in both.items() if value is not None}
        refused = self._rekeying(row, merged)
        if refused is not None:
            return refused
        if self.key_of(merged) != self.key_of(row.fields):
            row.seen_from = len(self.calls) + self.habits.lag
        row.fields, row.archived = merged, False
        row.groups = row.groups if groups is None else set(groups)
        return Written(row.id)

    def upsert(self, fields: Mapping[str, Value], groups: frozenset[str]) -> Answer:
        """Write by key: to the record that has it, or to a new one."""
        there = self._holder(self.key_of(fields))
        if there is None:
            return self.create(fields, groups)
        return self.update(there.id, fields, frozenset(there.groups) | groups)

    def delete(self, remote_id: str) -> Answer:
        """Archive or erase a record, which leaves its lists."""
        row = self.rows.get(remote_id)
        if row is None or row.archived:
            return Gone()
        self.erase(remote_id)
        if self.facts.deletion is Deletion.ARCHIVE:
            row.archived = True
            self.rows[remote_id] = row
        return Written(remote_id)

    def refusal(self, wanted: Snapshot, written: Mapping[str, Value]) -> Refused | None:
        """Why the vendor doesn't take a row, if it doesn't."""
        for name, value in written.items():
            known = self.schema.field(name)
            if known is None:
                return Refused("there is no such field", name)
            if known.choices and value is not None and str(value) not in known.choices:
                return Refused("is not one of the choices", name)
        return next((Refused(rule.reason, rule.field) for rule in self.refusals if rule.when(wanted)), None)

    def _new(self, fields: dict[str, Value], groups: set[str]) -> Row:
        self._serial += 1
        row = Row(str(1000 + self._serial), fields, groups, seen_from=len(self.calls) + self.habits.lag)
        self.rows[row.id] = row
        return row

    def _holder(self, key: str | None) -> Row | None:
        if key is None or not self.habits.unique:
            return None
        return next((r for r in self.rows.values() if self.key_of(r.fields) == key and self._is_there(r)), None)

    def _rekeying(self, row: Row, merged: Mapping[str, Value]) -> Refused | None:
        key = self.key.rule(merged.get(self.key.name))
        if not is_successful(key):
            return Refused("a record can't be without its key", self.key.name)
        there = self._holder(key.unwrap())
        taken = there is not None and there.id != row.id
        return Refused(f"another record, {there.id}, has this key", self.key.name) if taken and there else None

    def _is_there(self, row: Row) -> bool:
        return self.habits.revives or not row.archived

    def _shown(self, row: Row) -> Stored:
        listed = {each.name for each in self.lists.values() if row.id in each.members}
        return Stored(id=row.id, fields=dict(row.fields), groups=row.groups | listed)
