"""SourceContract: what a RecordSource promises; subclass it, and give it a subject."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from joey.domain.property import PropertyType
from joey.domain.record import Record, RecordId
from joey.ports.contract.warehouse import (
    PROPERTIES,
    VIP,
    Examined,
    Remembered,
    SourceSubject,
    asked,
    customer,
    found,
    ids_of,
    leavers_of,
    remembered,
    rows_of,
)
from joey.ports.source import ChangeQuery


class SourceContract:
    """Every scenario. A subclass gives the fixture ``subject``."""

    @pytest.fixture
    def subject(self) -> SourceSubject:
        raise NotImplementedError("give this contract a fixture `subject`")

    @pytest.fixture
    def query(self, subject: SourceSubject) -> ChangeQuery:
        return asked(subject.model)

    def examined(self, subject: SourceSubject, records: Sequence[Record], query: ChangeQuery) -> list[Remembered]:
        """Hold these Records, and remember all of them as delivered."""
        subject.hold(records)
        spool = found(subject, query)
        kept = remembered(spool)
        spool.close()
        return kept

    # What is told of a model

    def test_the_columns_are_told_with_their_types(self, subject: SourceSubject) -> None:
        subject.hold([customer("1", tags=["a"])])
        description = subject.source.describe(subject.model).unwrap()
        told = {column.name: (column.type, column.many) for column in description.columns}
        assert told["email"] == (PropertyType.STRING, False)
        assert told["score"] == (PropertyType.INTEGER, False)
        assert told["tags"] == (PropertyType.STRING, True)
        assert description.rows == 1

    # What changed

    def test_what_was_never_examined_is_found_with_its_values_and_groups(
        self, subject: SourceSubject, query: ChangeQuery
    ) -> None:
        subject.hold([customer("1", "é@example.com", None, ["x", "y"], [VIP]), customer("2", "", 2, None)])
        spool = found(subject, query)
        assert [row.record for row in rows_of(spool)] == [
            customer("1", "é@example.com", None, ["x", "y"], [VIP]),
            customer("2", "", 2, None),
        ]
        assert (spool.counts.total, spool.counts.changed, spool.counts.left, spool.counts.refused) == (2, 2, 0, 0)

    def test_what_was_examined_and_is_the_same_is_not_found(self, subject: SourceSubject, query: ChangeQuery) -> None:
        known = self.examined(subject, [customer("1"), customer("2")], query)
        spool = found(subject, query, Examined(known))
        assert rows_of(spool) == []
        assert (spool.counts.total, spool.counts.changed, spool.counts.left) == (2, 0, 0)

    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (customer("1", "a"), customer("1", "b")),
            (customer("1", None), customer("1", "")),
            (customer("1", None), customer("1", "NULL")),
            (customer("1", "x", 1), customer("1", "x", None)),
            (customer("1", tags=["a", "b"]), customer("1", tags=["a,b"])),
            (customer("1", tags=["a", "b"]), customer("1", tags=["b", "a"])),
            (customer("1", tags=["a", "b"]), customer("1", tags=['a", "b'])),
            (customer("1", tags=[]), customer("1", tags=None)),
            (customer("1", tags=[]), customer("1", tags=[""])),
            (customer("1"), customer("1", groups=[VIP])),
            (customer("1", groups=[VIP]), customer("1")),
        ],
    )
    def test_each_difference_is_found_and_nothing_else(
        self, subject: SourceSubject, query: ChangeQuery, before: Record, after: Record
    ) -> None:
        known = self.examined(subject, [before, customer("2")], query)
        subject.hold([after, customer("2")])
        assert [row.record for row in rows_of(found(subject, query, Examined(known)))] == [after]

    def test_a_property_that_is_not_asked_for_changes_nothing(self, subject: SourceSubject) -> None:
        query = ChangeQuery(subject.model, ("email",), (), "1")
        known = self.examined(subject, [customer("1", score=1)], query)
        subject.hold([customer("1", score=2, groups=[VIP])])
        assert rows_of(found(subject, query, Examined(known))) == []

    def test_another_version_finds_every_row_once(self, subject: SourceSubject, query: ChangeQuery) -> None:
        known = self.examined(subject, [customer("1"), customer("2")], query)
        newer = asked(subject.model, version="2")
        spool = found(subject, newer, Examined(known))
        assert ids_of(spool) == ["1", "2"]
        assert rows_of(found(subject, newer, Examined(remembered(spool)))) == []

    def test_what_is_owed_is_found_though_unchanged(self, subject: SourceSubject, query: ChangeQuery) -> None:
        one, two = self.examined(subject, [customer("1"), customer("2")], query)
        owed = Remembered(two.record_id, two.fingerprint, owed=True)
        assert ids_of(found(subject, query, Examined([one, owed]))) == ["2"]

    def test_a_full_query_finds_every_row(self, subject: SourceSubject, query: ChangeQuery) -> None:
        known = self.examined(subject, [customer("1"), customer("2")], query)
        assert ids_of(found(subject, asked(subject.model, full=True), Examined(known))) == ["1", "2"]

    def test_who_returns_is_found_though_the_row_is_as_it_was(self, subject: SourceSubject, query: ChangeQuery) -> None:
        (one,) = self.examined(subject, [customer("1")], query)
        assert ids_of(found(subject, query, Examined([Remembered(one.record_id, one.fingerprint, False)]))) == ["1"]

    # Who left

    def test_who_is_not_there_any_more_has_left(self, subject: SourceSubject, query: ChangeQuery) -> None:
        known = self.examined(subject, [customer("1"), customer("2")], query)
        subject.hold([customer("2")])
        spool = found(subject, query, Examined(known))
        assert (leavers_of(spool), ids_of(spool), spool.counts.left) == (["1"], [], 1)

    def test_who_left_long_ago_does_not_leave_again(self, subject: SourceSubject, query: ChangeQuery) -> None:
        subject.hold([])
        gone = Remembered(RecordId("1"), "f", present=False)
        assert leavers_of(found(subject, query, Examined([gone]))) == []

    @pytest.mark.parametrize("present", [True, False])
    def test_a_departure_that_is_owed_is_told_again(
        self, subject: SourceSubject, query: ChangeQuery, *, present: bool
    ) -> None:
        subject.hold([])
        owed = Remembered(RecordId("1"), None, present, owed=True)
        assert leavers_of(found(subject, query, Examined([owed]))) == ["1"]

    def test_only_those_in_the_group_are_wanted_and_who_leaves_it_has_left(self, subject: SourceSubject) -> None:
        query = asked(subject.model, only=VIP)
        known = self.examined(subject, [customer("1", groups=[VIP]), customer("2", groups=[VIP]), customer("3")], query)
        assert [row.record_id for row in known] == ["1", "2"]
        subject.hold([customer("1"), customer("2", groups=[VIP]), customer("3", groups=[VIP])])
        spool = found(subject, query, Examined(known))
        assert (ids_of(spool), leavers_of(spool), spool.counts.total) == (["3"], ["1"], 2)

    # Ids that can't be used

    def test_rows_that_share_an_id_are_refused_and_the_others_go_on(
        self, subject: SourceSubject, query: ChangeQuery
    ) -> None:
        known = self.examined(subject, [customer("1"), customer("2"), customer("3")], query)
        subject.hold([customer("1", "new"), customer("2"), customer("2", "other")])
        spool = found(subject, query, Examined(known))
        assert (ids_of(spool), leavers_of(spool)) == (["1"], ["3"])
        assert (spool.counts.refused, spool.counts.total, spool.departures_withheld) == (2, 1, False)
        assert ["2" in problem.row for problem in spool.problems] == [True]
        assert ["2 " in problem.reason for problem in spool.problems] == [True]

    def test_a_row_that_shares_its_id_has_not_left_even_outside_of_the_group(self, subject: SourceSubject) -> None:
        query = asked(subject.model, only=VIP)
        known = self.examined(subject, [customer("1", groups=[VIP])], query)
        subject.hold([customer("1"), customer("1")])
        assert leavers_of(found(subject, query, Examined(known))) == []

    def test_while_an_id_cannot_be_read_nobody_leaves_and_changes_go_on(
        self, subject: SourceSubject, query: ChangeQuery
    ) -> None:
        known = self.examined(subject, [customer("1"), customer("2")], query)
        subject.hold([customer("1", "new"), customer(""), customer("")])
        spool = found(subject, query, Examined(known))
        assert (ids_of(spool), leavers_of(spool), spool.counts.left) == (["1"], [], 0)
        assert spool.departures_withheld
        assert (spool.counts.refused, len(spool.problems) > 0) == (2, True)

    # The spool

    def test_batches_are_in_the_order_of_ids_and_no_larger_than_asked(
        self, subject: SourceSubject, query: ChangeQuery
    ) -> None:
        names = ["10", "9", "B", "a", "é", "Z", "1"]
        subject.hold([customer(name) for name in names])
        spool = found(subject, query)
        batches = [[row.record.id for row in batch] for batch in spool.changed(3)]
        assert [name for batch in batches for name in batch] == sorted(names)
        assert all(0 < len(batch) <= 3 for batch in batches)
        assert [[record_id for record_id, _ in batch] for batch in spool.keys(["email"], 3)] == batches

    def test_a_spool_can_be_read_again_and_outlives_a_change_of_its_source(
        self, subject: SourceSubject, query: ChangeQuery
    ) -> None:
        subject.hold([customer("1"), customer("2")])
        spool = found(subject, query)
        first = rows_of(spool)
        subject.hold([customer("3")])
        assert rows_of(spool) == first

    def test_keys_hold_the_properties_asked_for_alone(self, subject: SourceSubject, query: ChangeQuery) -> None:
        subject.hold([customer("1", "a@example.com", 7)])
        spool = found(subject, query)
        assert list(spool.keys(["score"], 10)) == [[("1", {"score": 7})]]
        assert list(spool.keys([], 10)) == [[("1", {})]]

    def test_leavers_come_in_batches_no_larger_than_asked(self, subject: SourceSubject, query: ChangeQuery) -> None:
        subject.hold([])
        spool = found(subject, query, Examined(Remembered(RecordId(str(number)), "f") for number in range(7)))
        sizes = [len(batch) for batch in spool.left(3)]
        assert sum(sizes) == 7
        assert max(sizes) <= 3

    def test_a_spool_is_closed_as_often_as_one_likes(self, subject: SourceSubject, query: ChangeQuery) -> None:
        subject.hold([customer("1")])
        spool = found(subject, query)
        spool.close()
        spool.close()
        assert spool.counts.changed == 1

    # One Record

    def test_one_record_is_fetched_with_all_its_properties_and_groups(self, subject: SourceSubject) -> None:
        subject.hold([customer("1", "x@example.com", 5, ["t"], [VIP]), customer("2")])
        record = subject.source.fetch(subject.model, RecordId("1")).unwrap()
        assert record is not None
        assert record.groups == {VIP}
        assert {name: record.properties[name] for name in PROPERTIES} == {
            "email": "x@example.com",
            "score": 5,
            "tags": ["t"],
        }

    def test_a_record_that_is_not_there_is_none(self, subject: SourceSubject) -> None:
        subject.hold([customer("1")])
        assert subject.source.fetch(subject.model, RecordId("2")).unwrap() is None
