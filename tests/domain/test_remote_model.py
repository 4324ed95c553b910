"""Whatever is lost on the way, the remote ends as it should: the laws of deciding over whole histories."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joey.domain.action import Create, Reject, Skip
from joey.domain.deciding import Rules
from joey.domain.facts import Deletion, Facts, Limits
from joey.domain.snapshot import ABSENT, RELEASED, Snapshot
from joey.domain.sync_mode import SyncMode
from tests.domain.remote_model import Fate, Row, World
from tests.strategies import SIZES, UNSEEING

_FINDING = Facts(SIZES, Limits(1))
_VENDORS = {
    "finds and renames": _FINDING,
    "finds, can't rename": replace(_FINDING, renames=False),
    "upserts": replace(_FINDING, upserts=True),
    "replaces whole groups": replace(_FINDING, whole_groups=True),
    "carries fields in memberships": replace(_FINDING, membership_fields=True),
    "never deletes": replace(_FINDING, deletion=Deletion.NONE),
}
_FIELDS = ("x", "y")
_GROUPS = ("G", "H")

_snapshots = st.builds(
    Snapshot,
    st.sampled_from(["a", "b", "c"]),
    st.fixed_dictionaries({name: st.sampled_from([1, 2, None]) for name in _FIELDS}),
    st.frozensets(st.sampled_from(_GROUPS)),
)
_steps = st.lists(st.tuples(st.none() | _snapshots, st.sampled_from(Fate)), max_size=4)
_vendors = st.sampled_from(list(_VENDORS.values()))
_modes = st.sampled_from(SyncMode)
_rows = st.builds(lambda key: Row(key, {"x": 9, "theirs": 9}, {"T"}), st.sampled_from(["a", "b", "c", "d"]))
_others = st.lists(_rows, max_size=2, unique_by=lambda row: row.key).map(
    lambda rows: {f"old{number}": row for number, row in enumerate(rows)}
)

_histories = settings(max_examples=400)


def _after(world: World, steps: Sequence[tuple[Snapshot | None, Fate]]) -> World:
    for wanted, fate in steps:
        world.run(wanted, fate)
    return world


def _copied(rows: dict[str, Row]) -> dict[str, Row]:
    return {id_: Row(row.key, dict(row.fields), set(row.groups)) for id_, row in rows.items()}


@_histories
@given(_vendors, st.sampled_from([SyncMode.SYNC, SyncMode.ADDITIVE]), _steps, _snapshots)
def test_whatever_was_lost_the_remote_ends_as_wanted_and_no_group_is_left_behind(
    facts: Facts, mode: SyncMode, steps: list[tuple[Snapshot | None, Fate]], wanted: Snapshot
) -> None:
    world = _after(World(Rules(mode, facts), {}), steps)
    decision = world.run(wanted)
    assert not isinstance(decision.action, Reject | Skip)
    at = world.at(wanted.key)
    assert at is not None
    row = world.rows[at]
    assert {name: row.fields.get(name) for name in _FIELDS} == wanted.fields
    assert row.groups == wanted.groups
    assert all(not other.groups for id_, other in world.rows.items() if id_ != at)
    assert world.standing.certain


@_histories
@given(_vendors, _modes, _others, _steps, _snapshots)
def test_what_is_acknowledged_is_held_and_a_second_run_sends_nothing(
    facts: Facts, mode: SyncMode, others: dict[str, Row], steps: list[tuple[Snapshot | None, Fate]], wanted: Snapshot
) -> None:
    world = _after(World(Rules(mode, facts), others), steps)
    decision = world.run(wanted)
    if isinstance(decision.action, Reject | Skip):
        assert mode is SyncMode.ENRICH or world.at(wanted.key) is not None or world.standing.unanswered
        return
    before = _copied(world.rows)
    again = world.run(wanted)
    assert world.rows == before
    assert not isinstance(again.action, Reject | Skip | Create)
    assert again.disposals == ()


@_histories
@given(_vendors, _modes, _others, _steps, st.data())
def test_a_remote_record_that_a_tracked_record_owns_is_never_touched_let_alone_deleted(
    facts: Facts, mode: SyncMode, others: dict[str, Row], steps: list[tuple[Snapshot | None, Fate]], data: st.DataObject
) -> None:
    owned = data.draw(st.frozensets(st.sampled_from(sorted(others)))) if others else frozenset[str]()
    before = _copied(others)
    world = _after(World(Rules(mode, facts), others, owned), steps)
    if facts.upserts:
        assert not owned & set(world.deleted)
        return
    assert all(world.rows.get(id_) == before[id_] for id_ in owned)


@_histories
@given(_vendors, _modes, _others, _steps)
def test_what_joey_never_delivered_is_never_touched(
    facts: Facts, mode: SyncMode, others: dict[str, Row], steps: list[tuple[Snapshot | None, Fate]]
) -> None:
    before = _copied(others)
    world = _after(World(Rules(mode, facts), others), steps)
    named = {wanted.key for wanted, _ in steps if wanted is not None}
    for id_, row in before.items():
        if row.key not in named:
            assert world.rows[id_] == row
        elif id_ in world.rows:
            assert world.rows[id_].fields["theirs"] == 9
            assert "T" in world.rows[id_].groups


@_histories
@given(_vendors, st.sampled_from([SyncMode.ADDITIVE, SyncMode.ENRICH]), _others, _steps)
def test_a_mode_that_does_not_delete_never_deletes(
    facts: Facts, mode: SyncMode, others: dict[str, Row], steps: list[tuple[Snapshot | None, Fate]]
) -> None:
    world = _after(World(Rules(mode, facts), others), steps)
    assert world.deleted == []
    assert mode is not SyncMode.ENRICH or world.made == 0


@_histories
@given(_vendors, _modes, _steps, _snapshots)
def test_who_departs_is_deleted_or_leaves_its_groups_whatever_was_lost_before(
    facts: Facts, mode: SyncMode, steps: list[tuple[Snapshot | None, Fate]], first: Snapshot
) -> None:
    world = World(Rules(mode, facts), {"old0": Row(first.key, {"theirs": 9}, {"T"})})
    world.run(first)
    remembered = world.standing.remote_id
    _after(world, steps)
    decision = world.run(None)
    assert not isinstance(decision.action, Reject)
    assert all(row.groups <= {"T"} for row in world.rows.values())
    assert not world.standing.delivered
    if Rules(mode, facts).deletes and facts.renames:
        assert remembered not in world.rows or world.deleted == []


_A = Snapshot("a", {"x": 1, "y": 1}, frozenset({"G"}))
_B = Snapshot("a", {"x": 2, "z": 2}, frozenset({"H"}))
_BS = (_B, replace(_B, key="b"))


@pytest.mark.parametrize(
    ("vendor", "b", "fate"), list(itertools.product(_VENDORS, _BS, [f for f in Fate if f is not Fate.ACKNOWLEDGED]))
)
def test_a_then_b_unanswered_then_back_to_a_leaves_neither_bs_values_nor_groups(
    vendor: str, b: Snapshot, fate: Fate
) -> None:
    world = World(Rules(SyncMode.SYNC, _VENDORS[vendor]), {})
    _after(world, [(_A, Fate.ACKNOWLEDGED), (b, fate), (_A, Fate.ACKNOWLEDGED)])
    row = world.rows[world.at("a") or ""]
    assert {name: value for name, value in row.fields.items() if value is not None} == _A.fields
    assert row.groups == {"G"}
    assert all(not other.groups for other in world.rows.values() if other is not row)
    assert len(world.rows) == 1 or not _VENDORS[vendor].renames


@pytest.mark.parametrize("mode", SyncMode)
def test_who_was_deleted_at_the_vendor_is_made_anew_or_known_to_be_absent(mode: SyncMode) -> None:
    world = World(Rules(mode, _FINDING), {"old0": Row("a")})
    world.run(_A)
    world.rows.clear()
    decision = world.run(_B)
    if mode is SyncMode.ENRICH:
        assert isinstance(decision.action, Skip)
        assert decision.action.recheck
        assert world.standing.held == ABSENT
    else:
        assert decision.action == Create(decision.action.record_id, _B, decision.action.diff)  # type: ignore[union-attr]
        assert world.rows[world.at("a") or ""].fields == _B.fields


def test_who_left_its_groups_and_returns_is_new() -> None:
    world = World(Rules(SyncMode.ADDITIVE, _FINDING), {})
    _after(world, [(_A, Fate.ACKNOWLEDGED), (None, Fate.ACKNOWLEDGED)])
    assert world.standing.held == RELEASED
    world.run(_B)
    row = world.rows["new1"]
    assert len(world.rows) == 1
    assert row.fields == {"x": 2, "y": 1, "z": 2}
    assert row.groups == {"H"}


def test_a_membership_only_vendor_loses_every_key_that_was_tried() -> None:
    facts = replace(_FINDING, sizes=UNSEEING, upserts=True, deletion=Deletion.NONE, membership_only=True)
    world = World(Rules(SyncMode.SYNC, facts), {})
    for fate in Fate:
        b = replace(_B, key="b")
        _after(world, [(_A, Fate.ACKNOWLEDGED), (b, fate), (replace(_B, key="c"), fate), (_A, Fate.ACKNOWLEDGED)])
        assert {row.key: row.groups for row in world.rows.values() if row.groups} == {"a": {"G"}}
