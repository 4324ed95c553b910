from __future__ import annotations

from joey.domain.facts import BatchSizes, Bulk, Call, Deletion, Facts, GroupStyle, Limits
from joey.domain.outcome import Attempt, Delivered, Rejected, Skipped
from joey.domain.property import FieldType
from joey.domain.record import RecordId
from joey.domain.schema import Field, Labels, Schema
from joey.domain.sync_mode import SyncMode

_FACTS = Facts(BatchSizes(), Limits(1))


def test_what_a_vendor_does_not_say_is_one_by_one_unsearched_and_repeated_only_where_it_reads() -> None:
    sizes = BatchSizes()
    assert (sizes.find, sizes.create, sizes.update, sizes.upsert, sizes.delete, sizes.members) == (0, 1, 1, 0, 1, 0)
    assert _FACTS.repeatable == {Call.READ, Call.FIND}
    assert _FACTS.sync_modes == tuple(SyncMode)
    assert (_FACTS.groups, _FACTS.deletion) == (GroupStyle.NONE, Deletion.ARCHIVE)
    assert _FACTS.search_lag == 0
    assert _FACTS.job_horizon is None


def test_what_a_vendor_does_not_say_it_does_not_do_but_for_renaming_and_row_results() -> None:
    assert not any(
        (_FACTS.upserts, _FACTS.whole_groups, _FACTS.membership_fields, _FACTS.membership_only, _FACTS.bulk is not None)
    )
    assert _FACTS.renames
    assert _FACTS.row_results


def test_only_who_takes_lookups_finds() -> None:
    assert not _FACTS.finds
    assert Facts(BatchSizes(find=1), Limits(1)).finds


def test_a_field_is_optional_single_and_free_where_nothing_else_is_said() -> None:
    field = Field("x", FieldType.ANY)
    assert (field.required, field.important, field.many) == (False, False, False)
    assert (field.choices, field.max_length) == ((), None)
    assert Schema({}).labels == Labels("field", "list")


def test_an_outcome_is_not_looked_at_again_and_an_attempt_is_no_departure_unless_it_says_so() -> None:
    assert not Skipped("no").recheck
    assert not Attempt(RecordId("1"), Delivered()).departed
    assert Rejected("no") == Rejected("no", None, None)


def test_the_bulk_way_is_taken_by_runs_that_are_larger_than_it_says() -> None:
    large = BatchSizes(create=1000)
    bulky = Facts(BatchSizes(), Limits(1), bulk=Bulk(100, large))
    assert [bulky.sizes_for(rows) for rows in (0, 100, 101)] == [BatchSizes(), BatchSizes(), large]
    assert _FACTS.sizes_for(101) == BatchSizes()
