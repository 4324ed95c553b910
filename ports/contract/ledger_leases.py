"""Who may write a Ledger, who may read it meanwhile, and which Ledgers there are."""

from __future__ import annotations

import asyncio

from returns.pipeline import is_successful

from joey.domain.record import RecordId
from joey.domain.target import Target
from joey.ports.contract.ledger_subject import (
    ADA,
    BOB,
    CRM,
    TARGET,
    LedgerSubject,
    attempted,
    delivered,
    leased,
    running,
    snapshot,
    standing,
    view,
)
from joey.ports.ledger import LeaseHeld

A = snapshot("a@x.example", name="Ada")
OTHER = Target("https://api.example.com", "4712", "crm-contacts")


class LeasesContract:
    """Leases, views, Targets, accounts."""

    async def test_a_leased_ledger_is_not_leased_again_and_says_who_has_it(self, subject: LedgerSubject) -> None:
        ledger = await leased(subject.store, "the nightly run")
        second = await subject.store.lease(TARGET, "another")
        assert not is_successful(second)
        refused = second.failure()
        assert isinstance(refused, LeaseHeld)
        assert "the nightly run" in refused.holder
        await ledger.close()
        await (await leased(subject.store)).close()

    async def test_a_second_run_waits_if_it_is_told_to(self, subject: LedgerSubject) -> None:
        first = await leased(subject.store)
        waiting = asyncio.create_task(leased(subject.store, wait=True))
        await asyncio.sleep(0.05)
        assert not waiting.done()
        await first.close()
        await (await asyncio.wait_for(waiting, 10)).close()

    async def test_of_many_who_wait_each_gets_it_alone(self, subject: LedgerSubject) -> None:
        inside = 0

        async def work() -> int:
            nonlocal inside
            ledger = await leased(subject.store, wait=True)
            inside += 1
            await asyncio.sleep(0.01)
            together, inside = inside, inside - 1
            await ledger.close()
            return together

        assert await asyncio.gather(*(work() for _ in range(4))) == [1, 1, 1, 1]

    async def test_a_ledger_can_be_closed_twice(self, subject: LedgerSubject) -> None:
        first = await leased(subject.store)
        await first.close()
        second = await leased(subject.store)
        await first.close()
        assert not is_successful(await subject.store.lease(TARGET, "a third"))
        await second.close()

    async def test_a_process_that_died_holds_no_lease(self, subject: LedgerSubject) -> None:
        await leased(subject.store)
        await (await leased(subject.crash())).close()

    async def test_two_targets_are_leased_side_by_side(self, subject: LedgerSubject) -> None:
        ledger = await leased(subject.store)
        other = (await subject.store.lease(OTHER, "a test")).unwrap()
        assert set(subject.store.targets()) == {TARGET, OTHER}
        await other.close()
        await ledger.close()

    async def test_where_nothing_was_written_there_is_nothing_to_read(self, subject: LedgerSubject) -> None:
        assert subject.store.view(TARGET).unwrap() is None
        assert not subject.store.targets()

    async def test_a_ledger_can_be_read_while_a_run_has_it(self, subject: LedgerSubject) -> None:
        await attempted(subject.store, delivered(ADA, A, "r1"))
        async with running(subject.store) as ledger:
            await ledger.note(CRM, [delivered(BOB, A, "r2")])
            assert standing(subject.store, ADA).held == A
            assert view(subject.store).summary(CRM).delivered == 1
            assert view(subject.store).history("customers", BOB)
        assert view(subject.store).summary(CRM).delivered == 2

    async def test_many_write_at_once(self, subject: LedgerSubject) -> None:
        async with running(subject.store) as ledger:
            await asyncio.gather(*(ledger.note(CRM, [delivered(RecordId(str(number)), A)]) for number in range(100)))
        assert view(subject.store).summary(CRM).delivered == 100

    async def test_an_account_is_remembered_for_an_app_and_its_origin(self, subject: LedgerSubject) -> None:
        store = subject.store
        assert store.remembered_account("crm", "https://a.example") is None
        store.remember_account("crm", "https://a.example", "1")
        store.remember_account("crm", "https://b.example", "2")
        store.remember_account("crm", "https://a.example", "3")
        assert store.remembered_account("crm", "https://a.example") == "3"
        assert store.remembered_account("crm", "https://b.example") == "2"
        assert store.remembered_account("mail", "https://a.example") is None
