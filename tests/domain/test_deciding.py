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
    LeaveGroups,
    Lookup,
    Reject,
    RemoteRecord,
    Skip,
    Update,
    Upsert,
)
from joey.domain.deciding import Rules, Sight, decide, lookups
from joey.domain.diff import Rekeyed, whole
from joey.domain.export import NEVER, Departed, Export, Standing
from joey.domain.facts import Deletion
from joey.domain.snapshot import ABSENT, RELEASED
from joey.domain.sync_mode import SyncMode
from tests.domain.decisions import (
    CERTAIN,
    DELETED,
    FACTS,
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
    RENAMED,
    SYNC,
    action_of,
    present,
    rules_of,
)
from tests.strategies import OTHER, RECORD

_WHERE_ALL = (ByKey("b"), ById("r1"), ByKey("a"))


@pytest.mark.parametrize(
    ("export", "rules", "asked"),
    [
        (present(), SYNC, ()),
        (present(), rules_of(whole_groups=True), (ByKey("a"), ById("r1"))),
        (present(MOVED), SYNC, _WHERE_ALL),
        (present(MOVED), rules_of(blind=True), ()),
        (present(standing=LOST), SYNC, (ByKey("a"), ById("r1"))),
        (present(standing=LOST_MOVED), SYNC, (ByKey("a"), ById("r1"), ByKey("b"))),
        (present(standing=LOST_MOVED), rules_of(upserts=True), (ByKey("a"), ById("r1"), ByKey("b"))),
        (present(standing=NEVER), SYNC, (ByKey("a"),)),
        (present(standing=NEVER), rules_of(upserts=True), ()),
        (present(standing=NEVER), rules_of(SyncMode.ADDITIVE, upserts=True), ()),
        (present(standing=NEVER), rules_of(SyncMode.ENRICH, upserts=True), (ByKey("a"),)),
        (present(standing=NEVER), rules_of(upserts=True, whole_groups=True), (ByKey("a"),)),
        (present(standing=Standing(RELEASED, "r1")), SYNC, (ByKey("a"), ById("r1"))),
        (present(standing=Standing(OLD)), SYNC, (ByKey("a"),)),
        (present(former=Standing(MOVED, "r2")), SYNC, (ByKey("a"), ById("r1"), ById("r2"), ByKey("b"))),
        (present(standing=NEVER, former=CERTAIN), rules_of(upserts=True), (ByKey("a"), ById("r1"))),
        (Departed(RECORD, CERTAIN), SYNC, ()),
        (Departed(RECORD, CERTAIN), rules_of(whole_groups=True), (ById("r1"), ByKey("a"))),
        (Departed(RECORD, LOST_MOVED), SYNC, (ById("r1"), ByKey("a"), ByKey("b"))),
        (Departed(RECORD, LOST_MOVED), rules_of(blind=True), ()),
        (Departed(RECORD, Standing(RELEASED, "r1")), SYNC, ()),
        (Departed(RECORD), rules_of(whole_groups=True), ()),
    ],
)  # fmt: skip
def test_only_who_needs_it_is_looked_up_by_new_keys_and_old_ones(
    export: Export, rules: Rules, asked: tuple[Lookup, ...]
) -> None:
    assert lookups(export, rules) == asked


def test_who_is_gone_is_looked_up_again_whatever_was_known() -> None:
    assert lookups(present(), SYNC, gone=True) == (ByKey("a"), ById("r1"))
    assert lookups(present(standing=NEVER), rules_of(upserts=True), gone=True) == (ByKey("a"),)
    assert lookups(Departed(RECORD, CERTAIN), SYNC, gone=True) == (ById("r1"), ByKey("a"))


_SIGHTS = {
    "neither": Sight(),
    "old": Sight(by_trace=(R1,)),
    "new": Sight(by_key=(R2,)),
    "both": Sight(by_key=(R2,), by_trace=(R1,)),
    "other old": Sight(by_trace=(R3,)),
    "new and other old": Sight(by_key=(R2,), by_trace=(R3,)),
    "old and other old": Sight(by_trace=(R1, R3)),
}
_ADOPTED = Update(RECORD, "r2", MOVED, whole(MOVED), R2)
_MADE = Create(RECORD, MOVED, whole(MOVED))
_KEY_CHANGED: dict[tuple[str, bool], tuple[Action, str | None]] = {
    ("neither", True): (_MADE, None),
    ("neither", False): (_MADE, None),
    ("old", True): (RENAMED, None),
    ("old", False): (_MADE, "r1"),
    ("new", True): (_ADOPTED, None),
    ("new", False): (_ADOPTED, None),
    ("both", True): (_ADOPTED, "r1"),
    ("both", False): (_ADOPTED, "r1"),
    ("other old", True): (Update(RECORD, "r3", MOVED, replace(whole(MOVED), rekeyed=RENAME), R3), None),
    ("other old", False): (_MADE, "r3"),
    ("new and other old", True): (_ADOPTED, "r3"),
    ("new and other old", False): (_ADOPTED, "r3"),
    ("old and other old", True): (RENAMED, None),
    ("old and other old", False): (_MADE, "r1"),
}
_EVERY = list(itertools.product(_KEY_CHANGED, SyncMode, [Deletion.NONE, Deletion.ERASE], [False, True]))


