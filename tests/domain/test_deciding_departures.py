"""What becomes of remote records whose Records have left."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from joey.domain.action import (
    Action,
    Decision,
    Delete,
    LeaveGroups,
    Reject,
    RemoteRecord,
    Skip,
    Update,
)
from joey.domain.deciding import Sight, decide
from joey.domain.diff import Diff, Rekeyed
from joey.domain.export import NEVER, Departed, Present, Standing
from joey.domain.facts import Deletion
from joey.domain.snapshot import ABSENT, RELEASED, Snapshot
from joey.domain.sync_mode import SyncMode
from tests.domain.decisions import (
    AUDIENCE,
    CERTAIN,
    DELETED,
    LOST,
    LOST_MOVED,
    MOVED,
    OLD,
    R1,
    R2,
    R3,
    SYNC,
    action_of,
    present,
    rules_of,
)
from tests.strategies import OTHER, RECORD

_LEFT = LeaveGroups(RECORD, "r1", "a", frozenset("G"))


@pytest.mark.parametrize(("mode", "deletion", "shared"), list(itertools.product(SyncMode, Deletion, [False, True])))
def test_a_leaver_is_deleted_only_where_mode_and_vendor_delete_and_nobody_shares_it(
    mode: SyncMode, deletion: Deletion, *, shared: bool
) -> None:
    action = action_of(Departed(RECORD, replace(CERTAIN, shared=shared)), None, rules_of(mode, deletion=deletion))
    deletes = mode is SyncMode.SYNC and deletion is not Deletion.NONE and not shared
    assert action == (DELETED if deletes else _LEFT)


@pytest.mark.parametrize(
    ("standing", "sight", "action"),
    [
        (NEVER, None, Skip(RECORD, "it left before it was delivered")),
        (Standing(RELEASED, "r1"), None, Skip(RECORD, "it left before it was delivered")),
        (LOST, Sight(by_trace=(R1, R1)), DELETED),
        (LOST, Sight(), Skip(RECORD, "the vendor has no remote record of it", then=ABSENT)),
        (LOST, Sight(by_trace=(R3,)), LeaveGroups(RECORD, "r3", "a", frozenset("GL"), R3)),
        (replace(LOST, remote_id=None), Sight(by_trace=(R3,)), Delete(RECORD, "r3", "a")),
        (replace(LOST, remote_id=None), None, Skip(RECORD, "the vendor has no remote record of it", then=ABSENT)),
        (Standing(ABSENT, "r1", (OLD,)), Sight(by_trace=(R1,), owners={"r1": OTHER}),
         Skip(RECORD, "its remote record belongs to another record", then=ABSENT)),
    ],
)  # fmt: skip
def test_a_departure_after_an_unknown_is_found_and_done(
    standing: Standing, sight: Sight | None, action: Action
) -> None:
    assert action_of(Departed(RECORD, standing), sight) == action


def test_a_departure_touches_nothing_that_somebody_owns_and_waits_until_that_is_settled() -> None:
    reason = "its remote record may have gone on as record 8's, which isn't settled yet"
    waits = Decision(Reject(RECORD, reason))
    assert decide(Departed(RECORD, CERTAIN), None, SYNC, {"r1": OTHER}) == waits
    assert decide(Departed(RECORD, LOST), Sight(by_trace=(R1, R3), owners={"r1": OTHER}), SYNC) == waits


def test_two_pasts_at_one_remote_record_are_parted_with_once_and_never_where_it_is_written() -> None:
    twice = Present(RECORD, OLD, Standing(OLD, None, (MOVED,)), former=Standing(ABSENT, None, (MOVED,)))
    assert [one.remote_id for one in decide(twice, None, AUDIENCE).disposals] == ["b"]
    itself = Present(RECORD, OLD, CERTAIN, former=Standing(MOVED, "r1"))
    assert decide(itself, None, rules_of(blind=True)).disposals == ()


def test_the_remembered_record_is_no_rival_of_another_with_its_key() -> None:
    decision = decide(present(MOVED, LOST), Sight(by_trace=(R1, R3)), SYNC)
    assert isinstance(decision.action, Update)
    assert decision.action.remote_id == "r1"
    assert decision.disposals == (LeaveGroups(RECORD, "r3", "a", frozenset("GL"), R3),)


def test_of_several_keys_with_several_matches_the_worst_is_named() -> None:
    seen = [RemoteRecord(f"r{number}", frozenset("aaabb"[number - 4])) for number in range(4, 9)]
    action = action_of(Departed(RECORD, LOST_MOVED), Sight(by_trace=tuple(seen)))
    assert action == Reject(RECORD, "3 remote records have this record's earlier keys")


def test_a_departure_after_an_unanswered_move_parts_with_both_records() -> None:
    decision = decide(Departed(RECORD, LOST_MOVED), Sight(by_trace=(R2, R1, R3)), SYNC)
    assert decision == Decision(DELETED, (LeaveGroups(RECORD, "r2", "b", frozenset("GH"), R2),))


def test_a_leaver_without_groups_is_released_where_the_mode_does_not_delete() -> None:
    action = action_of(Departed(RECORD, Standing(Snapshot("a"), "r1")), None, rules_of(SyncMode.ADDITIVE))
    assert action == Skip(RECORD, "it left, and additive doesn't delete", then=RELEASED)


def test_a_shared_leaver_leaves_only_the_destinations_own_groups_and_the_rest_is_known_still() -> None:
    held = Snapshot("a", {"x": 1}, frozenset({"G", "theirs"}))
    export = Departed(RECORD, Standing(held, "r1", shared=True), frozenset({"G"}))
    staying = Snapshot("a", {"x": 1}, frozenset({"theirs"}))
    assert action_of(export) == LeaveGroups(RECORD, "r1", "a", frozenset("G"), then=staying)
    nothing = replace(export, managed=frozenset[str]())
    assert action_of(nothing) == Skip(RECORD, "it left, and sync doesn't delete", then=held)
    alone = replace(export, standing=replace(export.standing, shared=False))
    assert action_of(alone) == Delete(RECORD, "r1", "a")
    additive = action_of(alone, None, rules_of(SyncMode.ADDITIVE))
    assert additive == LeaveGroups(RECORD, "r1", "a", held.groups)


def test_a_shared_leaver_after_an_unknown_is_written_back_to_what_the_others_know() -> None:
    export = Departed(RECORD, replace(LOST_MOVED, shared=True), frozenset({"G", "H"}))
    staying = replace(OLD, groups=frozenset[str]())
    there = RemoteRecord("r1", frozenset("b"))
    change = Diff({"x": 1, "old": 1}, left=frozenset("GH"), rekeyed=Rekeyed("b", "a"))
    assert action_of(export, Sight(by_trace=(there,))) == Update(RECORD, "r1", staying, change, there)
    elsewhere = decide(export, Sight(by_trace=(R1, R2)), SYNC)
    assert elsewhere.action == Update(RECORD, "r1", staying, replace(change, rekeyed=None), R1)
    assert elsewhere.disposals == (LeaveGroups(RECORD, "r2", "b", frozenset("GH"), R2),)


def test_a_shared_leaver_of_which_nothing_is_acknowledged_leaves_the_destinations_groups() -> None:
    standing = Standing(ABSENT, "r1", (MOVED,), shared=True)
    export = Departed(RECORD, standing, frozenset({"H"}))
    action = action_of(export, Sight(by_trace=(R1,)))
    assert action == LeaveGroups(RECORD, "r1", "b", frozenset("H"), R1)


def test_groups_that_are_part_of_the_record_are_left_by_a_write() -> None:
    left = LeaveGroups(RECORD, "r1", "a", frozenset("G"), R1)
    assert left.inline == Update(RECORD, "r1", Snapshot("a"), Diff(left=frozenset("G")), R1)
