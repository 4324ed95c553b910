from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given

from joey.domain.diff import Diff, Rekeyed, apply, diff, whole
from joey.domain.property import Value, same
from joey.domain.snapshot import Snapshot
from tests.strategies import LOOKALIKES, field_values, group_sets, keys, snapshots


@given(snapshots, snapshots)
def test_apply_of_old_and_diff_of_old_and_new_is_new(old: Snapshot, new: Snapshot) -> None:
    assert apply(old, diff(old, new)) == new


@given(snapshots)
def test_diff_of_x_and_x_is_empty(x: Snapshot) -> None:
    change = diff(x, Snapshot(x.key, dict(x.fields), frozenset(x.groups)))
    assert change == Diff()
    assert change.is_empty


@given(snapshots, snapshots)
def test_a_diff_holds_nothing_that_is_already_so(old: Snapshot, new: Snapshot) -> None:
    change = diff(old, new)
    assert not any(name in old.fields and same(old.fields[name], value) for name, value in change.fields.items())
    assert change.fields.keys() <= new.fields.keys()
    assert change.set.keys().isdisjoint(change.cleared)
    assert change.joined <= new.groups - old.groups
    assert change.left <= old.groups - new.groups
    assert change.dropped == old.fields.keys() - new.fields.keys()
    assert change.rekeyed is None or change.rekeyed.old != change.rekeyed.new


@given(snapshots, snapshots)
def test_what_a_diff_leaves_out_would_be_missed(old: Snapshot, new: Snapshot) -> None:
    change = diff(old, new)
    for name in change.fields:
        without = Diff(
            {k: v for k, v in change.set.items() if k != name}, change.cleared - {name}, change.dropped,
            change.joined, change.left, change.rekeyed,
        )  # fmt: skip
        assert apply(old, without) != new


@given(snapshots, snapshots)
def test_diff_is_independent_of_column_order_page_order_and_group_order(old: Snapshot, new: Snapshot) -> None:
    def turned(snapshot: Snapshot) -> Snapshot:
        backwards = dict(reversed(list(snapshot.fields.items())))
        return Snapshot(snapshot.key, backwards, frozenset(sorted(snapshot.groups, reverse=True)))

    assert diff(turned(old), turned(new)) == diff(old, new)
    assert turned(old) == old


@pytest.mark.parametrize("a", LOOKALIKES, ids=repr)
def test_true_1_and_1_0_differ_and_so_do_all_that_look_alike(a: Value) -> None:
    for b in LOOKALIKES:
        old, new = Snapshot("k", {"x": a}), Snapshot("k", {"x": b})
        assert diff(old, new).is_empty == (a is b)
        assert (old == new) == (a is b)


def test_an_equal_decimal_or_moment_is_no_change() -> None:
    assert diff(Snapshot("k", {"x": Decimal("1.0")}), Snapshot("k", {"x": Decimal("1.00")})).is_empty


@given(keys, field_values, group_sets)
def test_absent_null_empty_and_unmapped_are_four_things(
    key: str, fields: dict[str, Value], groups: frozenset[str]
) -> None:
    rest = {name: value for name, value in fields.items() if name != "x"}
    absent, null = Snapshot(key, rest, groups), Snapshot(key, {**rest, "x": None}, groups)
    empty, delivered = Snapshot(key, {**rest, "x": ""}, groups), Snapshot(key, {**rest, "x": "v"}, groups)
    assert diff(absent, null) == Diff(cleared=frozenset({"x"}))
    assert diff(delivered, null) == Diff(cleared=frozenset({"x"}))
    assert diff(delivered, empty) == Diff(set={"x": ""})
    assert diff(null, empty) == Diff(set={"x": ""})
    unspoken = diff(delivered, absent)
    assert unspoken == Diff(dropped=frozenset({"x"}))
    assert unspoken.is_empty


@given(snapshots, keys)
def test_a_changed_key_is_a_change_of_its_own(old: Snapshot, key: str) -> None:
    change = diff(old, Snapshot(key, old.fields, old.groups))
    assert change == Diff(rekeyed=Rekeyed(old.key, key) if key != old.key else None)
    assert change.writes_fields == (key != old.key)
    assert change.is_empty == (key == old.key)


@given(snapshots)
def test_from_nothing_known_all_is_written(new: Snapshot) -> None:
    assert diff(None, new) == whole(new)
    assert apply(Snapshot(new.key), whole(new)) == new
    assert whole(new).fields == dict(new.fields)
    assert whole(new).rekeyed is None


@given(snapshots, snapshots)
def test_what_writes_fields_and_what_moves_make_up_a_diff(old: Snapshot, new: Snapshot) -> None:
    change = diff(old, new)
    assert change.writes_fields == (old.key != new.key or bool(change.fields))
    assert change.moves == (old.groups != new.groups)
    assert change.is_empty == (not change.writes_fields and not change.moves)
    assert None not in change.set.values()


def test_fields_to_clear_come_in_a_stable_order_after_those_to_set() -> None:
    assert list(Diff(set={"z": 1}, cleared=frozenset("cab")).fields) == ["z", "a", "b", "c"]
