"""What a Ledger makes of Records that are to leave no trace, and how long a store remembers that."""

from __future__ import annotations

from joey.domain.forgotten import Burial
from joey.domain.outcome import Attempt, Pending, Rejected
from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT
from joey.ports.contract.ledger_subject import (
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
    intent_for,
    leased,
    running,
    snapshot,
    standing,
    view,
)
from joey.ports.gateway import Handle
from joey.ports.ledger import Erased, Intent, Job, LedgerStore

ADA = RecordId("ada-1815")
A = snapshot("ada@x.example", "Best", name="Ada")
B = snapshot("bob@x.example", name="Bob")
TAKEN = Rejected("record ada-1815 has the same key; ada@x.example is its own", "email", claim="ada@x.example")


async def forgotten(store: LedgerStore, *keys: str, model: str = "customers") -> Erased:
    """Ada is forgotten."""
    ledger = await leased(store)
    erased = await ledger.forget(model, [ADA], keys)
    await ledger.close()
    return erased


class ForgettingContract:
    """Erased are the state and all history of a Record, and what other Records' rows say of it."""

    async def test_nothing_is_known_of_a_forgotten_record(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"), delivered(BOB, B, "r2"))
        await attempted(subject.store, delivered(ADA, A, "r1"), writer=NEWS)
        erased = await forgotten(subject.store, A.key)
        seen = view(subject.store)
        assert seen.history("customers", ADA) == []
        assert seen.standings(CRM, [ADA]) == {}
        assert (examined(subject), examined(subject, NEWS)) == ({BOB: Row("f1", present=True, owed=False)}, {})
        assert seen.owners(["r1", "r2"]).keys() == {"r2"}
        assert (erased.left, len(erased.rewritten) >= 2, erased.scanned >= 2) == ((), True, True)

    async def test_what_is_known_of_others_is_as_before(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"), delivered(BOB, B, "r2"))
        before = (standing(subject.store, BOB), view(subject.store).history("customers", BOB))
        await forgotten(subject.store, A.key)
        assert (standing(subject.store, BOB), view(subject.store).history("customers", BOB)) == before

    async def test_a_record_of_the_same_id_in_another_model_stays(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        await attempted(subject.store, delivered(ADA, B, "r2"), writer=PARTNERS)
        await forgotten(subject.store, A.key)
        assert standing(subject.store, ADA, PARTNERS).held == B

    async def test_whoever_waited_for_its_key_is_owed_and_no_longer_speaks_of_it(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"), Attempt(BOB, TAKEN, fingerprint="f1"))
        await forgotten(subject.store, A.key)
        assert examined(subject)[BOB] == Row(None, present=True, owed=True)
        seen = view(subject.store)
        assert seen.claims(CRM, [BOB]) == {}
        told = [one.reason for one in seen.standing_badly(CRM, 9)] + [e.detail for e in seen.history("customers", BOB)]
        assert not [words for words in told if "1815" in words or "ada@" in words]
        assert "a forgotten record has the same key" in told[0]

    async def test_an_heir_keeps_what_it_took_over_and_not_from_whom(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        heir = Attempt(BOB, delivered(BOB, B).outcome, B, "r1", "f1", inherited_from=ADA)
        await attempted(subject.store, heir, intents=[Intent(BOB, B, "r1", inherits=ADA)])
        await forgotten(subject.store, A.key)
        assert standing(subject.store, BOB).remote_id == "r1"
        assert view(subject.store).history("customers", ADA) == []

    async def test_a_job_that_still_runs_no_longer_carries_it(self, subject: LedgerSubject) -> None:
        intents = (Intent(ADA, A), Intent(BOB, B))
        async with running(subject.store) as ledger:
            await ledger.intend(CRM, intents)
            await ledger.submitted(CRM, Job(Handle("job-1"), subject.clock.now(), intents))
            await ledger.note(CRM, [Attempt(who, Pending("job-1")) for who in (ADA, BOB)])
        await forgotten(subject.store, A.key)
        (job,) = view(subject.store).jobs(CRM)
        assert [intent.record_id for intent in job.intents] == [BOB]
        assert standing(subject.store, BOB).unanswered == (B,)

    async def test_it_stays_forgotten_after_a_crash_and_the_ledger_goes_on(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"), delivered(BOB, B, "r2"))
        ledger = await leased(subject.store)
        await ledger.forget("customers", [ADA], [A.key])
        await ledger.intend(CRM, [intent_for(delivered(EVE, A))])
        store = subject.crash()
        assert view(store).history("customers", ADA) == []
        assert standing(store, EVE).unanswered == (A,)
        await attempted(store, delivered(EVE, A, "r1"))
        assert view(store).contested(CRM, [[(EVE, A.key)]]) == {}

    async def test_done_again_it_has_nothing_left_to_do(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"), Attempt(BOB, TAKEN, fingerprint="f1"))
        await forgotten(subject.store, A.key)
        again = await forgotten(subject.store, A.key)
        assert (again.rewritten, again.left) == ((), ())

    async def test_a_destination_that_is_dropped_and_forgotten_leaves_no_history(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"), delivered(BOB, B, "r2"))
        await attempted(subject.store, delivered(BOB, B, "r2"), writer=NEWS)
        await attempted(subject.store, Attempt(ADA, delivered(ADA, A).outcome, ABSENT, departed=True))
        ledger = await leased(subject.store)
        await ledger.drop(CRM, forget=True)
        await ledger.close()
        assert view(subject.store).history("customers", ADA) == []
        assert view(subject.store).history("customers", BOB)

    async def test_a_store_without_tombstones_has_forgotten_nobody(self, subject: LedgerSubject) -> None:
        assert (subject.store.forgotten().stones, subject.store.forgotten().salt) == ({}, b"")
        assert subject.store.lift(["nothing"]) == 0

    async def test_a_tombstone_holds_until_it_is_lifted(self, subject: LedgerSubject) -> None:
        begun = Burial("customers", ADA, frozenset({("mail", A.key)}), "2026-01-01")
        known = subject.store.mark_forgotten(begun)
        store = subject.crash()
        assert store.forgotten() == known
        stone = known.stone("customers", ADA)
        assert stone is not None
        assert (stone.since, stone.finished, known.counted("customers")) == ("2026-01-01", False, 1)
        finished = store.mark_forgotten(Burial("customers", ADA, since="2026-02-02", finished=True))
        stone = finished.stone("customers", ADA)
        assert stone is not None
        assert (stone.since, stone.finished) == ("2026-01-01", True)
        assert finished.covers_key("customers", ["mail"], A.key)
        assert not finished.covers_key("customers", ["other"], A.key)
        assert finished.stone("customers", BOB) is None
        assert store.lift([finished.key_mark("customers", "mail", A.key)]) == 1
        assert store.forgotten().stone("customers", ADA) is None
        assert store.forgotten().salt == known.salt
