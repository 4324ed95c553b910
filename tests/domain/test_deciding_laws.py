"""What holds of every decision, whatever the Ledger remembers and the vendor shows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from joey.domain.action import (
    ById,
    ByKey,
    Create,
    Decision,
    Delete,
    LeaveGroups,
    Reject,
    RemoteRecord,
    Skip,
    Update,
    Upsert,
)
from joey.domain.deciding import Rules, Sight, decide, lookups
from joey.domain.export import Departed, Export, Present
from joey.domain.facts import Deletion, Facts
from joey.domain.record import RecordId
from joey.domain.snapshot import RELEASED
from joey.domain.sync_mode import SyncMode
from tests.strategies import RECORD, departures, facts, keys, modes, owners, presents, remote_ids, remote_records

_exports = st.one_of(presents, departures)
_seen = st.lists(remote_records, max_size=3).map(tuple)
_cases = settings(max_examples=300)


@st.composite
def _decisions(draw: st.DrawFn) -> tuple[Export, Rules, dict[str, RecordId], Decision]:
    """A decision on any Export, after any look at the remote that it may need, with what led to it."""
    export, rules = draw(_exports), Rules(draw(modes), draw(facts))
    others = draw(owners)
    if not lookups(export, rules, gone=draw(st.booleans())):
        return export, rules, others, decide(export, None, rules, others)
    key = export.wanted.key if isinstance(export, Present) else draw(keys)
    by_key = st.builds(RemoteRecord, remote_ids, st.just(frozenset({key})))
    new = draw(st.lists(by_key, max_size=2)) if isinstance(export, Present) else []
    return export, rules, others, decide(export, Sight(tuple(new), draw(_seen)), rules, others)


@_cases
@given(_decisions())
def test_deciding_is_total_and_speaks_of_the_record_alone(
    case: tuple[Export, Rules, dict[str, RecordId], Decision],
) -> None:
    _, _, _, decision = case
    assert {one.record_id for one in (decision.action, *decision.disposals)} == {RECORD}
    if isinstance(decision.action, Reject | Skip):
        assert decision.disposals == ()


@_cases
@given(_decisions())
def test_a_remote_record_that_a_tracked_record_owns_is_never_parted_with(
    case: tuple[Export, Rules, dict[str, RecordId], Decision],
) -> None:
    _, _, others, decision = case
    for one in (decision.action, *decision.disposals):
        assert not isinstance(one, Delete | LeaveGroups) or one.remote_id not in others


@_cases
@given(_decisions())
def test_only_the_remembered_is_deleted_and_only_where_mode_and_vendor_delete(
    case: tuple[Export, Rules, dict[str, RecordId], Decision],
) -> None:
    export, rules, _, decision = case
    remembered = {export.standing.remote_id}
    if isinstance(export, Present):
        remembered |= {export.former.remote_id} if export.former is not None else set()
        assert not isinstance(decision.action, Delete)
    for one in (decision.action, *decision.disposals):
        if isinstance(one, Delete):
            assert rules.mode is SyncMode.SYNC
            assert rules.facts.deletion is not Deletion.NONE
            assert one.remote_id in remembered or (isinstance(export, Departed) and remembered == {None})


@_cases
@given(_decisions())
def test_no_remote_record_is_written_and_parted_with_or_parted_with_twice(
    case: tuple[Export, Rules, dict[str, RecordId], Decision],
) -> None:
    _, _, _, decision = case
    parted = [one.remote_id for one in decision.disposals]
    assert len(parted) == len(set(parted))
    assert not isinstance(decision.action, Update | Delete | LeaveGroups) or decision.action.remote_id not in parted


@_cases
@given(_decisions())
def test_only_a_mode_that_creates_creates_and_only_a_vendor_that_upserts_upserts(
    case: tuple[Export, Rules, dict[str, RecordId], Decision],
) -> None:
    _, rules, _, decision = case
    assert rules.mode.creates or not isinstance(decision.action, Create | Upsert)
    assert rules.facts.upserts or not isinstance(decision.action, Upsert)


@_cases
@given(_decisions())
def test_what_is_written_is_what_is_wanted_and_nothing_joined_is_left(
    case: tuple[Export, Rules, dict[str, RecordId], Decision],
) -> None:
    export, _, _, decision = case
    action = decision.action
    if isinstance(action, Create | Update | Upsert):
        assert isinstance(export, Departed) or action.wanted == export.wanted
        assert action.diff.joined <= action.wanted.groups
        assert action.diff.left.isdisjoint(action.wanted.groups)
        assert all(action.wanted.fields.get(name) == value for name, value in action.diff.fields.items())


@_cases
@given(departures, facts, modes)
def test_a_departure_that_asked_for_nothing_leaves_what_it_was_put_in_and_no_more(
    export: Departed, vendor: Facts, mode: SyncMode
) -> None:
    action = decide(export, None, Rules(mode, vendor)).action
    if isinstance(action, LeaveGroups):
        assert action.groups <= export.standing.groups
        assert not export.standing.shared or export.managed is None or action.groups <= export.managed
        assert (action.then == RELEASED) == (export.staying is None)


@_cases
@given(_exports, facts, modes)
def test_each_lookup_is_made_once_and_only_where_the_vendor_can_find(
    export: Export, vendor: Facts, mode: SyncMode
) -> None:
    asked = lookups(export, Rules(mode, vendor), gone=True)
    assert len(asked) == len(set(asked))
    assert set(lookups(export, Rules(mode, vendor))) <= set(asked)
    assert vendor.finds or asked == ()
    former = export.former if isinstance(export, Present) else None
    standings = [standing for standing in (export.standing, former) if standing is not None]
    past = {key for standing in standings for key in standing.keys}
    ids = {standing.remote_id for standing in standings}
    wanted = {export.wanted.key} if isinstance(export, Present) else set()
    assert all(one.key in past | wanted if isinstance(one, ByKey) else one.id in ids for one in asked)
    assert all(isinstance(one, ById | ByKey) for one in asked)
