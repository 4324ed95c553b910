"""What a Destination promises of its Records: created, updated, cleared, deleted, each as the sync mode says."""

from __future__ import annotations

from joey.domain.sync_mode import SyncMode
from joey.ports.contract.records import (
    assert_quiet,
    assert_there,
    bad_record,
    brought_in,
    kept,
    key_of_record,
    keys_there,
    record,
    removes,
    subject_fields,
)
from joey.ports.contract.subject import HIGH_VALUE, MOST_ROWS, DestinationSubject, snapshot


class DeliveryContract:
    """Scenarios of Records that come, change and go."""

    async def test_a_new_record_is_created_where_the_mode_creates(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        new = record(subject, 1)
        kinds = await subject.export([new], mode)
        if mode.creates:
            assert kinds == {new.id: "delivered"}
            await assert_there(subject, new)
        else:
            assert kinds == {new.id: "skipped"}
            assert await keys_there(subject) == set()

    async def test_a_record_that_the_vendor_has_is_updated(self, subject: DestinationSubject, mode: SyncMode) -> None:
        ours = record(subject, 1, text="ours")
        remote_id = await subject.seed(subject_fields(subject, ours))
        assert await subject.export([ours], mode) == {ours.id: "delivered"}
        assert await assert_there(subject, ours) == remote_id

    async def test_a_changed_record_is_updated(self, subject: DestinationSubject, mode: SyncMode) -> None:
        ids = await brought_in(subject, mode, record(subject, 1), record(subject, 2))
        changed = record(subject, 1, text="changed")
        assert await subject.export([changed, record(subject, 2)], mode) == {changed.id: "delivered"}
        assert await assert_there(subject, changed) == ids["1"]
        assert await assert_there(subject, record(subject, 2)) == ids["2"]

    async def test_where_nothing_changed_nothing_is_sent(self, subject: DestinationSubject, mode: SyncMode) -> None:
        records = [record(subject, n, groups=[HIGH_VALUE]) for n in (1, 2, 3)]
        await brought_in(subject, mode, *records)
        await assert_quiet(subject, records, mode)

    async def test_a_value_that_becomes_null_is_cleared(self, subject: DestinationSubject, mode: SyncMode) -> None:
        await brought_in(subject, mode, record(subject, 1, text="there"))
        cleared = record(subject, 1, text=None)
        assert await subject.export([cleared], mode) == {cleared.id: "delivered"}
        await assert_there(subject, cleared)

    async def test_a_null_clears_what_the_vendor_had(self, subject: DestinationSubject, mode: SyncMode) -> None:
        cleared = record(subject, 1, text=None)
        await subject.seed(subject_fields(subject, cleared))
        assert await subject.export([cleared], mode) == {cleared.id: "delivered"}
        await assert_there(subject, cleared)

    async def test_a_leaver_is_deleted_where_the_mode_deletes(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        leaver, stayer = record(subject, 1, groups=[HIGH_VALUE]), record(subject, 2, groups=[HIGH_VALUE])
        await brought_in(subject, mode, leaver, stayer)
        kinds = await subject.export([stayer], mode)
        assert set(kinds) == {leaver.id}
        there = await keys_there(subject)
        assert (key_of_record(subject, leaver) in there) != removes(subject, mode)
        await assert_there(subject, stayer)
        await assert_quiet(subject, [stayer], mode)

    async def test_what_joey_never_delivered_is_left_alone(self, subject: DestinationSubject, mode: SyncMode) -> None:
        theirs, stayer = snapshot(subject, 9, text="theirs"), record(subject, 2)
        await subject.seed(theirs.fields)
        await brought_in(subject, mode, record(subject, 1), stayer)
        assert set(await subject.export([stayer], mode)) == {"1"}
        assert (await subject.stored())[theirs.key].fields[subject.text_field] == subject.shown("theirs")

    async def test_a_leaver_who_returns_is_there_again(self, subject: DestinationSubject, mode: SyncMode) -> None:
        before, after = record(subject, 1, groups=[HIGH_VALUE]), record(subject, 1, groups=[HIGH_VALUE], text="back")
        stayer = record(subject, 2)
        await brought_in(subject, mode, before, stayer)
        assert set(await subject.export([stayer], mode)) == {before.id}
        assert await subject.export([after, stayer], mode) == {after.id: "delivered"}
        await assert_there(subject, after)
        await assert_quiet(subject, [after, stayer], mode)

    async def test_a_leaver_who_is_gone_already_is_no_trouble(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        leaver, stayer = record(subject, 1, groups=[HIGH_VALUE]), record(subject, 2)
        ids = await brought_in(subject, mode, leaver, stayer)
        await subject.vanish(ids["1"])
        assert (await subject.export([stayer], mode))[leaver.id] in {"delivered", "skipped"}
        assert await keys_there(subject) == {key_of_record(subject, stayer)}
        await assert_quiet(subject, [stayer], mode)

    async def test_who_vanished_at_the_vendor_is_made_again_whole(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        ids = await brought_in(subject, mode, record(subject, 1, groups=[HIGH_VALUE]))
        await subject.vanish(ids["1"])
        changed = record(subject, 1, groups=[HIGH_VALUE], text="changed")
        kinds = await subject.export([changed], mode)
        if mode.creates:
            assert kinds == {changed.id: "delivered"}
            await assert_there(subject, changed)
        else:
            assert kinds == {changed.id: "skipped"}
            assert await keys_there(subject) == set()

    async def test_one_bad_row_among_fifty_holds_up_no_other(self, subject: DestinationSubject, mode: SyncMode) -> None:
        good = [record(subject, n, text=f"new {n}") for n in range(1, 51) if n != 25]
        bad = bad_record(subject, 25)
        if not mode.creates:
            for each in (*good, record(subject, 25)):
                await subject.seed(subject_fields(subject, each))
        kinds = await subject.export([*good, bad], mode)
        assert kinds == {each.id: "delivered" for each in good} | {bad.id: "rejected"}
        for each in good[::12]:
            await assert_there(subject, each)
        await assert_quiet(subject, [*good, bad], mode)

    async def test_a_bad_row_that_is_mended_goes(self, subject: DestinationSubject, mode: SyncMode) -> None:
        mended = record(subject, 1)
        if not mode.creates:
            await subject.seed(subject_fields(subject, mended))
        assert await subject.export([bad_record(subject, 1)], mode) == {mended.id: "rejected"}
        assert await subject.export([mended], mode) == {mended.id: "delivered"}
        await assert_there(subject, mended)

    async def test_more_records_than_a_batch_takes_all_go(self, subject: DestinationSubject, mode: SyncMode) -> None:
        count = min(2 * subject.gateway.facts.sizes.create + 1, MOST_ROWS)
        records = [record(subject, n, groups=[HIGH_VALUE]) for n in range(1, count + 1)]
        await brought_in(subject, mode, *records)
        changed = [record(subject, n, text=f"changed {n}") for n in range(1, count + 1)]
        assert await subject.export(changed, mode) == {each.id: "delivered" for each in changed}
        for each in changed[:: max(1, count // 7)]:
            await assert_there(subject, each, kept(subject, mode))
