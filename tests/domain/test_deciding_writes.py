"""What is written to a remote record: the Diff where it is known, all where it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from joey.domain.action import (
    Action,
    Create,
    LeaveGroups,
    RemoteRecord,
    Update,
    Upsert,
)
from joey.domain.deciding import Rules, Sight, decide
from joey.domain.diff import Diff, Rekeyed, whole
from joey.domain.export import NEVER, Standing
from joey.domain.snapshot import RELEASED, Snapshot
from joey.domain.sync_mode import SyncMode
from tests.domain.decisions import (
    CERTAIN,
    LOST,
    LOST_MOVED,
    MINIMAL,
    MOVED,
    NEW,
    OLD,
    R1,
    R2,
    R3,
    RENAME,
    REWRITTEN,
    SYNC,
    action_of,
    present,
    rules_of,
)
from tests.strategies import RECORD


@pytest.mark.parametrize(
    ("standing", "rules", "action"),
    [
        (NEVER, rules_of(blind=True), Create(RECORD, NEW, whole(NEW))),
        (NEVER, rules_of(upserts=True), Upsert(RECORD, NEW, whole(NEW))),
        (CERTAIN, SYNC, Update(RECORD, "r1", NEW, MINIMAL)),
        (CERTAIN, rules_of(upserts=True), Update(RECORD, "r1", NEW, MINIMAL)),
        (CERTAIN, rules_of(SyncMode.ENRICH), Update(RECORD, "r1", NEW, MINIMAL)),
        (LOST, rules_of(upserts=True, blind=True), Update(RECORD, "r1", NEW, REWRITTEN)),
        (replace(LOST, remote_id=None), rules_of(upserts=True, blind=True), Upsert(RECORD, NEW, REWRITTEN)),
        (Standing(RELEASED, "r1"), rules_of(upserts=True), Upsert(RECORD, NEW, whole(NEW))),
    ],
)
def test_unseen_a_known_record_gets_the_diff_and_any_other_all_of_it(
    standing: Standing, rules: Rules, action: Action
) -> None:
    assert action_of(present(standing=standing), None, rules) == action


@pytest.mark.parametrize(
    ("standing", "sight", "action"),
    [
        (NEVER, Sight(), Create(RECORD, NEW, whole(NEW))),
        (NEVER, Sight((R1,)), Update(RECORD, "r1", NEW, whole(NEW), R1)),
        (CERTAIN, Sight((R1,), (R1,)), Update(RECORD, "r1", NEW, MINIMAL, R1)),
        (CERTAIN, Sight((R3,)), Update(RECORD, "r3", NEW, whole(NEW), R3)),
        (CERTAIN, Sight(), Create(RECORD, NEW, whole(NEW))),
        (LOST, Sight((R1,), (R1,)), Update(RECORD, "r1", NEW, REWRITTEN, R1)),
        (LOST, Sight((R3,)), Update(RECORD, "r3", NEW, REWRITTEN, R3)),
        (LOST, Sight(), Create(RECORD, NEW, whole(NEW))),
        (replace(LOST, remote_id=None), Sight((R3,)), Update(RECORD, "r3", NEW, REWRITTEN, R3)),
        (Standing(OLD), Sight((R3,)), Update(RECORD, "r3", NEW, replace(whole(NEW), left=frozenset("G")), R3)),
        (Standing(RELEASED, "r1"), Sight((R1,), (R1,)), Update(RECORD, "r1", NEW, whole(NEW), R1)),
    ],
)
def test_seen_only_the_known_record_gets_the_diff_and_what_may_be_there_is_cleared_and_left(
    standing: Standing, sight: Sight, action: Action
) -> None:
    assert action_of(present(standing=standing), sight) == action


def test_a_record_that_was_not_written_by_joey_loses_nothing_by_being_taken_over() -> None:
    standing = Standing(OLD, "r1", (Snapshot("c", {"lost": 3}, frozenset({"L"})),))
    action = action_of(present(standing=standing), Sight((R3,)))
    assert isinstance(action, Update)
    assert action.diff == whole(NEW)


def test_after_an_unanswered_rename_the_record_is_found_and_renamed_back() -> None:
    there = RemoteRecord("r1", frozenset("b"))
    action = action_of(present(OLD, LOST_MOVED), Sight(by_trace=(there, there)))
    change = Diff({"x": 1, "old": 1}, joined=frozenset("G"), left=frozenset("H"), rekeyed=Rekeyed("b", "a"))
    assert action == Update(RECORD, "r1", OLD, change, there)


@pytest.mark.parametrize(
    ("keys", "rekeyed"),
    [("a", RENAME), ("ab", None), ("b", None), ("yz", Rekeyed("y", "b")), ("za", RENAME), ("", RENAME)],
)
def test_a_rename_starts_from_a_key_that_joey_gave_where_the_record_answers_to_it(
    keys: str, rekeyed: Rekeyed | None
) -> None:
    action = action_of(present(MOVED), Sight(by_trace=(RemoteRecord("r1", frozenset(keys)),)))
    assert isinstance(action, Update)
    assert action.diff.rekeyed == rekeyed


def test_what_an_unanswered_move_made_elsewhere_leaves_its_groups_and_the_remembered_is_taken_first() -> None:
    decision = decide(present(OLD, LOST_MOVED), Sight((R1,), (R1, R2)), SYNC)
    groups = frozenset("GH")
    assert decision.action == Update(
        RECORD, "r1", OLD, Diff({"x": 1, "old": 1}, joined=OLD.groups, left=MOVED.groups), R1
    )
    assert decision.disposals == (LeaveGroups(RECORD, "r2", "b", groups, R2),)
    third = replace(NEW, key="c")
    onwards = decide(present(third, LOST_MOVED), Sight((), (R2, R1)), SYNC)
    assert isinstance(onwards.action, Update)
    assert onwards.action.remote_id == "r1"
    assert onwards.disposals == (LeaveGroups(RECORD, "r2", "b", groups, R2),)
