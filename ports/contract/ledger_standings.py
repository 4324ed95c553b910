"""What a Ledger knows that a Target holds, and what it can't be sure of."""

from __future__ import annotations

import pytest

from joey.domain.export import Standing
from joey.domain.outcome import Attempt, Deferred, Delivered, Failed, Outcome, Pending, Rejected, Skipped, Unknown
from joey.domain.ownership import Claimant
from joey.domain.snapshot import ABSENT, RELEASED
from joey.ports.contract.ledger_subject import (
    ADA,
    BOB,
    CRM,
    EVE,
    NEWS,
    LedgerSubject,
    Row,
    attempted,
    delivered,
    examined,
    leased,
    running,
    snapshot,
    standing,
    view,
)
from joey.ports.gateway import Handle
from joey.ports.ledger import Intent, Job, RunEnded, RunStarted

A = snapshot("ada@x.example", "VIP", name="Ada")
B = snapshot("ada@y.example", name="Ada")
C = snapshot("ada@z.example", name="Ada")


class StandingsContract:
    """What is held, unanswered, shared, handed over, in a job."""

    async def test_a_record_that_is_not_known_has_no_standing(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A))
        assert set(view(subject.store).standings(CRM, [ADA, BOB])) == {ADA}
        assert view(subject.store).standings(CRM, []) == {}

    async def test_what_was_acknowledged_is_held(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        assert standing(subject.store, ADA) == Standing(A, "r1")
        assert standing(subject.store, ADA).certain

    async def test_what_was_acknowledged_last_is_held(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        await attempted(subject.store, delivered(ADA, B, "r1"))
        assert standing(subject.store, ADA) == Standing(B, "r1")

    async def test_a_remote_id_that_is_not_told_again_is_remembered(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        await attempted(subject.store, Attempt(ADA, Delivered(), B, None, "f2"))
        assert standing(subject.store, ADA) == Standing(B, "r1")

    async def test_part_of_a_snapshot_is_held_though_the_rest_was_refused(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, Attempt(ADA, Rejected("the list is full"), B, "r1", "f1"))
        assert standing(subject.store, ADA) == Standing(B, "r1")

    @pytest.mark.parametrize("outcome", [Deferred("slow"), Failed("down"), Rejected("bad"), Skipped("why")])
    async def test_what_the_vendor_did_not_take_changes_nothing(self, subject: LedgerSubject, outcome: Outcome) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        await attempted(subject.store, Attempt(ADA, outcome, fingerprint="f2"), intents=[Intent(ADA, B, "r1")])
        assert standing(subject.store, ADA) == Standing(A, "r1")

    async def test_what_was_sent_without_an_answer_may_be_held(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        await attempted(subject.store, Attempt(ADA, Unknown("no answer")), intents=[Intent(ADA, B, "r1")])
        assert standing(subject.store, ADA) == Standing(A, "r1", (B,))
        assert not standing(subject.store, ADA).certain

    async def test_every_unanswered_snapshot_is_remembered_until_one_is_acknowledged(
        self, subject: LedgerSubject
    ) -> None:
        for sent in (A, B, B):
            await attempted(subject.store, Attempt(ADA, Unknown("no answer")), intents=[Intent(ADA, sent)])
        await attempted(subject.store, Attempt(ADA, Failed("down")), intents=[Intent(ADA, C)])
        assert standing(subject.store, ADA).unanswered == (A, B)
        await attempted(subject.store, delivered(ADA, C, "r1"))
        assert standing(subject.store, ADA) == Standing(C, "r1")

    async def test_an_intent_that_a_crash_left_open_is_unanswered(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        ledger = await leased(subject.store)
        await ledger.begin(CRM, RunStarted("run", "v1"))
        await ledger.intend(CRM, [Intent(ADA, B, "r1"), Intent(BOB, C, "r7")])
        store = subject.crash()
        assert standing(store, ADA) == Standing(A, "r1", (B,))
        assert standing(store, BOB) == Standing(ABSENT, "r7", (C,))
        assert set(view(store).owners(["r1", "r7"])) == {"r1", "r7"}

    async def test_a_crash_is_recovered_from_once(self, subject: LedgerSubject) -> None:
        ledger = await leased(subject.store)
        await ledger.begin(CRM, RunStarted("run", "v1"))
        await ledger.intend(CRM, [Intent(ADA, A)])
        store = subject.crash()
        for _ in range(2):
            await (await leased(store)).close()
        assert standing(store, ADA) == Standing(ABSENT, None, (A,))

    async def test_an_intent_repeated_after_a_surprise_is_one_intent(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, Attempt(ADA, Failed("down")), intents=[Intent(ADA, A), Intent(ADA, A, "r1")])
        assert standing(subject.store, ADA).unanswered == ()

    async def test_a_departure_without_an_answer_leaves_nothing_certain(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        await attempted(subject.store, Attempt(ADA, Unknown("no answer"), departed=True))
        assert standing(subject.store, ADA).held == A
        assert not standing(subject.store, ADA).certain
        assert standing(subject.store, ADA).delivered

    async def test_a_deleted_record_is_held_no_more(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        await attempted(subject.store, Attempt(ADA, Delivered(), ABSENT, "r1", departed=True))
        assert standing(subject.store, ADA) == Standing(ABSENT, None)
        assert view(subject.store).owners(["r1"]) == {}

    async def test_a_released_record_owns_nothing_and_is_remembered(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        await attempted(subject.store, Attempt(ADA, Delivered(), RELEASED, departed=True))
        assert standing(subject.store, ADA) == Standing(RELEASED, "r1")
        assert view(subject.store).owners(["r1"]) == {}
        assert view(subject.store).contested(CRM, [[(BOB, A.key)]]) == {}

    async def test_a_run_reads_what_was_folded_when_it_began(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        async with running(subject.store) as ledger:
            await ledger.intend(CRM, [Intent(ADA, B, "r1")])
            await ledger.note(CRM, [delivered(ADA, B, "r1")])
            assert ledger.standings(CRM, [ADA]) == {ADA: Standing(A, "r1")}
        assert standing(subject.store, ADA) == Standing(B, "r1")

    async def test_a_record_is_shared_while_another_destination_has_it_in(self, subject: LedgerSubject) -> None:
        async with running(subject.store) as ledger:
            await ledger.note(CRM, [delivered(ADA, A, "r1"), delivered(BOB, B, "r2")])
            await ledger.end(CRM, RunEnded("run"))
            await ledger.begin(NEWS, RunStarted("run", "v1"))
            await ledger.note(NEWS, [delivered(ADA, A, "r1")])
            await ledger.end(NEWS, RunEnded("run"))
        assert standing(subject.store, ADA, CRM).shared
        assert not standing(subject.store, BOB, CRM).shared
        assert standing(subject.store, BOB, NEWS) == Standing(B, "r2", shared=True)
        await attempted(subject.store, Attempt(ADA, Delivered(), None, departed=True), writer=NEWS)
        assert not standing(subject.store, ADA, CRM).shared

    async def test_another_destinations_open_intent_outlives_a_fold(self, subject: LedgerSubject) -> None:
        async with running(subject.store) as ledger:
            await ledger.begin(NEWS, RunStarted("run", "v1"))
            await ledger.intend(NEWS, [Intent(ADA, A)])
            await ledger.end(CRM, RunEnded("run"))
            await ledger.note(NEWS, [Attempt(ADA, Failed("down"))])
            await ledger.end(NEWS, RunEnded("run"))
        assert standing(subject.store, ADA, NEWS).unanswered == ()

    async def test_a_remote_record_that_was_handed_over_is_the_heirs(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        heir = Attempt(BOB, Delivered(), A, "r1", "f2", inherited_from=ADA)
        await attempted(subject.store, heir)
        assert standing(subject.store, ADA) == Standing(ABSENT, None)
        assert standing(subject.store, BOB) == Standing(A, "r1")
        assert examined(subject)[ADA] == Row(None, present=False, owed=False)
        assert view(subject.store).owners(["r1"])["r1"] == {Claimant("customers", BOB)}

    async def test_who_inherits_a_key_whose_remote_record_was_gone_leaves_the_leaver_nothing(
        self, subject: LedgerSubject
    ) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        await attempted(subject.store, Attempt(BOB, Delivered(), A, "r9", "f2", inherited_from=ADA))
        assert standing(subject.store, ADA) == Standing(ABSENT, None)
        assert not examined(subject)[ADA].present

    async def test_whose_remote_record_an_unanswered_heir_would_take_is_in_doubt_too(
        self, subject: LedgerSubject
    ) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        ledger = await leased(subject.store)
        await ledger.begin(CRM, RunStarted("heir", "v1"))
        await ledger.intend(CRM, [Intent(BOB, B, "r1", "f2", "update", inherits=ADA)])
        await ledger.end(CRM, RunEnded("heir"))
        await ledger.close()
        assert standing(subject.store, ADA) == Standing(A, "r1", (B,))
        assert examined(subject)[ADA].owed
        assert view(subject.store).owners(["r1"])["r1"] == {Claimant("customers", ADA), Claimant("customers", BOB)}

    async def test_an_unanswered_key_is_told_with_the_claim(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, Attempt(ADA, Unknown("lost"), None, None, "f1"))
        claims = view(subject.store).contested(CRM, [[(ADA, "wanted@x.example"), (BOB, "wanted@x.example")]])
        assert claims[Claimant("customers", ADA)].tried == ("wanted@x.example",)
        assert not claims[Claimant("customers", BOB)].tried

    async def test_who_is_in_doubt_is_told_of_with_all_that_may_be_held(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"), delivered(EVE, C, "r3"))
        await attempted(subject.store, Attempt(ADA, Unknown("lost")), intents=[Intent(ADA, B, "r1")])
        assert view(subject.store).doubts() == {Claimant("customers", ADA): Standing(A, "r1", (B,))}

    async def test_a_handover_that_did_not_go_through_is_none(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        await attempted(subject.store, Attempt(BOB, Failed("down"), None, "r1", "f2", inherited_from=ADA))
        assert standing(subject.store, ADA) == Standing(A, "r1")
        assert examined(subject)[ADA].present

    async def test_records_that_swap_remote_records_keep_one_each(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"), delivered(BOB, B, "r2"))
        swapped = (
            Attempt(ADA, Delivered(), B, "r2", "f2", inherited_from=BOB),
            Attempt(BOB, Delivered(), A, "r1", "f2", inherited_from=ADA),
        )
        await attempted(subject.store, *swapped)
        assert standing(subject.store, ADA) == Standing(B, "r2")
        assert standing(subject.store, BOB) == Standing(A, "r1")
        assert examined(subject) == dict.fromkeys((ADA, BOB), Row("f2", present=True, owed=False))

    async def test_a_job_is_remembered_until_it_is_answered(self, subject: LedgerSubject) -> None:
        job = Job(Handle("job-1"), subject.clock.now(), (Intent(ADA, B, "r1", "f2", "update"), Intent(BOB, None)))
        await attempted(subject.store, delivered(ADA, A, "r1"))
        async with running(subject.store) as ledger:
            await ledger.intend(CRM, job.intents)
            await ledger.submitted(CRM, job)
            await ledger.note(CRM, [Attempt(ADA, Pending("job-1")), Attempt(BOB, Pending("job-1"), departed=True)])
        assert list(view(subject.store).jobs(CRM)) == [job]
        assert standing(subject.store, ADA) == Standing(A, "r1", (B,))
        async with running(subject.store) as ledger:
            await ledger.note(CRM, [Attempt(ADA, Rejected("bad data"), fingerprint="f2")])
            await ledger.answered(CRM, job.handle)
        assert not view(subject.store).jobs(CRM)
        assert standing(subject.store, ADA) == Standing(A, "r1")
        assert examined(subject)[BOB].owed

    async def test_a_job_that_answers_without_a_record_leaves_it_unanswered(self, subject: LedgerSubject) -> None:
        intent = Intent(EVE, C)
        async with running(subject.store) as ledger:
            await ledger.intend(CRM, [intent])
            await ledger.submitted(CRM, Job(Handle("job-1"), subject.clock.now(), (intent,)))
            await ledger.note(CRM, [Attempt(EVE, Pending("job-1"))])
        async with running(subject.store) as ledger:
            await ledger.answered(CRM, Handle("job-1"))
        assert standing(subject.store, EVE) == Standing(ABSENT, None, (C,))
        assert examined(subject)[EVE].owed
