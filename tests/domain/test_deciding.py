"""The table of DESIGN.md's Deliver 3 and 4: what is looked up, and what each Export comes to."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from joey.domain.action import (
    Action,
    ById,
    ByKey,
    Create,
    Decision,
    Delete,
    LeaveGroups,
    Lookup,
    Reject,
    RemoteRecord,
    Skip,
    Update,
    Upsert,
)  # fmt: skip
from joey.domain.deciding import Rules, Sight, decide, lookups
from joey.domain.diff import Diff, Rekeyed, whole
from joey.domain.export import NEVER, Departed, Export, Present, Standing
from joey.domain.facts import Deletion, Facts, Limits
from joey.domain.snapshot import ABSENT, RELEASED, Snapshot
from joey.domain.sync_mode import SyncMode
from tests.strategies import OTHER, RECORD, SIZES, UNSEEING

_FACTS = Facts(SIZES, Limits(1))
_SYNC = Rules(SyncMode.SYNC, _FACTS)
_OLD = Snapshot("a", {"x": 1, "old": 1}, frozenset({"G"}))
_NEW = Snapshot("a", {"x": 2, "old": 1}, frozenset({"H"}))
_MOVED = replace(_NEW, key="b")
_CERTAIN = Standing(_OLD, "r1")
_LOST = Standing(_OLD, "r1", (Snapshot("a", {"x": 3, "lost": 3}, frozenset({"L"})),))
_R1, _R2, _R3 = (
    RemoteRecord("r1", frozenset("a")),
    RemoteRecord("r2", frozenset("b")),
    RemoteRecord("r3", frozenset("a")),
)
_REWRITTEN = Diff({"x": 2, "old": 1}, frozenset({"lost"}), joined=frozenset("H"), left=frozenset("GL"))
_MINIMAL = Diff({"x": 2}, joined=frozenset("H"), left=frozenset("G"))


def _rules(mode: SyncMode = SyncMode.SYNC, *, blind: bool = False, **facts: object) -> Rules:
    sizes = UNSEEING if blind else SIZES
    return Rules(mode, replace(_FACTS, sizes=sizes, **facts))  # type: ignore[arg-type]


def _present(wanted: Snapshot = _NEW, standing: Standing = _CERTAIN, former: Standing | None = None) -> Present:
    return Present(RECORD, wanted, standing, former=former, heir_of=OTHER if former is not None else None)


def _action(export: Export, sight: Sight | None = None, rules: Rules = _SYNC) -> Action:
    decision = decide(export, sight, rules)
    assert decision.disposals == ()
    return decision.action


_WHERE_ALL = (ByKey("b"), ById("r1"), ByKey("a"))
_LOST_MOVED = Standing(_OLD, "r1", (_MOVED,))


@pytest.mark.parametrize(
    ("export", "rules", "asked"),
    [
        (_present(), _SYNC, ()),
        (_present(), _rules(whole_groups=True), (ByKey("a"), ById("r1"))),
        (_present(_MOVED), _SYNC, _WHERE_ALL),
        (_present(_MOVED), _rules(blind=True), ()),
        (_present(standing=_LOST), _SYNC, (ByKey("a"), ById("r1"))),
        (_present(standing=_LOST_MOVED), _SYNC, (ByKey("a"), ById("r1"), ByKey("b"))),
        (_present(standing=_LOST_MOVED), _rules(upserts=True), (ByKey("a"), ById("r1"), ByKey("b"))),
        (_present(standing=NEVER), _SYNC, (ByKey("a"),)),
        (_present(standing=NEVER), _rules(upserts=True), ()),
        (_present(standing=NEVER), _rules(SyncMode.ADDITIVE, upserts=True), ()),
        (_present(standing=NEVER), _rules(SyncMode.ENRICH, upserts=True), (ByKey("a"),)),
        (_present(standing=NEVER), _rules(upserts=True, whole_groups=True), (ByKey("a"),)),
        (_present(standing=Standing(RELEASED, "r1")), _SYNC, (ByKey("a"), ById("r1"))),
        (_present(standing=Standing(_OLD)), _SYNC, (ByKey("a"),)),
        (_present(former=Standing(_MOVED, "r2")), _SYNC, (ByKey("a"), ById("r1"), ById("r2"), ByKey("b"))),
        (_present(standing=NEVER, former=_CERTAIN), _rules(upserts=True), (ByKey("a"), ById("r1"))),
        (Departed(RECORD, _CERTAIN), _SYNC, ()),
        (Departed(RECORD, _CERTAIN), _rules(whole_groups=True), (ById("r1"), ByKey("a"))),
        (Departed(RECORD, _LOST_MOVED), _SYNC, (ById("r1"), ByKey("a"), ByKey("b"))),
        (Departed(RECORD, _LOST_MOVED), _rules(blind=True), ()),
        (Departed(RECORD, Standing(RELEASED, "r1")), _SYNC, ()),
        (Departed(RECORD), _rules(whole_groups=True), ()),
    ],
)  # fmt: skip
def test_only_who_needs_it_is_looked_up_by_new_keys_and_old_ones(
    export: Export, rules: Rules, asked: tuple[Lookup, ...]
) -> None:
    assert lookups(export, rules) == asked


def test_who_is_gone_is_looked_up_again_whatever_was_known() -> None:
    assert lookups(_present(), _SYNC, gone=True) == (ByKey("a"), ById("r1"))
    assert lookups(_present(standing=NEVER), _rules(upserts=True), gone=True) == (ByKey("a"),)
    assert lookups(Departed(RECORD, _CERTAIN), _SYNC, gone=True) == (ById("r1"), ByKey("a"))


_SIGHTS = {
    "neither": Sight(),
    "old": Sight(by_trace=(_R1,)),
    "new": Sight(by_key=(_R2,)),
    "both": Sight(by_key=(_R2,), by_trace=(_R1,)),
    "other old": Sight(by_trace=(_R3,)),
    "new and other old": Sight(by_key=(_R2,), by_trace=(_R3,)),
    "old and other old": Sight(by_trace=(_R1, _R3)),
}
_RENAME = Rekeyed("a", "b")
_ADOPTED = Update(RECORD, "r2", _MOVED, whole(_MOVED), _R2)
_RENAMED = Update(RECORD, "r1", _MOVED, replace(_MINIMAL, rekeyed=_RENAME), _R1)
_MADE = Create(RECORD, _MOVED, whole(_MOVED))
_DELETED = Delete(RECORD, "r1", "a")
_KEY_CHANGED: dict[tuple[str, bool], tuple[Action, str | None]] = {
    ("neither", True): (_MADE, None),
    ("neither", False): (_MADE, None),
    ("old", True): (_RENAMED, None),
    ("old", False): (_MADE, "r1"),
    ("new", True): (_ADOPTED, None),
    ("new", False): (_ADOPTED, None),
    ("both", True): (_ADOPTED, "r1"),
    ("both", False): (_ADOPTED, "r1"),
    ("other old", True): (Update(RECORD, "r3", _MOVED, replace(whole(_MOVED), rekeyed=_RENAME), _R3), None),
    ("other old", False): (_MADE, "r3"),
    ("new and other old", True): (_ADOPTED, "r3"),
    ("new and other old", False): (_ADOPTED, "r3"),
    ("old and other old", True): (_RENAMED, None),
    ("old and other old", False): (_MADE, "r1"),
}
_EVERY = list(itertools.product(_KEY_CHANGED, SyncMode, [Deletion.NONE, Deletion.ERASE], [False, True]))


@pytest.mark.parametrize(("case", "mode", "deletion", "shared"), _EVERY)
def test_a_changed_key_goes_to_the_new_record_else_renames_the_old_else_makes_one(
    case: tuple[str, bool], mode: SyncMode, deletion: Deletion, *, shared: bool
) -> None:
    found, renames = case
    action, left = _KEY_CHANGED[case]
    export = _present(_MOVED, replace(_CERTAIN, shared=shared))
    decision = decide(export, _SIGHTS[found], _rules(mode, renames=renames, deletion=deletion))
    if mode is SyncMode.ENRICH and isinstance(action, Create):
        assert isinstance(decision.action, Skip)
        assert decision.action.recheck
        assert decision.action.then == (ABSENT if found == "neither" else None)
        assert decision.disposals == ()
        return
    assert decision.action == action
    deletes = mode is SyncMode.SYNC and deletion is Deletion.ERASE and left == "r1"
    if left is None:
        assert decision.disposals == ()
    elif deletes:
        assert decision.disposals == (_DELETED,)
    else:
        remote = _R1 if left == "r1" else _R3
        assert decision.disposals == (LeaveGroups(RECORD, left, "a", frozenset("G"), remote),)


@pytest.mark.parametrize(("found", "mode"), list(itertools.product(["old", "both"], SyncMode)))
def test_the_old_one_is_neither_deleted_nor_written_where_somebody_owns_it(found: str, mode: SyncMode) -> None:
    sight = replace(_SIGHTS[found], owners={"r1": OTHER})
    decision = decide(_present(_MOVED), sight, Rules(mode, _FACTS))
    assert decision.disposals == ()
    assert isinstance(decision.action, Skip) if (found, mode) == ("old", SyncMode.ENRICH) else True
    assert decision.action == _ADOPTED or found == "old"
    assert decision == decide(_present(_MOVED), _SIGHTS[found], Rules(mode, _FACTS), {"r1": OTHER})


def test_who_left_no_groups_behind_leaves_nothing() -> None:
    standing = Standing(replace(_OLD, groups=frozenset()), "r1")
    decision = decide(_present(_MOVED, standing), _SIGHTS["both"], _rules(SyncMode.ADDITIVE))
    assert decision.disposals == ()


def test_a_record_with_this_key_that_somebody_owns_is_a_rejection_that_names_it() -> None:
    action = _action(_present(_MOVED), Sight(by_key=(_R2,), owners={"r2": OTHER}))
    assert action == Reject(RECORD, "the remote record r2 with this key belongs to record 8", claim="b")


def test_several_matches_are_a_rejection() -> None:
    twice = Sight(by_key=(_R2, RemoteRecord("r9", frozenset("b"))))
    assert _action(_present(_MOVED), twice) == Reject(
        RECORD, "2 remote records have this key; merge them at the vendor"
    )
    again = Sight(by_key=(_R2, _R2))
    assert _action(_present(_MOVED), again) == _ADOPTED
    olds = Sight(by_trace=(_R3, RemoteRecord("r4", frozenset("a"))))
    assert _action(_present(_MOVED), olds) == Reject(RECORD, "2 remote records have this record's earlier keys")
    assert _action(Departed(RECORD, replace(_LOST, remote_id=None)), olds) == Reject(
        RECORD, "2 remote records have this record's earlier keys"
    )


@pytest.mark.parametrize(
    ("standing", "rules", "action"),
    [
        (NEVER, _rules(blind=True), Create(RECORD, _NEW, whole(_NEW))),
        (NEVER, _rules(upserts=True), Upsert(RECORD, _NEW, whole(_NEW))),
        (_CERTAIN, _SYNC, Update(RECORD, "r1", _NEW, _MINIMAL)),
        (_CERTAIN, _rules(upserts=True), Update(RECORD, "r1", _NEW, _MINIMAL)),
        (_CERTAIN, _rules(SyncMode.ENRICH), Update(RECORD, "r1", _NEW, _MINIMAL)),
        (_LOST, _rules(upserts=True, blind=True), Update(RECORD, "r1", _NEW, _REWRITTEN)),
        (replace(_LOST, remote_id=None), _rules(upserts=True, blind=True), Upsert(RECORD, _NEW, _REWRITTEN)),
        (Standing(RELEASED, "r1"), _rules(upserts=True), Upsert(RECORD, _NEW, whole(_NEW))),
    ],
)
def test_unseen_a_known_record_gets_the_diff_and_any_other_all_of_it(
    standing: Standing, rules: Rules, action: Action
) -> None:
    assert _action(_present(standing=standing), None, rules) == action


@pytest.mark.parametrize(
    ("standing", "sight", "action"),
    [
        (NEVER, Sight(), Create(RECORD, _NEW, whole(_NEW))),
        (NEVER, Sight((_R1,)), Update(RECORD, "r1", _NEW, whole(_NEW), _R1)),
        (_CERTAIN, Sight((_R1,), (_R1,)), Update(RECORD, "r1", _NEW, _MINIMAL, _R1)),
        (_CERTAIN, Sight((_R3,)), Update(RECORD, "r3", _NEW, whole(_NEW), _R3)),
        (_CERTAIN, Sight(), Create(RECORD, _NEW, whole(_NEW))),
        (_LOST, Sight((_R1,), (_R1,)), Update(RECORD, "r1", _NEW, _REWRITTEN, _R1)),
        (_LOST, Sight((_R3,)), Update(RECORD, "r3", _NEW, _REWRITTEN, _R3)),
        (_LOST, Sight(), Create(RECORD, _NEW, whole(_NEW))),
        (replace(_LOST, remote_id=None), Sight((_R3,)), Update(RECORD, "r3", _NEW, _REWRITTEN, _R3)),
        (Standing(_OLD), Sight((_R3,)), Update(RECORD, "r3", _NEW, replace(whole(_NEW), left=frozenset("G")), _R3)),
        (Standing(RELEASED, "r1"), Sight((_R1,), (_R1,)), Update(RECORD, "r1", _NEW, whole(_NEW), _R1)),
    ],
)
def test_seen_only_the_known_record_gets_the_diff_and_what_may_be_there_is_cleared_and_left(
    standing: Standing, sight: Sight, action: Action
) -> None:
    assert _action(_present(standing=standing), sight) == action


def test_a_record_that_was_not_written_by_joey_loses_nothing_by_being_taken_over() -> None:
    standing = Standing(_OLD, "r1", (Snapshot("c", {"lost": 3}, frozenset({"L"})),))
    action = _action(_present(standing=standing), Sight((_R3,)))
    assert isinstance(action, Update)
    assert action.diff == whole(_NEW)


def test_after_an_unanswered_rename_the_record_is_found_and_renamed_back() -> None:
    there = RemoteRecord("r1", frozenset("b"))
    action = _action(_present(_OLD, _LOST_MOVED), Sight(by_trace=(there, there)))
    change = Diff({"x": 1, "old": 1}, joined=frozenset("G"), left=frozenset("H"), rekeyed=Rekeyed("b", "a"))
    assert action == Update(RECORD, "r1", _OLD, change, there)


@pytest.mark.parametrize(
    ("keys", "rekeyed"),
    [("a", _RENAME), ("ab", None), ("b", None), ("yz", Rekeyed("y", "b")), ("za", _RENAME), ("", _RENAME)],
)
def test_a_rename_starts_from_a_key_that_joey_gave_where_the_record_answers_to_it(
    keys: str, rekeyed: Rekeyed | None
) -> None:
    action = _action(_present(_MOVED), Sight(by_trace=(RemoteRecord("r1", frozenset(keys)),)))
    assert isinstance(action, Update)
    assert action.diff.rekeyed == rekeyed


def test_what_an_unanswered_move_made_elsewhere_leaves_its_groups_and_the_remembered_is_taken_first() -> None:
    decision = decide(_present(_OLD, _LOST_MOVED), Sight((_R1,), (_R1, _R2)), _SYNC)
    groups = frozenset("GH")
    assert decision.action == Update(
        RECORD, "r1", _OLD, Diff({"x": 1, "old": 1}, joined=_OLD.groups, left=_MOVED.groups), _R1
    )
    assert decision.disposals == (LeaveGroups(RECORD, "r2", "b", groups, _R2),)
    third = replace(_NEW, key="c")
    onwards = decide(_present(third, _LOST_MOVED), Sight((), (_R2, _R1)), _SYNC)
    assert isinstance(onwards.action, Update)
    assert onwards.action.remote_id == "r1"
    assert onwards.disposals == (LeaveGroups(RECORD, "r2", "b", groups, _R2),)


def test_a_vendor_without_find_or_rename_gets_a_new_record_and_loses_the_remembered_one() -> None:
    rules = _rules(renames=False, upserts=True, blind=True)
    assert decide(_present(_MOVED), None, rules) == Decision(Upsert(RECORD, _MOVED, whole(_MOVED)), (_DELETED,))
    creating = _rules(SyncMode.ADDITIVE, renames=False, blind=True)
    left = LeaveGroups(RECORD, "r1", "a", frozenset("G"))
    assert decide(_present(_MOVED), None, creating) == Decision(Create(RECORD, _MOVED, whole(_MOVED)), (left,))
    assert decide(_present(_MOVED), None, rules, {"r1": OTHER}).disposals == ()
    enriching = decide(_present(_MOVED), None, _rules(SyncMode.ENRICH, renames=False, blind=True))
    assert isinstance(enriching.action, Skip)
    assert enriching == Decision(enriching.action)
    assert enriching.action.then is None


def test_a_vendor_without_find_that_renames_is_told_to() -> None:
    action = _action(_present(_MOVED), None, _rules(blind=True))
    assert action == Update(RECORD, "r1", _MOVED, replace(_MINIMAL, rekeyed=_RENAME))
    back = _action(_present(_OLD, _LOST_MOVED), None, _rules(blind=True))
    assert isinstance(back, Update)
    assert back.diff.rekeyed == Rekeyed("b", "a")
    still = _action(_present(_OLD, _LOST_MOVED), None, _rules(renames=False, blind=True))
    assert isinstance(still, Update)
    assert still.remote_id == "r1"


_AUDIENCE = _rules(blind=True, upserts=True, deletion=Deletion.NONE, membership_only=True, membership_fields=True)


def test_a_membership_moves_by_leaving_under_the_old_key_and_joining_under_the_new() -> None:
    decision = decide(_present(_MOVED), None, _AUDIENCE)
    assert decision == Decision(
        Upsert(RECORD, _MOVED, whole(_MOVED)), (LeaveGroups(RECORD, "r1", "a", frozenset("G")),)
    )


def test_a_membership_leaves_under_every_key_that_was_tried() -> None:
    standing = Standing(_OLD, "r1", (_MOVED, replace(_MOVED, key="c")))
    groups = frozenset("GH")
    left = (LeaveGroups(RECORD, "b", "b", groups), LeaveGroups(RECORD, "c", "c", groups))
    back = decide(_present(_OLD, standing), None, _AUDIENCE)
    assert isinstance(back.action, Update)
    assert back.action.remote_id == "r1"
    assert back.disposals == left
    gone = decide(Departed(RECORD, standing), None, _AUDIENCE)
    assert gone == Decision(LeaveGroups(RECORD, "r1", "a", groups), left)
    assert decide(Departed(RECORD, replace(standing, remote_id=None)), None, _AUDIENCE).action == LeaveGroups(
        RECORD, "a", "a", groups
    )


@pytest.mark.parametrize("fields", [{"x": 2, "old": 1}, {"x": None, "old": 1}])
def test_where_a_membership_carries_fields_a_changed_field_joins_again(fields: dict[str, int | None]) -> None:
    rules = _rules(membership_fields=True)
    wanted = Snapshot("a", fields, _OLD.groups | {"H"})
    action = _action(_present(wanted), None, rules)
    assert isinstance(action, Update)
    assert action.diff.joined == wanted.groups
    assert isinstance(plain := _action(_present(wanted)), Update)
    assert plain.diff.joined == {"H"}
    moved = _action(_present(replace(_OLD, groups=wanted.groups)), None, rules)
    assert isinstance(moved, Update)
    assert moved.diff.joined == {"H"}


_HEIRLOOM = Standing(Snapshot("b", {"x": 9}, frozenset({"L"})), "r2")
_OWN = Standing(_OLD, "r1")


def _heir(former: Standing = _OWN) -> Present:
    return _present(_MOVED, _HEIRLOOM, former)


def test_an_heir_takes_the_leavers_record_and_its_own_is_deleted() -> None:
    decision = decide(_heir(), Sight((_R2,), (_R2, _R1)), _SYNC)
    change = Diff({"x": 2, "old": 1}, joined=frozenset("H"), left=frozenset("L"))
    assert decision == Decision(Update(RECORD, "r2", _MOVED, change, _R2), (_DELETED,))


def test_an_heirs_own_record_is_left_alone_where_it_is_the_one_written_owned_or_gone() -> None:
    both = RemoteRecord("r1", frozenset("ab"))
    assert decide(_heir(), Sight((both,), (both,)), _SYNC).disposals == ()
    assert decide(_heir(), Sight((_R2,), (_R2, _R1), {"r1": OTHER}), _SYNC).disposals == ()
    assert decide(_heir(), Sight((_R2,), (_R2,)), _SYNC).disposals == ()
    released = decide(_heir(Standing(RELEASED, "r1")), Sight((_R2,), (_R2, _R1)), _SYNC)
    assert released.disposals == ()


def test_an_heir_that_does_not_delete_leaves_its_own_records_groups() -> None:
    decision = decide(_heir(), Sight((_R2,), (_R2, _R1)), _rules(SyncMode.ADDITIVE))
    assert decision.disposals == (LeaveGroups(RECORD, "r1", "a", frozenset("G"), _R1),)
    unseen = decide(_heir(), None, _rules(SyncMode.ADDITIVE, blind=True))
    assert unseen.disposals == (LeaveGroups(RECORD, "r1", "a", frozenset("G")),)


def test_an_heirs_own_record_that_only_its_key_leads_to_leaves_its_groups() -> None:
    decision = decide(_heir(Standing(_OLD, "r9")), Sight((_R2,), (_R2, _R1)), _SYNC)
    assert decision.disposals == (LeaveGroups(RECORD, "r1", "a", frozenset("G"), _R1),)
    assert not _heir().swaps


def test_an_heir_whose_inheritance_is_gone_goes_on_with_its_own_record() -> None:
    decision = decide(_heir(), Sight(by_trace=(_R1,)), _SYNC)
    assert decision == Decision(_RENAMED)
    assert isinstance(decide(_heir(), Sight(), _SYNC).action, Create)
    enriching = decide(_heir(), Sight(), _rules(SyncMode.ENRICH)).action
    assert isinstance(enriching, Skip)
    assert enriching.then is None


_LEFT = LeaveGroups(RECORD, "r1", "a", frozenset("G"))


@pytest.mark.parametrize(("mode", "deletion", "shared"), list(itertools.product(SyncMode, Deletion, [False, True])))
def test_a_leaver_is_deleted_only_where_mode_and_vendor_delete_and_nobody_shares_it(
    mode: SyncMode, deletion: Deletion, *, shared: bool
) -> None:
    action = _action(Departed(RECORD, replace(_CERTAIN, shared=shared)), None, _rules(mode, deletion=deletion))
    deletes = mode is SyncMode.SYNC and deletion is not Deletion.NONE and not shared
    assert action == (_DELETED if deletes else _LEFT)


@pytest.mark.parametrize(
    ("standing", "sight", "action"),
    [
        (NEVER, None, Skip(RECORD, "it left before it was delivered")),
        (Standing(RELEASED, "r1"), None, Skip(RECORD, "it left before it was delivered")),
        (_LOST, Sight(by_trace=(_R1, _R1)), _DELETED),
        (_LOST, Sight(), Skip(RECORD, "the vendor has no remote record of it", then=ABSENT)),
        (_LOST, Sight(by_trace=(_R3,)), LeaveGroups(RECORD, "r3", "a", frozenset("GL"), _R3)),
        (replace(_LOST, remote_id=None), Sight(by_trace=(_R3,)), Delete(RECORD, "r3", "a")),
        (replace(_LOST, remote_id=None), None, Skip(RECORD, "the vendor has no remote record of it", then=ABSENT)),
        (Standing(ABSENT, "r1", (_OLD,)), Sight(by_trace=(_R1,), owners={"r1": OTHER}),
         Skip(RECORD, "its remote record belongs to another record", then=ABSENT)),
    ],
)  # fmt: skip
def test_a_departure_after_an_unknown_is_found_and_done(
    standing: Standing, sight: Sight | None, action: Action
) -> None:
    assert _action(Departed(RECORD, standing), sight) == action


def test_a_departure_touches_nothing_that_somebody_owns_and_waits_until_that_is_settled() -> None:
    reason = "its remote record may have gone on as record 8's, which isn't settled yet"
    waits = Decision(Reject(RECORD, reason))
    assert decide(Departed(RECORD, _CERTAIN), None, _SYNC, {"r1": OTHER}) == waits
    assert decide(Departed(RECORD, _LOST), Sight(by_trace=(_R1, _R3), owners={"r1": OTHER}), _SYNC) == waits


def test_two_pasts_at_one_remote_record_are_parted_with_once_and_never_where_it_is_written() -> None:
    twice = Present(RECORD, _OLD, Standing(_OLD, None, (_MOVED,)), former=Standing(ABSENT, None, (_MOVED,)))
    assert [one.remote_id for one in decide(twice, None, _AUDIENCE).disposals] == ["b"]
    itself = Present(RECORD, _OLD, _CERTAIN, former=Standing(_MOVED, "r1"))
    assert decide(itself, None, _rules(blind=True)).disposals == ()


def test_the_remembered_record_is_no_rival_of_another_with_its_key() -> None:
    decision = decide(_present(_MOVED, _LOST), Sight(by_trace=(_R1, _R3)), _SYNC)
    assert isinstance(decision.action, Update)
    assert decision.action.remote_id == "r1"
    assert decision.disposals == (LeaveGroups(RECORD, "r3", "a", frozenset("GL"), _R3),)


def test_of_several_keys_with_several_matches_the_worst_is_named() -> None:
    seen = [RemoteRecord(f"r{number}", frozenset("aaabb"[number - 4])) for number in range(4, 9)]
    action = _action(Departed(RECORD, _LOST_MOVED), Sight(by_trace=tuple(seen)))
    assert action == Reject(RECORD, "3 remote records have this record's earlier keys")


def test_a_departure_after_an_unanswered_move_parts_with_both_records() -> None:
    decision = decide(Departed(RECORD, _LOST_MOVED), Sight(by_trace=(_R2, _R1, _R3)), _SYNC)
    assert decision == Decision(_DELETED, (LeaveGroups(RECORD, "r2", "b", frozenset("GH"), _R2),))


def test_a_leaver_without_groups_is_released_where_the_mode_does_not_delete() -> None:
    action = _action(Departed(RECORD, Standing(Snapshot("a"), "r1")), None, _rules(SyncMode.ADDITIVE))
    assert action == Skip(RECORD, "it left, and additive doesn't delete", then=RELEASED)


def test_a_shared_leaver_leaves_only_the_destinations_own_groups_and_the_rest_is_known_still() -> None:
    held = Snapshot("a", {"x": 1}, frozenset({"G", "theirs"}))
    export = Departed(RECORD, Standing(held, "r1", shared=True), frozenset({"G"}))
    staying = Snapshot("a", {"x": 1}, frozenset({"theirs"}))
    assert _action(export) == LeaveGroups(RECORD, "r1", "a", frozenset("G"), then=staying)
    nothing = replace(export, managed=frozenset[str]())
    assert _action(nothing) == Skip(RECORD, "it left, and sync doesn't delete", then=held)
    alone = replace(export, standing=replace(export.standing, shared=False))
    assert _action(alone) == Delete(RECORD, "r1", "a")
    additive = _action(alone, None, _rules(SyncMode.ADDITIVE))
    assert additive == LeaveGroups(RECORD, "r1", "a", held.groups)


def test_a_shared_leaver_after_an_unknown_is_written_back_to_what_the_others_know() -> None:
    export = Departed(RECORD, replace(_LOST_MOVED, shared=True), frozenset({"G", "H"}))
    staying = replace(_OLD, groups=frozenset[str]())
    there = RemoteRecord("r1", frozenset("b"))
    change = Diff({"x": 1, "old": 1}, left=frozenset("GH"), rekeyed=Rekeyed("b", "a"))
    assert _action(export, Sight(by_trace=(there,))) == Update(RECORD, "r1", staying, change, there)
    elsewhere = decide(export, Sight(by_trace=(_R1, _R2)), _SYNC)
    assert elsewhere.action == Update(RECORD, "r1", staying, replace(change, rekeyed=None), _R1)
    assert elsewhere.disposals == (LeaveGroups(RECORD, "r2", "b", frozenset("GH"), _R2),)


def test_a_shared_leaver_of_which_nothing_is_acknowledged_leaves_the_destinations_groups() -> None:
    standing = Standing(ABSENT, "r1", (_MOVED,), shared=True)
    export = Departed(RECORD, standing, frozenset({"H"}))
    action = _action(export, Sight(by_trace=(_R1,)))
    assert action == LeaveGroups(RECORD, "r1", "b", frozenset("H"), _R1)


def test_groups_that_are_part_of_the_record_are_left_by_a_write() -> None:
    left = LeaveGroups(RECORD, "r1", "a", frozenset("G"), _R1)
    assert left.inline == Update(RECORD, "r1", Snapshot("a"), Diff(left=frozenset("G")), _R1)


def test_after_gone_all_is_written_by_key_alone_where_that_does() -> None:
    assert _action(_present(), Sight(), _rules(upserts=True)) == Upsert(RECORD, _NEW, whole(_NEW))
    assert _action(_present(), Sight(), _rules(upserts=True, whole_groups=True)) == Create(RECORD, _NEW, whole(_NEW))
