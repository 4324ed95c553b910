"""A vendor and a Ledger in a few lines, so that decisions can be carried out, and lost half-way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum

from joey.domain.action import ById, ByKey, Create, Decision, Delete, LeaveGroups, Lookup, RemoteRecord, Update, Upsert
from joey.domain.deciding import Rules, Sight, decide, lookups
from joey.domain.diff import Diff
from joey.domain.export import Departed, Export, Present, Standing
from joey.domain.property import Value
from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT, Held, Snapshot

US = RecordId("7")
THEM = RecordId("8")


class Fate(IntEnum):
    """How far an attempt gets before its answer is lost; ACKNOWLEDGED is all the way, and answered."""

    LOST = 0
    WRITTEN = 1
    MOVED = 2
    DONE = 3
    ACKNOWLEDGED = 4


@dataclass
class Row:
    """A remote record."""

    key: str
    fields: dict[str, Value] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)


@dataclass
class World:
    """The vendor's records by id, and what the Ledger knows of one Record of ours; THEM own ``owned``."""

    rules: Rules
    rows: dict[str, Row]
    owned: frozenset[str] = frozenset()
    standing: Standing = field(default_factory=Standing)
    made: int = 0
    deleted: list[str] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)

    def run(self, wanted: Snapshot | None, fate: Fate = Fate.ACKNOWLEDGED) -> Decision:
        """One Export, tried as the pipeline tries it: looked at again where the remote is other than thought."""
        export = self._export(wanted)
        decision = self._decided(export)
        if self._surprises(decision):
            self._intend(decision, wanted)
            decision = self._decided(export, gone=True)
        self.decisions.append(decision)
        held = self._carry_out(decision, fate)
        action = decision.action
        if held is not None and fate is Fate.ACKNOWLEDGED:
            remote_id = self.at(held.key) if isinstance(held, Snapshot) else None
            self.standing = Standing(held, remote_id)
        elif isinstance(action, Create | Update | Upsert | Delete | LeaveGroups):
            self._intend(decision, wanted)
        return decision

    def at(self, key: str) -> str | None:
        """The id of the record with a key."""
        return next((id_ for id_, row in self.rows.items() if row.key == key), None)

    def _export(self, wanted: Snapshot | None) -> Export:
        return Departed(US, self.standing) if wanted is None else Present(US, wanted, self.standing)

    def _decided(self, export: Export, *, gone: bool = False) -> Decision:
        asked = lookups(export, self.rules, gone=gone)
        owners = dict.fromkeys(self.owned, THEM)
        if not asked:
            return decide(export, None, self.rules, owners)
        key = export.wanted.key if isinstance(export, Present) else None
        by_key = tuple(found for lookup in asked if lookup == ByKey(key or "") for found in self._find(lookup))
        by_trace = tuple(found for lookup in asked if lookup != ByKey(key or "") for found in self._find(lookup))
        return decide(export, Sight(by_key, by_trace, owners), self.rules, owners)

    def _find(self, lookup: Lookup) -> list[RemoteRecord]:
        id_ = lookup.id if isinstance(lookup, ById) else self.at(lookup.key)
        row = self.rows.get(id_ or "")
        return [RemoteRecord(id_ or "", frozenset({row.key}), frozenset(row.groups))] if row is not None else []

    def _surprises(self, decision: Decision) -> bool:
        action = decision.action
        if isinstance(action, Update):
            return action.remote_id not in self.rows
        return isinstance(action, Create) and self.at(action.wanted.key) is not None

    def _intend(self, decision: Decision, wanted: Snapshot | None) -> None:
        """As the Ledger folds an intent that nothing answered."""
        standing, action = self.standing, decision.action
        held = standing.held if isinstance(standing.held, Snapshot) else None
        may_hold = wanted if wanted is not None else held
        doubts = standing.unanswered
        if may_hold is not None and may_hold not in doubts:
            doubts = (*doubts, may_hold)
        known = action.remote_id if isinstance(action, Update | Delete | LeaveGroups) else None
        self.standing = replace(standing, unanswered=doubts, remote_id=standing.remote_id or known)

    def _carry_out(self, decision: Decision, fate: Fate) -> Held | None:
        """What the Target is known to hold if the answer arrives; None where nothing is known by it."""
        action = decision.action
        if isinstance(action, Delete | LeaveGroups):
            if fate >= Fate.MOVED:
                self._part(action)
            if fate >= Fate.DONE:
                self._dispose(decision)
            return ABSENT if isinstance(action, Delete) else action.then
        if not isinstance(action, Create | Update | Upsert):
            return getattr(action, "then", None)
        if fate >= Fate.WRITTEN:
            row = self._write(action)
            if fate >= Fate.MOVED:
                row.groups = (row.groups - action.diff.left) | action.diff.joined
            if fate >= Fate.DONE:
                self._dispose(decision)
        return action.wanted

    def _write(self, action: Create | Update | Upsert) -> Row:
        change: Diff = action.diff
        id_ = action.remote_id if isinstance(action, Update) else self.at(action.wanted.key)
        if id_ is None:
            self.made += 1
            id_ = action.wanted.key if self.rules.facts.membership_only else f"new{self.made}"
            self.rows[id_] = Row(action.wanted.key)
        row = self.rows[id_]
        row.key = change.rekeyed.new if change.rekeyed is not None else row.key
        row.fields.update(change.fields)
        return row

    def _dispose(self, decision: Decision) -> None:
        for parting in decision.disposals:
            self._part(parting)

    def _part(self, parting: Delete | LeaveGroups) -> None:
        row = self.rows.get(parting.remote_id)
        if row is None:
            return
        if isinstance(parting, Delete):
            self.deleted.append(parting.remote_id)
            del self.rows[parting.remote_id]
        else:
            row.groups -= parting.groups
