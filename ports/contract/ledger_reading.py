"""What a Ledger answers: claims and owners, numbers, who stands badly, history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from joey.domain.outcome import Attempt, Delivered, Failed, Rejected, Skipped
from joey.domain.ownership import Claim, Claimant
from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT
from joey.ports.contract.ledger_subject import (
    ADA,
    BOB,
    CRM,
    EVE,
    NEWS,
    PARTNERS,
    LedgerSubject,
    attempted,
    delivered,
    running,
    snapshot,
    view,
)
from joey.ports.ledger import HistoryEntry, Intent, LedgerStore, RunEnded, RunStarted, Writer

A = snapshot("a@x.example", "VIP", name="Ada")
B = snapshot("b@x.example", "VIP", "News", name="Bob")


def contested(store: LedgerStore, *claims: tuple[RecordId, str | None], writer: Writer = CRM) -> set[Claim]:
    """The contested claims, asked for one by one."""
    found = view(store).contested(writer, [[claim] for claim in claims])
    assert all(claimant == claim.claimant for claimant, claim in found.items())
    return set(found.values())


def claim(record_id: RecordId, holds: str | None, wants: str | None, model: str = "customers") -> Claim:
    """A Claim in short."""
    return Claim(Claimant(model, record_id), holds, wants)


class ReadingContract:
    """Everything that is asked but standings."""

    async def test_a_key_that_one_record_wants_is_not_contested(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A))
        assert contested(subject.store, (ADA, A.key), (BOB, B.key), (EVE, None)) == set()

    async def test_two_new_records_contest_a_key(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A))
        found = contested(subject.store, (BOB, "k"), (EVE, "k"), (ADA, A.key))
        assert found == {claim(BOB, None, "k"), claim(EVE, None, "k")}

    async def test_who_holds_a_key_and_is_not_among_the_claims_wants_it(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A))
        assert contested(subject.store, (BOB, A.key)) == {claim(ADA, A.key, A.key), claim(BOB, None, A.key)}

    async def test_a_key_that_is_left_or_moved_away_from_is_contested_too(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A), delivered(BOB, B))
        found = contested(subject.store, (ADA, None), (BOB, A.key), (EVE, B.key))
        assert found == {claim(ADA, A.key, None), claim(BOB, B.key, A.key), claim(EVE, None, B.key)}

    async def test_who_leaves_while_another_destination_has_it_in_keeps_its_key(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A))
        await attempted(subject.store, delivered(ADA, A), writer=NEWS)
        assert contested(subject.store, (ADA, None), (BOB, A.key)) == {
            claim(ADA, A.key, A.key),
            claim(BOB, None, A.key),
        }

    async def test_records_of_another_model_contest_the_targets_keys(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A), writer=PARTNERS)
        found = contested(subject.store, (ADA, A.key))
        assert found == {claim(ADA, A.key, A.key, "partners"), claim(ADA, None, A.key)}

    async def test_a_contest_that_none_of_these_records_is_in_is_not_told(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A))
        await attempted(subject.store, delivered(ADA, A), writer=PARTNERS)
        assert contested(subject.store) == set()
        assert contested(subject.store, (BOB, B.key)) == set()
        assert len(contested(subject.store, (BOB, A.key))) == 3

    async def test_a_deleted_record_claims_nothing(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A))
        await attempted(subject.store, delivered(ADA, ABSENT, departed=True))
        assert contested(subject.store, (BOB, A.key)) == set()

    async def test_claims_are_read_once_in_batches(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A))

        def batches() -> Iterator[Sequence[tuple[RecordId, str | None]]]:
            for number in range(20):
                yield [(RecordId(f"{number}-{row}"), f"k{number}-{row % 99}") for row in range(100)]
            yield []

        assert len(view(subject.store).contested(CRM, batches())) == 40

    async def test_a_remote_id_has_the_owner_that_was_acknowledged(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"), delivered(BOB, B, "r2"))
        await attempted(subject.store, delivered(ADA, A, "r9"), writer=PARTNERS)
        owners = view(subject.store).owners(["r1", "r9", "r5"])
        assert owners == {"r1": {Claimant("customers", ADA)}, "r9": {Claimant("partners", ADA)}}
        assert view(subject.store).owners([]) == {}

    async def test_everything_that_was_ever_spoken_of_is_managed(self, subject: LedgerSubject) -> None:
        for spoken in (("email", "name"), ("email", "VIP")):
            async with running(subject.store, CRM, *spoken):
                pass
        assert view(subject.store).managed(CRM) == {"email", "name", "VIP"}
        assert view(subject.store).managed(NEWS) == frozenset()

    async def test_those_who_wrote_are_its_writers(self, subject: LedgerSubject) -> None:
        for writer in (NEWS, CRM, CRM):
            await attempted(subject.store, delivered(ADA, A), writer=writer)
        assert list(view(subject.store).writers()) == [CRM, NEWS]

    async def test_a_summary_counts(self, subject: LedgerSubject) -> None:
        rejected = Attempt(EVE, Rejected("bad data"), fingerprint="f1")
        await attempted(subject.store, delivered(ADA, A), delivered(BOB, B), rejected, delivered(RecordId("4"), A))
        await attempted(subject.store, delivered(RecordId("4"), ABSENT, departed=True))
        summary = view(subject.store).summary(CRM)
        assert (summary.writer, summary.present, summary.delivered) == (CRM, 3, 2)
        assert dict(summary.standing) == {"delivered": 2, "rejected": 1}
        assert dict(summary.members) == {"VIP": 2, "News": 1}
        assert summary.last_run == subject.clock.now()
        assert dict(summary.last_counts) == {"delivered": 1}

    async def test_a_destination_that_never_ran_is_all_zeros(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A))
        summary = view(subject.store).summary(PARTNERS)
        assert (summary.present, summary.delivered, summary.last_run) == (0, 0, None)
        assert not view(subject.store).examined(PARTNERS, subject.clock.now()).database
        assert pa.table(view(subject.store).examined(PARTNERS, subject.clock.now())).num_rows == 0

    async def test_those_who_stand_badly_are_named_with_the_reason_and_since_when(self, subject: LedgerSubject) -> None:
        began = subject.clock.now()
        failing = Attempt(EVE, Failed("down"), fingerprint="f1")
        await attempted(subject.store, Attempt(BOB, Rejected("too long", "name"), fingerprint="f1"), failing)
        await attempted(subject.store, delivered(ADA, A), Attempt(RecordId("4"), Skipped("why"), fingerprint="f1"))
        subject.clock.advance(3600)
        await attempted(subject.store, failing)
        told = view(subject.store).standing_badly(CRM, 10)
        assert [(bad.record_id, bad.kind, bad.reason, bad.field, bad.since) for bad in told] == [
            (BOB, "rejected", "too long", "name", began),
            (EVE, "failed", "down", None, began),
        ]
        assert len(view(subject.store).standing_badly(CRM, 1)) == 1

    async def test_a_records_history_is_all_that_happened_to_it_in_order(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"), delivered(BOB, B, "r2"))
        async with running(subject.store) as ledger:
            await ledger.settle(CRM, [(ADA, "f2")])
            await ledger.end(CRM, RunEnded("run"))
            await ledger.begin(NEWS, RunStarted("another", "v1"))
            await ledger.intend(NEWS, [Intent(ADA, B, "r1", "f3", "update")])
            await ledger.note(NEWS, [Attempt(ADA, Rejected("bad data"), fingerprint="f3")])
        at = subject.clock.now()
        assert list(view(subject.store).history("customers", ADA)) == [
            HistoryEntry(at, "run", "crm", "intent", "", A, "r1"),
            HistoryEntry(at, "run", "crm", "delivered", "", A, "r1"),
            HistoryEntry(at, "run", "crm", "settled", "nothing to send"),
            HistoryEntry(at, "another", "news", "intent", "update", B, "r1"),
            HistoryEntry(at, "another", "news", "rejected", "bad data"),
        ]
        assert not view(subject.store).history("partners", ADA)
        assert not view(subject.store).history("customers", RecordId("r1"))

    async def test_who_inherited_is_in_the_history_of_whom_it_inherited_from(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        await attempted(subject.store, Attempt(BOB, Delivered(), A, "r1", "f1", inherited_from=ADA))
        told = view(subject.store).history("customers", ADA)[-1]
        assert (told.kind, told.detail) == ("handed over", f"to record {BOB}")

    async def test_what_was_examined_can_be_read_again_from_its_start(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A), delivered(BOB, B))
        rows = view(subject.store).examined(CRM, subject.clock.now())
        assert pa.table(rows).num_rows == pa.table(rows).num_rows == 2
