"""What memberships and heirs come to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from joey.domain.action import (
    Create,
    Decision,
    LeaveGroups,
    RemoteRecord,
    Skip,
    Update,
    Upsert,
)
from joey.domain.deciding import Sight, decide
from joey.domain.diff import Diff, whole
from joey.domain.export import Departed, Present, Standing
from joey.domain.snapshot import RELEASED, Snapshot
from joey.domain.sync_mode import SyncMode
from tests.domain.decisions import (
    AUDIENCE,
    DELETED,
    MOVED,
    OLD,
    R1,
    R2,
    RENAMED,
    SYNC,
    action_of,
    present,
    rules_of,
)
from tests.strategies import OTHER, RECORD


def test_a_membership_moves_by_leaving_under_the_old_key_and_joining_under_the_new() -> None:
    decision = decide(present(MOVED), None, AUDIENCE)
    assert decision == Decision(Upsert(RECORD, MOVED, whole(MOVED)), (LeaveGroups(RECORD, "r1", "a", frozenset("G")),))


def test_a_membership_leaves_under_every_key_that_was_tried() -> None:
    standing = Standing(OLD, "r1", (MOVED, replace(MOVED, key="c")))
    groups = frozenset("GH")
    left = (LeaveGroups(RECORD, "b", "b", groups), LeaveGroups(RECORD, "c", "c", groups))
    back = decide(present(OLD, standing), None, AUDIENCE)
    assert isinstance(back.action, Update)
    assert back.action.remote_id == "r1"
    assert back.disposals == left
    gone = decide(Departed(RECORD, standing), None, AUDIENCE)
    assert gone == Decision(LeaveGroups(RECORD, "r1", "a", groups), left)
    assert decide(Departed(RECORD, replace(standing, remote_id=None)), None, AUDIENCE).action == LeaveGroups(
        RECORD, "a", "a", groups
    )


@pytest.mark.parametrize("fields", [{"x": 2, "old": 1}, {"x": None, "old": 1}])
def test_where_a_membership_carries_fields_a_changed_field_joins_again(fields: dict[str, int | None]) -> None:
    rules = rules_of(membership_fields=True)
    wanted = Snapshot("a", fields, OLD.groups | {"H"})
    action = action_of(present(wanted), None, rules)
    assert isinstance(action, Update)
    assert action.diff.joined == wanted.groups
    assert isinstance(plain := action_of(present(wanted)), Update)
    assert plain.diff.joined == {"H"}
    moved = action_of(present(replace(OLD, groups=wanted.groups)), None, rules)
    assert isinstance(moved, Update)
    assert moved.diff.joined == {"H"}


_HEIRLOOM = Standing(Snapshot("b", {"x": 9}, frozenset({"L"})), "r2")
_OWN = Standing(OLD, "r1")


def _heir(former: Standing = _OWN) -> Present:
    return present(MOVED, _HEIRLOOM, former)


def test_an_heir_takes_the_leavers_record_and_its_own_is_deleted() -> None:
    decision = decide(_heir(), Sight((R2,), (R2, R1)), SYNC)
    change = Diff({"x": 2, "old": 1}, joined=frozenset("H"), left=frozenset("L"))
    assert decision == Decision(Update(RECORD, "r2", MOVED, change, R2), (DELETED,))


def test_an_heirs_own_record_is_left_alone_where_it_is_the_one_written_owned_or_gone() -> None:
    both = RemoteRecord("r1", frozenset("ab"))
    assert decide(_heir(), Sight((both,), (both,)), SYNC).disposals == ()
    assert decide(_heir(), Sight((R2,), (R2, R1), {"r1": OTHER}), SYNC).disposals == ()
    assert decide(_heir(), Sight((R2,), (R2,)), SYNC).disposals == ()
    released = decide(_heir(Standing(RELEASED, "r1")), Sight((R2,), (R2, R1)), SYNC)
    assert released.disposals == ()


def test_an_heir_that_does_not_delete_leaves_its_own_records_groups() -> None:
    decision = decide(_heir(), Sight((R2,), (R2, R1)), rules_of(SyncMode.ADDITIVE))
    assert decision.disposals == (LeaveGroups(RECORD, "r1", "a", frozenset("G"), R1),)
    unseen = decide(_heir(), None, rules_of(SyncMode.ADDITIVE, blind=True))
    assert unseen.disposals == (LeaveGroups(RECORD, "r1", "a", frozenset("G")),)


def test_an_heirs_own_record_that_only_its_key_leads_to_leaves_its_groups() -> None:
    decision = decide(_heir(Standing(OLD, "r9")), Sight((R2,), (R2, R1)), SYNC)
    assert decision.disposals == (LeaveGroups(RECORD, "r1", "a", frozenset("G"), R1),)
    assert not _heir().swaps


def test_an_heir_whose_inheritance_is_gone_goes_on_with_its_own_record() -> None:
    decision = decide(_heir(), Sight(by_trace=(R1,)), SYNC)
    assert decision == Decision(RENAMED)
    assert isinstance(decide(_heir(), Sight(), SYNC).action, Create)
    enriching = decide(_heir(), Sight(), rules_of(SyncMode.ENRICH)).action
    assert isinstance(enriching, Skip)
    assert enriching.then is None
