"""What a gateway promises of its writes: create, update, upsert, delete, and an answer for every row."""

from __future__ import annotations

import asyncio

from joey.domain.action import RemoteRecord
from joey.domain.facts import Deletion, GroupStyle
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.contract.subject import (
    GROUPS,
    HIGH_VALUE,
    MOST_ROWS,
    NEWCOMERS,
    Subject,
    assert_holds,
    creating,
    deleting,
    found_by_id,
    key_of,
    seen,
    snapshot,
    updating,
    upserting,
    written,
    written_one,
)
from joey.ports.errors import BatchRefused
from joey.ports.gateway import Exists, Gone, Refused, Written


class WritingContract:
    """Scenarios of writing."""

    async def test_a_create_makes_a_record_that_holds_everything(self, subject: Subject) -> None:
        wanted = snapshot(subject, 1)
        answer = await written_one(subject, creating(wanted))
        assert isinstance(answer, Written)
        assert (await assert_holds(subject, wanted)).id == answer.id

    async def test_a_full_batch_is_answered_row_by_row(self, subject: Subject) -> None:
        size = min(subject.gateway.facts.sizes.create, MOST_ROWS)
        wanted = {str(n): snapshot(subject, n) for n in range(1, size + 1)}
        answers = await written(subject, [creating(each, record_id) for record_id, each in wanted.items()])
        assert set(answers) == set(wanted)
        stored = await subject.stored()
        for record_id, answer in answers.items():
            assert isinstance(answer, Written)
            assert stored[wanted[record_id].key].id == answer.id

    async def test_a_create_of_what_is_there_says_so_and_changes_nothing(self, subject: Subject) -> None:
        there = snapshot(subject, 1, text="theirs")
        remote_id = await subject.seed(there.fields)
        answer = await written_one(subject, creating(snapshot(subject, 1, text="ours")))
        assert isinstance(answer, Exists)
        assert answer.id in (None, remote_id)
        await assert_holds(subject, there)

    async def test_a_create_of_what_is_there_holds_up_no_other_row(self, subject: Subject) -> None:
        size = min(subject.gateway.facts.sizes.create, 5)
        await subject.seed(subject.fields(1))
        wanted = [snapshot(subject, n) for n in range(1, size + 1)]
        answers = await written(subject, [creating(each, str(n)) for n, each in enumerate(wanted, start=1)])
        kinds = {record_id: type(answer) for record_id, answer in answers.items()}
        assert kinds == {str(n): Exists if n == 1 else Written for n in range(1, size + 1)}
        assert set(await subject.stored()) >= {each.key for each in wanted}

    async def test_an_update_writes_its_fields_and_leaves_the_others(self, subject: Subject) -> None:
        old, new = snapshot(subject, 1), snapshot(subject, 1, text="changed")
        remote_id = await subject.seed(old.fields)
        answer = await written_one(subject, updating(remote_id, old, new))
        assert answer == Written(remote_id, getattr(answer, "note", ""))
        await assert_holds(subject, new)

    async def test_an_update_of_a_full_batch_changes_every_row(self, subject: Subject) -> None:
        size = min(subject.gateway.facts.sizes.update, MOST_ROWS)
        wanted = {str(n): snapshot(subject, n, text=f"changed {n}") for n in range(1, size + 1)}
        ids = {record_id: await subject.seed(subject.fields(int(record_id))) for record_id in wanted}
        writes = [updating(ids[n], snapshot(subject, int(n)), each, record_id=n) for n, each in wanted.items()]
        answers = await written(subject, writes)
        stored = await subject.stored()
        assert {n: answer.id for n, answer in answers.items() if isinstance(answer, Written)} == ids
        for each in wanted.values():
            assert stored[each.key].fields[subject.text_field] == subject.shown(each.fields[subject.text_field])

    async def test_an_update_clears_a_field_that_becomes_null(self, subject: Subject) -> None:
        old, new = snapshot(subject, 1, text="there"), snapshot(subject, 1, text=None)
        remote_id = await subject.seed(old.fields)
        assert isinstance(await written_one(subject, updating(remote_id, old, new)), Written)
        await assert_holds(subject, new)

    async def test_a_create_takes_a_null(self, subject: Subject) -> None:
        wanted = snapshot(subject, 1, text=None)
        assert isinstance(await written_one(subject, creating(wanted)), Written)
        await assert_holds(subject, wanted)

    async def test_an_update_of_what_is_not_there_is_gone(self, subject: Subject) -> None:
        old, new = snapshot(subject, 1), snapshot(subject, 1, text="changed")
        assert isinstance(await written_one(subject, updating(subject.missing_id, old, new)), Gone)
        assert new.key not in await subject.stored()

    async def test_what_is_gone_holds_up_no_other_row(self, subject: Subject) -> None:
        size = subject.gateway.facts.sizes.update
        old, new = snapshot(subject, 1), snapshot(subject, 1, text="changed")
        present = updating(await subject.seed(old.fields), old, new)
        missing = updating(subject.missing_id, snapshot(subject, 2), snapshot(subject, 2, text="x"), record_id="2")
        answers = dict(await written(subject, [missing, present][:size]))
        if size == 1:
            answers.update(await written(subject, [present]))
        assert isinstance(answers[missing.record_id], Gone)
        assert isinstance(answers[present.record_id], Written)
        await assert_holds(subject, new)

    async def test_an_upsert_makes_what_is_not_there_and_updates_what_is(self, subject: Subject) -> None:
        if not subject.gateway.facts.upserts:
            assert subject.gateway.facts.finds
            return
        there, new = snapshot(subject, 1, text="ours"), snapshot(subject, 2)
        remote_id = await subject.seed(snapshot(subject, 1, text="theirs").fields)
        assert isinstance(await written_one(subject, upserting(new)), Written)
        answer = await written_one(subject, upserting(there))
        assert isinstance(answer, Written)
        assert answer.id == remote_id
        await assert_holds(subject, there)
        await assert_holds(subject, new)

    async def test_a_delete_takes_the_record_away(self, subject: Subject) -> None:
        wanted = snapshot(subject, 1)
        remote_id = await subject.seed(wanted.fields)
        if subject.gateway.facts.deletion is Deletion.NONE:
            assert subject.gateway.facts.sizes.delete == 0
            return
        assert isinstance(await written_one(subject, deleting(remote_id, wanted.key)), Written)
        assert wanted.key not in await subject.stored()
        assert all(match.archived for match in await _read(subject, remote_id))

    async def test_a_delete_of_what_is_not_there_is_no_trouble(self, subject: Subject) -> None:
        wanted = snapshot(subject, 1)
        remote_id = await subject.seed(wanted.fields)
        await subject.vanish(remote_id)
        if subject.gateway.facts.deletion is Deletion.NONE:
            assert wanted.key not in await subject.stored()
            return
        assert isinstance(await written_one(subject, deleting(remote_id, wanted.key)), Gone | Written)

    async def test_a_changed_key_renames_the_record(self, subject: Subject) -> None:
        old, new = snapshot(subject, 1), snapshot(subject, 2)
        remote_id = await subject.seed(old.fields)
        if not subject.gateway.facts.renames:
            assert set(await subject.stored()) >= {old.key}
            return
        assert isinstance(await written_one(subject, updating(remote_id, old, new)), Written)
        assert (await assert_holds(subject, new)).id == remote_id
        assert old.key not in await subject.stored()

    async def test_a_key_that_another_record_has_is_refused(self, subject: Subject) -> None:
        old, new = snapshot(subject, 1), snapshot(subject, 2)
        mine, theirs = await subject.seed(old.fields), await subject.seed(new.fields)
        if subject.gateway.facts.renames:
            answer = await written_one(subject, updating(mine, old, new))
            assert isinstance(answer, Refused | Exists | BatchRefused), answer
        assert {key: each.id for key, each in (await subject.stored()).items() if key in (old.key, new.key)} == {
            old.key: mine,
            new.key: theirs,
        }

    async def test_a_bad_value_refuses_only_its_row_and_says_why(self, subject: Subject) -> None:
        size = min(subject.gateway.facts.sizes.create, 5)
        fields = subject.refused(size)
        bad = Snapshot(key_of(subject, fields), fields)
        good = [creating(snapshot(subject, n), str(n)) for n in range(1, size)]
        answers = await written(subject, [*good, creating(bad, "bad")])
        answer = answers[RecordId("bad")]
        assert isinstance(answer, Refused | BatchRefused), answer
        assert answer.reason
        assert all(isinstance(answers[write.record_id], Written) for write in good)
        assert bad.key not in await subject.stored()

    async def test_calls_at_once_are_all_answered(self, subject: Subject) -> None:
        wanted = [snapshot(subject, n) for n in range(1, 9)]
        answers = await asyncio.gather(*(written_one(subject, creating(each, each.key)) for each in wanted))
        assert all(isinstance(answer, Written) for answer in answers)
        assert set(await subject.stored()) >= {each.key for each in wanted}

    async def test_inline_groups_are_joined_and_left_with_the_record(self, subject: Subject) -> None:
        if subject.gateway.facts.groups is not GroupStyle.INLINE:
            assert (subject.lists is not None) == (subject.gateway.facts.groups is GroupStyle.LISTS)
            return
        old, new = snapshot(subject, 1, groups=[HIGH_VALUE]), snapshot(subject, 1, groups=[NEWCOMERS])
        answer = await written_one(subject, creating(old))
        assert isinstance(answer, Written)
        assert (await seen(subject, old)).groups & {*GROUPS} == {HIGH_VALUE}
        there = next(iter(await _read(subject, answer.id)), None)
        assert isinstance(await written_one(subject, updating(answer.id, old, new, there)), Written)
        assert (await seen(subject, new)).groups & {*GROUPS} == {NEWCOMERS}

    async def test_inline_groups_of_others_are_left_alone(self, subject: Subject) -> None:
        if subject.gateway.facts.groups is not GroupStyle.INLINE:
            assert (subject.lists is not None) == (subject.gateway.facts.groups is GroupStyle.LISTS)
            return
        old, new = snapshot(subject, 1), snapshot(subject, 1, groups=[HIGH_VALUE])
        remote_id = await subject.seed(old.fields, [NEWCOMERS])
        there = next(iter(await _read(subject, remote_id)), None)
        assert isinstance(await written_one(subject, updating(remote_id, old, new, there)), Written)
        assert (await seen(subject, new)).groups >= {HIGH_VALUE, NEWCOMERS}


async def _read(subject: Subject, remote_id: str) -> tuple[RemoteRecord, ...]:
    return await found_by_id(subject, remote_id) if subject.gateway.facts.finds else ()
