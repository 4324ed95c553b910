"""What a Ledger makes of Outcomes: what counts as examined, and what stays owed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from joey.domain.outcome import Attempt, Deferred, Delivered, Failed, Outcome, Pending, Rejected, Skipped, Unknown
from joey.domain.snapshot import ABSENT, RELEASED
from joey.ports.contract.ledger_subject import (
    ADA,
    BOB,
    CRM,
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
from joey.ports.ledger import Intent, RunStarted

A = snapshot("ada@x.example", name="Ada")
B = snapshot("ada@y.example", name="Ada")

STILL_OWED = [Deferred("slow down"), Failed("down"), Unknown("no answer"), Pending("job-1")]


class OutcomesContract:
    """Each kind of Outcome, first and after a delivery."""

    async def test_a_delivered_record_is_examined_and_not_owed(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A))
        assert examined(subject) == {ADA: Row("f1", present=True, owed=False)}

    @pytest.mark.parametrize("outcome", [Skipped("nothing to do"), Rejected("bad data", "email")])
    async def test_a_skipped_or_rejected_record_is_examined_and_not_owed(
        self, subject: LedgerSubject, outcome: Outcome
    ) -> None:
        await attempted(subject.store, Attempt(ADA, outcome, fingerprint="f1"))
        assert examined(subject) == {ADA: Row("f1", present=True, owed=False)}

    async def test_a_record_that_claims_anothers_key_stays_owed(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, Attempt(ADA, Rejected("taken", claim="k"), fingerprint="f1"), intents=[])
        assert examined(subject) == {ADA: Row("f1", present=True, owed=True)}

    @pytest.mark.parametrize("outcome", STILL_OWED)
    async def test_a_record_that_was_not_brought_to_an_end_stays_owed(
        self, subject: LedgerSubject, outcome: Outcome
    ) -> None:
        await attempted(subject.store, Attempt(ADA, outcome, fingerprint="f1"))
        assert examined(subject) == {ADA: Row(None, present=True, owed=True)}

    @pytest.mark.parametrize("outcome", STILL_OWED)
    async def test_what_was_examined_before_stays_examined_through_a_failure(
        self, subject: LedgerSubject, outcome: Outcome
    ) -> None:
        await attempted(subject.store, delivered(ADA, A, fingerprint="old"))
        await attempted(subject.store, Attempt(ADA, outcome, fingerprint="new"))
        assert examined(subject) == {ADA: Row("old", present=True, owed=True)}

    async def test_an_outcome_without_a_fingerprint_leaves_what_was_examined(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, fingerprint="old"))
        await attempted(subject.store, Attempt(ADA, Rejected("bad data")))
        assert examined(subject) == {ADA: Row("old", present=True, owed=False)}

    async def test_a_refused_create_is_owed_again_after_a_week(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, Attempt(ADA, Skipped("not there", recheck=True), fingerprint="f1"))
        subject.clock.advance(timedelta(days=6).total_seconds())
        assert not examined(subject)[ADA].owed
        subject.clock.advance(timedelta(days=1, seconds=1).total_seconds())
        assert examined(subject)[ADA].owed

    async def test_an_outcome_ends_the_waiting_for_another_look(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, Attempt(ADA, Skipped("not there", recheck=True), fingerprint="f1"))
        await attempted(subject.store, delivered(ADA, A))
        subject.clock.advance(timedelta(days=8).total_seconds())
        assert not examined(subject)[ADA].owed

    async def test_what_needs_nothing_is_examined(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, fingerprint="old"))
        await attempted(subject.store, Attempt(BOB, Failed("down"), fingerprint="f1"))
        async with running(subject.store) as ledger:
            await ledger.settle(CRM, [(ADA, "new"), (BOB, "f1")])
        settled = Row("f1", present=True, owed=False)
        assert examined(subject) == {ADA: Row("new", present=True, owed=False), BOB: settled}
        assert standing(subject.store, ADA).held == A
        assert not view(subject.store).standing_badly(CRM, 10)

    @pytest.mark.parametrize("held", [ABSENT, RELEASED])
    async def test_who_has_left_is_out_and_new_when_it_returns(
        self, subject: LedgerSubject, held: type[object]
    ) -> None:
        await attempted(subject.store, delivered(ADA, A))
        await attempted(subject.store, Attempt(ADA, Delivered(), held, departed=True))  # type: ignore[arg-type]
        assert examined(subject) == {ADA: Row(None, present=False, owed=False)}

    async def test_a_departure_that_had_nothing_to_do_is_a_departure(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, Attempt(ADA, Rejected("bad data"), fingerprint="f1"))
        await attempted(subject.store, Attempt(ADA, Skipped("never delivered"), departed=True))
        assert examined(subject) == {ADA: Row(None, present=False, owed=False)}

    @pytest.mark.parametrize("outcome", [*STILL_OWED, Rejected("may not be deleted")])
    async def test_a_departure_that_did_not_go_through_is_owed(self, subject: LedgerSubject, outcome: Outcome) -> None:
        await attempted(subject.store, delivered(ADA, A))
        await attempted(subject.store, Attempt(ADA, outcome, departed=True))
        assert examined(subject) == {ADA: Row("f1", present=True, owed=True)}
        assert standing(subject.store, ADA).held == A

    async def test_who_returns_is_in_again(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A))
        await attempted(subject.store, Attempt(ADA, Delivered(), ABSENT, departed=True))
        await attempted(subject.store, delivered(ADA, B, "other", "f2"))
        assert examined(subject) == {ADA: Row("f2", present=True, owed=False)}

    async def test_an_intent_without_an_outcome_is_owed_after_a_crash(self, subject: LedgerSubject) -> None:
        ledger = await leased(subject.store)
        await ledger.begin(CRM, RunStarted("run", "v1"))
        await ledger.intend(CRM, [Intent(ADA, A), Intent(BOB, B)])
        await ledger.note(CRM, [delivered(BOB, B)])
        store = subject.crash()
        assert examined(subject, store=store) == {
            ADA: Row(None, present=True, owed=True),
            BOB: Row("f1", present=True, owed=False),
        }

    async def test_an_intent_without_an_outcome_is_owed_after_its_run(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, intents=[Intent(ADA, A)])
        assert examined(subject) == {ADA: Row(None, present=True, owed=True)}
        assert view(subject.store).standing_badly(CRM, 10)[0].kind == "unknown"

    async def test_each_record_has_its_own_outcome(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A), Attempt(BOB, Rejected("bad data"), fingerprint="f2"))
        assert examined(subject) == {ADA: Row("f1", present=True, owed=False), BOB: Row("f2", present=True, owed=False)}
        assert standing(subject.store, BOB).held == ABSENT
