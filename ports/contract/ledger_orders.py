"""What a Ledger makes of what people order between runs: look again, another name, give up."""

from __future__ import annotations

import pytest

from joey.domain.outcome import Attempt, Deferred, Delivered, Failed, Outcome, Pending, Rejected, Skipped, Unknown
from joey.domain.snapshot import ABSENT, RELEASED
from joey.ports.contract.ledger_subject import (
    ADA,
    BOB,
    CRM,
    EVE,
    NEWS,
    PARTNERS,
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
from joey.ports.ledger import Intent, Job, StandingClaim, Writer

A = snapshot("ada@x.example", "Best", name="Ada")
B = snapshot("bob@x.example", name="Bob")
SHOP = Writer("shop", "customers")
TAKEN = Rejected("taken", "email", claim="ada@x.example")


class OrdersContract:
    """Retry, rename, drop; and the claims that stand."""

    @pytest.mark.parametrize("outcome", [Rejected("bad"), TAKEN, Failed("down"), Unknown("lost"), Deferred("slow")])
    async def test_what_stands_badly_is_looked_at_again(self, subject: LedgerSubject, outcome: Outcome) -> None:
        await attempted(subject.store, delivered(BOB, B), Attempt(ADA, outcome, fingerprint="f1"))
        ledger = await leased(subject.store)
        assert await ledger.retry(CRM) == 1
        await ledger.close()
        settled = Row("f1", present=True, owed=False)
        assert examined(subject) == {ADA: Row(None, present=True, owed=True), BOB: settled}

    async def test_named_records_are_looked_at_again_whatever_became_of_them(self, subject: LedgerSubject) -> None:
        await attempted(
            subject.store,
            delivered(ADA, A),
            Attempt(BOB, Skipped("not there"), fingerprint="f1"),
            Attempt(EVE, Delivered(), ABSENT, departed=True),
        )
        ledger = await leased(subject.store)
        assert await ledger.retry(CRM, [BOB, EVE]) == 1
        assert await ledger.retry(NEWS, [BOB]) == 0
        assert await ledger.retry(CRM) == 0
        await ledger.close()
        assert examined(subject)[BOB] == Row(None, present=True, owed=True)
        assert not examined(subject)[ADA].owed
        assert not examined(subject)[EVE].present

    async def test_a_retry_survives_a_crash_and_is_history(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, Attempt(ADA, Rejected("bad"), fingerprint="f1"))
        ledger = await leased(subject.store)
        await ledger.retry(CRM)
        store = subject.crash()
        assert examined(subject, store=store) == {ADA: Row(None, present=True, owed=True)}
        assert view(store).history("customers", ADA)[-1].kind == "retry"
        await attempted(store, delivered(ADA, A))
        assert examined(subject, store=store) == {ADA: Row("f1", present=True, owed=False)}

    async def test_a_claim_that_stands_is_told(self, subject: LedgerSubject) -> None:
        await attempted(
            subject.store, Attempt(ADA, TAKEN, fingerprint="f1"), Attempt(BOB, Rejected("bad")), delivered(EVE, A)
        )
        claims = view(subject.store).claims(CRM, [ADA, BOB, EVE])
        assert claims == {ADA: StandingClaim("f1", "ada@x.example")}
        assert view(subject.store).claims(CRM, []) == {}
        assert view(subject.store).claims(NEWS, [ADA]) == {}
        await attempted(subject.store, delivered(ADA, A))
        assert view(subject.store).claims(CRM, [ADA]) == {}

    async def test_a_claim_to_look_at_again_stands_without_a_fingerprint(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, Attempt(ADA, TAKEN, fingerprint="f1"))
        ledger = await leased(subject.store)
        await ledger.retry(CRM)
        await ledger.close()
        assert view(subject.store).claims(CRM, [ADA]) == {ADA: StandingClaim(None, "ada@x.example")}

    async def test_a_renamed_destination_goes_on_with_all_that_is_known(self, subject: LedgerSubject) -> None:
        job = Job(Handle("job-1"), subject.clock.now(), (Intent(BOB, B),))
        async with running(subject.store, CRM, "field email") as ledger:
            await ledger.intend(CRM, [Intent(ADA, A), Intent(BOB, B)])
            await ledger.submitted(CRM, job)
            await ledger.note(CRM, [delivered(ADA, A, "r1"), Attempt(BOB, Pending("job-1"))])
        ledger = await leased(subject.store)
        await ledger.rename(CRM, SHOP)
        await ledger.close()
        assert list(view(subject.store).writers()) == [SHOP]
        assert examined(subject, SHOP)[ADA] == Row("f1", present=True, owed=False)
        assert examined(subject, CRM) == {}
        assert view(subject.store).managed(SHOP) == {"field email"}
        assert list(view(subject.store).jobs(SHOP)) == [job]
        assert view(subject.store).summary(SHOP).delivered == 1
        assert view(subject.store).summary(SHOP).version == "v1"
        assert not standing(subject.store, ADA, SHOP).shared
        assert standing(subject.store, BOB, SHOP).unanswered == (B,)

    async def test_a_name_that_is_known_is_not_taken(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A))
        await attempted(subject.store, delivered(ADA, A), writer=NEWS)
        ledger = await leased(subject.store)
        for taken in (NEWS, PARTNERS, CRM):
            with pytest.raises(ValueError, match="can't be renamed"):
                await ledger.rename(CRM, taken)
        await ledger.close()
        assert list(view(subject.store).writers()) == [CRM, NEWS]

    @pytest.mark.parametrize("forget", [False, True])
    async def test_a_dropped_destination_has_nobody_in(self, subject: LedgerSubject, *, forget: bool) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"), Attempt(BOB, Failed("down"), fingerprint="f1"))
        await attempted(subject.store, delivered(ADA, A, "r1"), writer=NEWS)
        ledger = await leased(subject.store)
        await ledger.drop(CRM, forget=forget)
        await ledger.close()
        assert list(view(subject.store).writers()) == [NEWS]
        assert examined(subject, CRM) == {}
        assert not view(subject.store).standing_badly(CRM, 10)
        assert view(subject.store).summary(CRM).last_run is None
        assert standing(subject.store, ADA, NEWS).held == A
        assert not standing(subject.store, ADA, NEWS).shared

    async def test_what_only_the_dropped_one_had_is_released(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        ledger = await leased(subject.store)
        await ledger.drop(CRM)
        await ledger.close()
        await attempted(subject.store, delivered(BOB, B, "r2"), writer=NEWS)
        assert standing(subject.store, ADA) == standing(subject.store, ADA, NEWS)
        assert standing(subject.store, ADA).held == RELEASED
        assert standing(subject.store, ADA).remote_id == "r1"
        assert view(subject.store).owners(["r1"]) == {}
        assert view(subject.store).contested(NEWS, [[(BOB, A.key)]]) == {}
        assert view(subject.store).summary(NEWS).members == {}

    async def test_what_only_the_dropped_one_had_is_forgotten_where_that_is_wished(
        self, subject: LedgerSubject
    ) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"), delivered(BOB, B, "r2"))
        await attempted(subject.store, delivered(BOB, B, "r2"), writer=NEWS)
        ledger = await leased(subject.store)
        await ledger.drop(CRM, forget=True)
        await ledger.close()
        assert view(subject.store).standings(CRM, [ADA]) == {}
        assert standing(subject.store, BOB, NEWS).remote_id == "r2"

    async def test_another_models_records_outlive_a_drop(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        await attempted(subject.store, delivered(ADA, B, "r2"), writer=PARTNERS)
        ledger = await leased(subject.store)
        await ledger.drop(CRM, forget=True)
        await ledger.close()
        assert standing(subject.store, ADA, PARTNERS).held == B
