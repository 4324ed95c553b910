"""What a Destination promises of Groups: who joins, who leaves, and whose memberships are left alone."""

from __future__ import annotations

from joey.domain.sync_mode import SyncMode
from joey.ports.contract.records import (
    THEIRS,
    assert_quiet,
    assert_there,
    brought_in,
    grouped,
    kept,
    key_of_record,
    record,
    removes,
    subject_fields,
)
from joey.ports.contract.subject import GROUPS, HIGH_VALUE, NEWCOMERS, DestinationSubject


class GroupsContract:
    """Scenarios of Groups; where the Facts say that the vendor has none, nobody is in any."""

    async def test_a_new_record_joins_its_group(self, subject: DestinationSubject, mode: SyncMode) -> None:
        await brought_in(subject, mode, record(subject, 1, groups=[HIGH_VALUE]), record(subject, 2))

    async def test_a_record_joins_several_groups(self, subject: DestinationSubject, mode: SyncMode) -> None:
        await brought_in(subject, mode, record(subject, 1))
        both = record(subject, 1, groups=GROUPS)
        await subject.export([both], mode)
        await assert_there(subject, both)

    async def test_a_record_leaves_one_group_and_joins_another(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        await brought_in(subject, mode, record(subject, 1, groups=[HIGH_VALUE]))
        moved = record(subject, 1, groups=[NEWCOMERS])
        await subject.export([moved], mode)
        await assert_there(subject, moved, kept(subject, mode, [HIGH_VALUE]))

    async def test_a_record_leaves_all_its_groups_and_stays(self, subject: DestinationSubject, mode: SyncMode) -> None:
        ids = await brought_in(subject, mode, record(subject, 1, groups=GROUPS))
        alone = record(subject, 1)
        await subject.export([alone], mode)
        assert await assert_there(subject, alone, kept(subject, mode)) == ids["1"]

    async def test_where_memberships_are_all_nobody_is_taken_away_but_where_the_mode_deletes(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        leaver, stayer = record(subject, 1, groups=GROUPS), record(subject, 2, groups=GROUPS)
        rekeyed = record(subject, 4, "3", groups=GROUPS)
        await brought_in(subject, mode, leaver, stayer, record(subject, 3, groups=GROUPS))
        alone = record(subject, 2)
        kinds = await subject.export([alone, rekeyed], mode)
        there = {key: each.groups & {*GROUPS} for key, each in (await subject.stored()).items()}
        if subject.gateway.facts.membership_only:
            keys = [key_of_record(subject, one) for one in (leaver, stayer, record(subject, 3))]
            inside = {there.get(key, frozenset()) for key in keys}
            assert inside == {frozenset(kept(subject, mode))}
            assert kinds[leaver.id] == ("delivered" if mode.deletes else "skipped")
        await assert_quiet(subject, [alone, rekeyed], mode)

    async def test_fields_and_groups_change_together(self, subject: DestinationSubject, mode: SyncMode) -> None:
        await brought_in(subject, mode, record(subject, 1, groups=[HIGH_VALUE]), record(subject, 2, groups=GROUPS))
        changed = [record(subject, 1, groups=GROUPS, text="changed"), record(subject, 2, text=None)]
        assert await subject.export(changed, mode) == {each.id: "delivered" for each in changed}
        for each in changed:
            await assert_there(subject, each, kept(subject, mode))

    async def test_memberships_that_joey_did_not_make_are_left_alone(
        self, subject: DestinationSubject, mode: SyncMode
    ) -> None:
        ours = record(subject, 1, groups=[HIGH_VALUE])
        stranger = record(subject, 2)
        await subject.seed(subject_fields(subject, ours), grouped(subject, [THEIRS]))
        await subject.seed(subject_fields(subject, stranger), grouped(subject, [HIGH_VALUE]))
        await subject.export([ours], mode)
        await subject.export([record(subject, 1, groups=[NEWCOMERS])], mode)
        groups = {each.id: set(each.groups) for each in (await subject.stored()).values()}
        inside = [names & {*GROUPS, THEIRS} for names in groups.values() if names & {*GROUPS, THEIRS}]
        expected = [
            grouped(subject, {NEWCOMERS, THEIRS, *kept(subject, mode, [HIGH_VALUE])}),
            grouped(subject, [HIGH_VALUE]),
        ]
        assert sorted(map(sorted, inside)) == sorted(sorted(names) for names in expected if names)

    async def test_a_leaver_leaves_its_groups_where_it_stays(self, subject: DestinationSubject, mode: SyncMode) -> None:
        leaver, stayer = record(subject, 1, groups=GROUPS), record(subject, 2, groups=GROUPS)
        ids = await brought_in(subject, mode, leaver, stayer)
        assert set(await subject.export([stayer], mode)) == {leaver.id}
        await assert_there(subject, stayer)
        there = {each.id: each.groups & {*GROUPS} for each in (await subject.stored()).values()}
        assert there.get(ids["1"]) == (None if removes(subject, mode) else kept(subject, mode))

    async def test_a_leaver_who_returns_joins_again(self, subject: DestinationSubject, mode: SyncMode) -> None:
        member, stayer = record(subject, 1, groups=GROUPS), record(subject, 2, groups=GROUPS)
        await brought_in(subject, mode, member, stayer)
        assert set(await subject.export([stayer], mode)) == {member.id}
        assert await subject.export([member, stayer], mode) == {member.id: "delivered"}
        await assert_there(subject, member)