@pytest.mark.parametrize(("case", "mode", "deletion", "shared"), _EVERY)
def test_a_changed_key_goes_to_the_new_record_else_renames_the_old_else_makes_one(
    case: tuple[str, bool], mode: SyncMode, deletion: Deletion, *, shared: bool
) -> None:
    found, renames = case
    action, left = _KEY_CHANGED[case]
    export = present(MOVED, replace(CERTAIN, shared=shared))
    decision = decide(export, _SIGHTS[found], rules_of(mode, renames=renames, deletion=deletion))
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
        assert decision.disposals == (DELETED,)
    else:
        remote = R1 if left == "r1" else R3
        assert decision.disposals == (LeaveGroups(RECORD, left, "a", frozenset("G"), remote),)


@pytest.mark.parametrize(("found", "mode"), list(itertools.product(["old", "both"], SyncMode)))
def test_the_old_one_is_neither_deleted_nor_written_where_somebody_owns_it(found: str, mode: SyncMode) -> None:
    sight = replace(_SIGHTS[found], owners={"r1": OTHER})
    decision = decide(present(MOVED), sight, Rules(mode, FACTS))
    assert decision.disposals == ()
    assert isinstance(decision.action, Skip) if (found, mode) == ("old", SyncMode.ENRICH) else True
    assert decision.action == _ADOPTED or found == "old"
    assert decision == decide(present(MOVED), _SIGHTS[found], Rules(mode, FACTS), {"r1": OTHER})


def test_who_left_no_groups_behind_leaves_nothing() -> None:
    standing = Standing(replace(OLD, groups=frozenset()), "r1")
    decision = decide(present(MOVED, standing), _SIGHTS["both"], rules_of(SyncMode.ADDITIVE))
    assert decision.disposals == ()


def test_a_record_with_this_key_that_somebody_owns_is_a_rejection_that_names_it() -> None:
    action = action_of(present(MOVED), Sight(by_key=(R2,), owners={"r2": OTHER}))
    assert action == Reject(RECORD, "the remote record r2 with this key belongs to record 8", claim="b")


def test_several_matches_are_a_rejection() -> None:
    twice = Sight(by_key=(R2, RemoteRecord("r9", frozenset("b"))))
    assert action_of(present(MOVED), twice) == Reject(
        RECORD, "2 remote records have this key; merge them at the vendor"
    )
    again = Sight(by_key=(R2, R2))
    assert action_of(present(MOVED), again) == _ADOPTED
    olds = Sight(by_trace=(R3, RemoteRecord("r4", frozenset("a"))))
    assert action_of(present(MOVED), olds) == Reject(RECORD, "2 remote records have this record's earlier keys")
    assert action_of(Departed(RECORD, replace(LOST, remote_id=None)), olds) == Reject(
        RECORD, "2 remote records have this record's earlier keys"
    )


def test_a_vendor_without_find_or_rename_gets_a_new_record_and_loses_the_remembered_one() -> None:
    rules = rules_of(renames=False, upserts=True, blind=True)
    assert decide(present(MOVED), None, rules) == Decision(Upsert(RECORD, MOVED, whole(MOVED)), (DELETED,))
    creating = rules_of(SyncMode.ADDITIVE, renames=False, blind=True)
    left = LeaveGroups(RECORD, "r1", "a", frozenset("G"))
    assert decide(present(MOVED), None, creating) == Decision(Create(RECORD, MOVED, whole(MOVED)), (left,))
    assert decide(present(MOVED), None, rules, {"r1": OTHER}).disposals == ()
    enriching = decide(present(MOVED), None, rules_of(SyncMode.ENRICH, renames=False, blind=True))
    assert isinstance(enriching.action, Skip)
    assert enriching == Decision(enriching.action)
    assert enriching.action.then is None


def test_a_vendor_without_find_that_renames_is_told_to() -> None:
    action = action_of(present(MOVED), None, rules_of(blind=True))
    assert action == Update(RECORD, "r1", MOVED, replace(MINIMAL, rekeyed=RENAME))
    back = action_of(present(OLD, LOST_MOVED), None, rules_of(blind=True))
    assert isinstance(back, Update)
    assert back.diff.rekeyed == Rekeyed("b", "a")
    still = action_of(present(OLD, LOST_MOVED), None, rules_of(renames=False, blind=True))
    assert isinstance(still, Update)
    assert still.remote_id == "r1"


def test_after_gone_all_is_written_by_key_alone_where_that_does() -> None:
    assert action_of(present(), Sight(), rules_of(upserts=True)) == Upsert(RECORD, NEW, whole(NEW))
    assert action_of(present(), Sight(), rules_of(upserts=True, whole_groups=True)) == Create(RECORD, NEW, whole(NEW))
