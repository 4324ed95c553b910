"""A Record whose remote record has changed, for the tests of deciding."""

from __future__ import annotations

from dataclasses import replace

from joey.domain.action import Action, Delete, RemoteRecord, Update
from joey.domain.deciding import Rules, Sight, decide
from joey.domain.diff import Diff, Rekeyed
from joey.domain.export import Export, Present, Standing
from joey.domain.facts import Deletion, Facts, Limits
from joey.domain.snapshot import Snapshot
from joey.domain.sync_mode import SyncMode
from tests.strategies import OTHER, RECORD, SIZES, UNSEEING

FACTS = Facts(SIZES, Limits(1))
SYNC = Rules(SyncMode.SYNC, FACTS)
OLD = Snapshot("a", {"x": 1, "old": 1}, frozenset({"G"}))
NEW = Snapshot("a", {"x": 2, "old": 1}, frozenset({"H"}))
MOVED = replace(NEW, key="b")
CERTAIN = Standing(OLD, "r1")
LOST = Standing(OLD, "r1", (Snapshot("a", {"x": 3, "lost": 3}, frozenset({"L"})),))
R1, R2, R3 = (
    RemoteRecord("r1", frozenset("a")),
    RemoteRecord("r2", frozenset("b")),
    RemoteRecord("r3", frozenset("a")),
)
REWRITTEN = Diff({"x": 2, "old": 1}, frozenset({"lost"}), joined=frozenset("H"), left=frozenset("GL"))
MINIMAL = Diff({"x": 2}, joined=frozenset("H"), left=frozenset("G"))


def rules_of(mode: SyncMode = SyncMode.SYNC, *, blind: bool = False, **facts: object) -> Rules:
    sizes = UNSEEING if blind else SIZES
    return Rules(mode, replace(FACTS, sizes=sizes, **facts))  # type: ignore[arg-type]


def present(wanted: Snapshot = NEW, standing: Standing = CERTAIN, former: Standing | None = None) -> Present:
    return Present(RECORD, wanted, standing, former=former, heir_of=OTHER if former is not None else None)


def action_of(export: Export, sight: Sight | None = None, rules: Rules = SYNC) -> Action:
    decision = decide(export, sight, rules)
    assert decision.disposals == ()
    return decision.action


LOST_MOVED = Standing(OLD, "r1", (MOVED,))
RENAME = Rekeyed("a", "b")
RENAMED = Update(RECORD, "r1", MOVED, replace(MINIMAL, rekeyed=RENAME), R1)
DELETED = Delete(RECORD, "r1", "a")
AUDIENCE = rules_of(blind=True, upserts=True, deletion=Deletion.NONE, membership_only=True, membership_fields=True)
