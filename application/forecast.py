"""The forecast: what a run would do, counted and sampled from decided Exports; the guard and the plan read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from joey.application.reports import Unwell
from joey.domain.action import Action, Create, Delete, LeaveGroups, Parting, Reject, Skip, Update, Upsert
from joey.domain.diff import Diff
from joey.domain.export import Export
from joey.domain.property import Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot

MOST_SAMPLES = 5
"""Records shown for each kind of Action."""

DELETED, CLEARED, LEFT = ("deleted",), ("cleared",), "left"
"""Ways of losing something; who leaves a list is under ``(LEFT, its name)``."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field's value before and after; None is null or unknown."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Sample:
    """What would be done for one Record."""

    record_id: str
    action: str
    key: str
    fields: tuple[FieldChange, ...] = ()
    joins: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


@dataclass(slots=True)
class Forecast:
    """Counts by kind of Action, list changes by list, cleared values by field; the first of each kind as samples.

    ``disposed``: remote records that are deleted since their Records go on elsewhere. ``losing``: ids of the first
    Records that are deleted or lose values (by ``DELETED`` and ``CLEARED``), or leave a list (by its name).
    """

    actions: Counter[str] = field(default_factory=Counter)
    joins: Counter[str] = field(default_factory=Counter)
    leaves: Counter[str] = field(default_factory=Counter)
    cleared: Counter[str] = field(default_factory=Counter)
    clearing: int = 0
    disposed: int = 0
    rejected: list[Unwell] = field(default_factory=list)
    refused: int = 0
    unchanged: int = 0
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    losing: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def see(self, export: Export, action: Action) -> None:
        """Count one decided Export."""
        match action:
            case Create() | Update() | Upsert():
                self._see_write(export, action)
            case Delete():
                self._loses(action.record_id, DELETED)
                self._count("delete", Sample(str(action.record_id), "delete", action.key))
            case LeaveGroups():
                self._leaves(action.record_id, action.groups)
                groups = tuple(sorted(action.groups))
                self._count("leave groups", Sample(str(action.record_id), "leave groups", action.key, leaves=groups))
            case Skip():
                self.actions["skip"] += 1
            case Reject():
                self.refuse([Unwell(str(action.record_id), "rejected", action.reason, action.field)])
            case _:
                assert_never(action)

    def leave_behind(self, partings: Iterable[Parting]) -> None:
        """Count what becomes of remote records that Records move away from."""
        for parting in partings:
            if isinstance(parting, Delete):
                self.disposed += 1
                self._loses(parting.record_id, DELETED)
            else:
                self._leaves(parting.record_id, parting.groups)

    def refuse(self, unwell: Iterable[Unwell]) -> None:
        """Count Records that a rule refuses."""
        for one in unwell:
            self.refused += 1
            if len(self.rejected) < MOST_SAMPLES:
                self.rejected.append(one)

    def _see_write(self, export: Export, action: Create | Update | Upsert) -> None:
        change, held = action.diff, export.standing.held
        before = held.fields if isinstance(held, Snapshot) else {}
        lost = [name for name in change.cleared if before.get(name) is not None]
        self.cleared.update(lost)
        self.clearing += bool(lost)
        if lost:
            self._loses(action.record_id, CLEARED)
        self.joins.update(change.joined)
        self._leaves(action.record_id, change.left)
        kind = "update" if isinstance(action, Update) or export.standing.delivered else "create"
        self._count(kind, _sample(action, kind, before, change))

    def _leaves(self, record_id: RecordId, groups: Iterable[str]) -> None:
        for group in groups:
            self.leaves[group] += 1
            self._loses(record_id, (LEFT, group))

    def _loses(self, record_id: RecordId, way: tuple[str, ...]) -> None:
        named = self.losing.setdefault(way, [])
        if len(named) < MOST_SAMPLES:
            named.append(str(record_id))

    def _count(self, kind: str, sample: Sample) -> None:
        self.actions[kind] += 1
        kept = self.samples.setdefault(kind, [])
        if len(kept) < MOST_SAMPLES:
            kept.append(sample)


def _sample(action: Create | Update | Upsert, kind: str, before: Mapping[str, Value], change: Diff) -> Sample:
    fields = tuple(FieldChange(name, before.get(name), value) for name, value in sorted(change.fields.items()))
    joins, leaves = tuple(sorted(change.joined)), tuple(sorted(change.left))
    return Sample(str(action.record_id), kind, action.wanted.key, fields, joins, leaves)
