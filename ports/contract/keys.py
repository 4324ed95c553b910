"""What a Destination promises where keys change, are swapped, or are claimed by several Records."""

from __future__ import annotations

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


class KeysContract:
    """Scenarios of keys. The Record 1 has the first key; it's re-keyed to the second."""

    async def test_a_changed_key_of_which_only_the_old_is_there(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        old, new = record(subject, 1, groups=[HIGH_VALUE]), record(subject, 2, "1", groups=[HIGH_VALUE])
        ids = await brought_in(subject, mode, old)
        kinds = await subject.export([new], mode)
        if subject.gateway.facts.renames:
            assert kinds == {new.id: "delivered"}
            assert await assert_there(subject, new) == ids["1"]
            assert await keys_there(subject) == {key_of_record(subject, new)}
        elif mode.creates:
            assert kinds == {new.id: "delivered"}
            await assert_there(subject, new)
            await self._left_behind(subject, mode, key_of_record(subject, old))
        else:
            assert kinds == {new.id: "skipped"}
            assert await keys_there(subject) == {key_of_record(subject, old)}

    async def test_a_changed_key_of_which_neither_is_there(self, subject: DestinationSubject, mode: SyncMode) -> None:
        new = record(subject, 2, "1", groups=[HIGH_VALUE])
        ids = await brought_in(subject, mode, record(subject, 1, groups=[HIGH_VALUE]))
        await subject.vanish(ids["1"])
        kinds = await subject.export([new], mode)
        assert kinds == {new.id: "delivered" if mode.creates else "skipped"}
        assert await keys_there(subject) == ({key_of_record(subject, new)} if mode.creates else set())
        if mode.creates:
            await assert_there(subject, new)

    async def test_a_changed_key_of_which_only_the_new_is_there(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        new = record(subject, 2, "1", groups=[HIGH_VALUE])
        ids = await brought_in(subject, mode, record(subject, 1, groups=[HIGH_VALUE]))
        await subject.vanish(ids["1"])
        theirs = await subject.seed(subject_fields(subject, new))
        assert await subject.export([new], mode) == {new.id: "delivered"}
        assert await assert_there(subject, new) == theirs
        assert await keys_there(subject) == {key_of_record(subject, new)}

    async def test_a_changed_key_of_which_both_are_there(self, subject: DestinationSubject, mode: SyncMode) -> None:
        old, new = record(subject, 1, groups=[HIGH_VALUE]), record(subject, 2, "1", groups=[HIGH_VALUE])
        await brought_in(subject, mode, old)
        theirs = await subject.seed(subject_fields(subject, new))
        assert await subject.export([new], mode) == {new.id: "delivered"}
        assert await assert_there(subject, new) == theirs
        await self._left_behind(subject, mode, key_of_record(subject, old))
        await assert_quiet(subject, [new], mode)

    async def test_two_records_swap_their_keys(self, subject: DestinationSubject, mode: SyncMode) -> None:
        await brought_in(subject, mode, record(subject, 1), record(subject, 2))
        swapped = [record(subject, 2, "1", text="one"), record(subject, 1, "2", text="two")]
        assert await subject.export(swapped, mode) == {each.id: "delivered" for each in swapped}
        for each in swapped:
            await assert_there(subject, each)
        assert await keys_there(subject) == {key_of_record(subject, each) for each in swapped}
        await assert_quiet(subject, swapped, mode)

    async def test_keys_move_along_a_chain(self, subject: DestinationSubject, mode: SyncMode) -> None:
        before = [record(subject, 1), record(subject, 2)]
        await brought_in(subject, mode, *before)
        moved = [record(subject, 3, "1"), record(subject, 1, "2", text="two")]
        kinds = await subject.export(moved, mode)
        if mode.creates or subject.gateway.facts.renames:
            assert kinds == {each.id: "delivered" for each in moved}
            for each in moved:
                await assert_there(subject, each)
        else:
            assert await keys_there(subject) == {key_of_record(subject, each) for each in before}

    async def test_the_heir_of_a_leavers_key_takes_over_its_remote_record(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        leaver = record(subject, 1, groups=GROUPS, text="only the leaver had this")
        ids = await brought_in(subject, mode, leaver, record(subject, 2))
        heir = record(subject, 1, "2", groups=[HIGH_VALUE], text=None)
        kinds = await subject.export([heir], mode)
        assert kinds[heir.id] == "delivered"
        assert await assert_there(subject, heir, kept(subject, mode)) == ids["1"]
        await self._left_behind(subject, mode, key_of_record(subject, record(subject, 2)))
        await assert_quiet(subject, [heir], mode)

    async def test_of_two_records_with_one_key_the_smaller_id_has_it(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        first, second = record(subject, 1, "1", text="first"), record(subject, 1, "2", text="second")
        if not mode.creates:
            await subject.seed(subject_fields(subject, first))
        assert await subject.export([first, second], mode) == {first.id: "delivered", second.id: "rejected"}
        await assert_there(subject, first)

    async def test_who_has_the_key_keeps_it(self, subject: DestinationSubject, mode: SyncMode) -> None:
        first, second = record(subject, 1, "1", text="first"), record(subject, 1, "2", text="second")
        await brought_in(subject, mode, second)
        assert (await subject.export([first, second], mode))[first.id] == "rejected"
        await assert_there(subject, second)

    async def test_when_the_owner_of_a_key_leaves_the_claimant_inherits_in_that_run(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        first = record(subject, 1, "1", text="first", groups=GROUPS)
        second = record(subject, 1, "2", text="second", groups=[HIGH_VALUE])
        ids = await brought_in(subject, mode, first)
        await subject.export([first, second], mode)
        assert (await subject.export([second], mode))[second.id] == "delivered"
        assert await assert_there(subject, second, kept(subject, mode)) == ids["1"]
        await assert_quiet(subject, [second], mode)

    @staticmethod
    async def _left_behind(subject: DestinationSubject, mode: SyncMode, key: str) -> None:
        """A remote record that was ours: deleted where the mode deletes, else out of our groups."""
        there = await subject.stored()
        assert (key in there) != removes(subject, mode)
        assert key not in there or not (there[key].groups & {*GROUPS}) - kept(subject, mode)
