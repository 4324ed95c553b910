from __future__ import annotations

from hypothesis import given

from joey.domain.snapshot import ABSENT, RELEASED, Absent, Released, Snapshot
from tests.strategies import snapshots


@given(snapshots)
def test_a_snapshot_equals_its_copy_and_hashes_alike(snapshot: Snapshot) -> None:
    copy = Snapshot(snapshot.key, dict(snapshot.fields), frozenset(snapshot.groups))
    assert copy == snapshot
    assert hash(copy) == hash(snapshot)
    assert {copy, snapshot} == {snapshot}


@given(snapshots, snapshots)
def test_equality_is_symmetric_and_equals_hash_alike(a: Snapshot, b: Snapshot) -> None:
    assert (a == b) == (b == a)
    assert a != b or hash(a) == hash(b)


def test_each_part_counts() -> None:
    base = Snapshot("a", {"x": 1}, frozenset({"G"}))
    others = [
        Snapshot("b", {"x": 1}, frozenset({"G"})),
        Snapshot("a", {"x": 2}, frozenset({"G"})),
        Snapshot("a", {"y": 1}, frozenset({"G"})),
        Snapshot("a", {}, frozenset({"G"})),
        Snapshot("a", {"x": 1, "y": None}, frozenset({"G"})),
        Snapshot("a", {"x": 1}),
    ]
    assert all(base != other and other != base for other in others)


def test_hashes_tell_snapshots_of_other_keys_fields_and_groups_apart() -> None:
    parts = [Snapshot("a"), Snapshot("b"), Snapshot("a", {"x": 1}), Snapshot("a", {}, frozenset({"G"}))]
    assert len({hash(part) for part in parts}) == len(parts)


def test_a_snapshot_is_nothing_else() -> None:
    assert Snapshot("a") != "a"
    assert Snapshot("a") != ABSENT
    assert (Absent(), Released()) == (ABSENT, RELEASED)
