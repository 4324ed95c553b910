"""What a Destination promises when calls go wrong: nothing is lost, nothing is made twice, nobody guesses."""

from __future__ import annotations

from collections.abc import Collection

from joey.domain.record import Record
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.records import (
    assert_quiet,
    assert_there,
    brought_in,
    kept,
    key_of_record,
    keys_there,
    record,
    removes,
    subject_fields,
)
from joey.ports.contract.subject import GROUPS, HIGH_VALUE, DestinationSubject


class TroubleContract:
    """Scenarios of throttling and of lost requests and answers."""

    async def test_what_is_throttled_is_deferred_and_goes_later(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        records = [record(subject, n, groups=[HIGH_VALUE], text=f"new {n}") for n in (1, 2, 3)]
        await self._seeded(subject, mode, *records)
        await subject.throttle()
        assert set((await subject.export(records, mode)).values()) <= {"deferred"}
        await subject.calm()
        assert await subject.export(records, mode) == {each.id: "delivered" for each in records}
        for each in records:
            await assert_there(subject, each)

    async def test_a_lost_answer_to_a_new_record_is_unknown_and_found_first(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        records = [record(subject, n, groups=[HIGH_VALUE], text=f"new {n}") for n in (1, 2)]
        await self._seeded(subject, mode, *records)
        await subject.lose_answers()
        assert await subject.export(records, mode) == {each.id: "unknown" for each in records}
        ids = {key: each.id for key, each in (await subject.stored()).items()}
        await subject.calm()
        await self._ends_well(subject, mode, *records)
        there = {key: each.id for key, each in (await subject.stored()).items()}
        assert ids.items() <= there.items(), "a record was made twice"
        if ids:  # nobody is there yet where what was lost was a list's, or a job's that hadn't begun
            assert there.keys() == ids.keys() or subject.gateway.facts.membership_only

    async def test_a_lost_request_is_unknown_and_sent_again(self, subject: DestinationSubject, mode: SyncMode) -> None:
        records = [record(subject, n, groups=[HIGH_VALUE], text=f"new {n}") for n in (1, 2)]
        await self._seeded(subject, mode, *records)
        await subject.lose_requests()
        assert await subject.export(records, mode) == {each.id: "unknown" for each in records}
        await subject.calm()
        await self._ends_well(subject, mode, *records)

    async def test_a_change_whose_answer_was_lost_and_that_is_taken_back_leaves_nothing(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        before = record(subject, 1, groups=[HIGH_VALUE], text=None)
        await brought_in(subject, mode, before)
        await subject.lose_answers()
        await subject.export([record(subject, 1, groups=GROUPS, text="b")], mode)
        await subject.calm()
        await self._ends_well(subject, mode, before, beside=GROUPS)

    async def test_a_changed_key_whose_answer_was_lost_and_that_is_taken_back_leaves_nothing(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        before, after = record(subject, 1, groups=[HIGH_VALUE]), record(subject, 2, "1", groups=GROUPS)
        await brought_in(subject, mode, before)
        await subject.lose_answers()
        await subject.export([after], mode)
        await subject.calm()
        await self._ends_well(subject, mode, before)
        facts, behind = subject.gateway.facts, (await subject.stored()).get(key_of_record(subject, after))
        # Where keys can't be renamed, a record under the lost key may be somebody else's: it's not deleted.
        assert behind is None or not facts.finds or not (facts.renames or behind.groups & {*GROUPS})

    async def test_a_changed_key_whose_answer_was_lost_ends_well(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        before, after = record(subject, 1, groups=[HIGH_VALUE]), record(subject, 2, "1", groups=[HIGH_VALUE])
        await brought_in(subject, mode, before)
        await subject.lose_answers()
        await subject.export([after], mode)
        await subject.calm()
        if not (mode.creates or subject.gateway.facts.renames):
            assert await keys_there(subject) == {key_of_record(subject, before)}
            return
        await self._ends_well(subject, mode, after)
        if removes(subject, mode) or subject.gateway.facts.renames:
            assert await keys_there(subject) == {key_of_record(subject, after)}

    async def test_who_leaves_after_a_lost_answer_is_found_and_taken_away(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        new, stayer = record(subject, 1, groups=[HIGH_VALUE]), record(subject, 2)
        await self._seeded(subject, mode, new)
        await brought_in(subject, mode, stayer)
        await subject.lose_answers()
        assert await subject.export([new, stayer], mode) == {new.id: "unknown"}
        await subject.calm()
        assert set(await subject.export([stayer], mode)) == {new.id}
        there = (await subject.stored()).get(key_of_record(subject, new))
        if subject.gateway.facts.finds:  # else nobody can tell what the lost call made
            assert (there is None) == removes(subject, mode)
            assert there is None or not (there.groups & {*GROUPS}) - kept(subject, mode)
        await assert_quiet(subject, [stayer], mode)

    async def test_a_departure_whose_answer_was_lost_is_finished(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        leaver, stayer = record(subject, 1, groups=[HIGH_VALUE]), record(subject, 2)
        await brought_in(subject, mode, leaver, stayer)
        await subject.lose_answers()
        await subject.export([stayer], mode)
        await subject.calm()
        await subject.export([stayer], mode)
        there = (await subject.stored()).get(key_of_record(subject, leaver))
        assert (there is None) == removes(subject, mode)
        assert there is None or not (there.groups & {*GROUPS}) - kept(subject, mode)
        await assert_quiet(subject, [stayer], mode)

    async def test_who_returns_after_a_departure_whose_answer_was_lost_is_there(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        member, stayer = record(subject, 1, groups=[HIGH_VALUE]), record(subject, 2)
        await brought_in(subject, mode, member, stayer)
        await subject.lose_answers()
        await subject.export([stayer], mode)
        await subject.calm()
        await self._ends_well(subject, mode, member, stayer)

    @staticmethod
    async def _seeded(subject: DestinationSubject, mode: SyncMode, *records: Record) -> None:
        """In a mode that doesn't create, the vendor has the Records already."""
        if not mode.creates:
            for each in records:
                await subject.seed(subject_fields(subject, each))

    @staticmethod
    async def _ends_well(
        subject: DestinationSubject, mode: SyncMode, *records: Record, beside: Collection[str] = ()
    ) -> None:
        """One run without faults later all is as it should be, and the next one has nothing to do.

        ``beside``: groups that a lost call may have put the Records in.
        """
        await subject.export(records, mode)
        for each in records:
            await assert_there(subject, each, kept(subject, mode, beside))
        await assert_quiet(subject, records, mode)
