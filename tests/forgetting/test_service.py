"""A Record that is forgotten goes from every Target, leaves no trace in the Ledger, and doesn't come back."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from returns.pipeline import is_successful

from joey.adapters.memory import Fault
from joey.adapters.memory.faults import Effect
from joey.application.forget import ForgetOrders
from joey.application.receipt import Became, Receipt
from joey.domain.facts import Call, Deletion, GroupStyle
from joey.domain.record import RecordId
from joey.domain.sync_mode import SyncMode
from joey.ports.ledger import LedgerView
from tests.application.embedded import ALLOWED, Embedded, destination, in_mode, people, person, ran, whole
from tests.contract.variants import FACTS, VARIANTS

ANN = RecordId("ann-1815")
ADDRESS = "personann-1815@example.com"


def forget(project: Embedded, record_id: str = ANN, orders: ForgetOrders | None = None) -> Receipt:
    done = project.container.forget_service().forget_now("people", record_id, orders)
    assert is_successful(done)
    return done.unwrap()


def view(project: Embedded, account: str = "crm") -> LedgerView:
    (target,) = [one for one in project.ledgers.targets() if one.account == account]
    seen = project.ledgers.view(target).unwrap()
    assert seen is not None
    return seen


def known(project: Embedded, account: str = "crm", record_id: RecordId = ANN) -> bool:
    seen = view(project, account)
    stands = any(seen.standings(writer, [record_id]) for writer in seen.writers())
    return stands or bool(seen.history("people", record_id))


def delivered(project: Embedded, *, groups: tuple[str, ...] = ("High",)) -> Embedded:
    project.now([person(ANN, groups=groups), *people(30)])
    assert whole(project).exit_code == 0
    return project


def explained(project: Embedded, record_id: str = ANN) -> tuple[str, str]:
    explanation = project.container.explain_service().explain_now("crm", record_id).unwrap()
    return explanation.next_action, explanation.because


def test_a_forgotten_record_is_deleted_and_nothing_is_known_of_it() -> None:
    project = delivered(Embedded())
    receipt = forget(project)
    assert [(place.became, place.forgotten) for place in receipt.places] == [(Became.ARCHIVED, True)]
    assert receipt.finished
    assert ADDRESS not in project.vendor().stored()
    assert not known(project)
    assert known(project, record_id=RecordId("1"))


def test_the_source_cannot_bring_it_back() -> None:
    project = delivered(Embedded())
    forget(project)
    for name in ("Ann", "Anne"):
        project.now([person(ANN, name, groups=["High"]), *people(30, name)])
        report = ran(project)
        assert (report.forgotten, report.error, report.whole) == (1, "", True)
        assert "1 record of people forgotten, and not sent" in report.notes
        assert ADDRESS not in project.vendor().stored()
        assert not known(project)
    assert explained(project)[0] == "forget"
    assert "forgotten on 2" in explained(project)[1]
    assert project.container.status_service().status_now().forgotten == {"people": 1}
    assert any("forgotten" in note for note in project.container.plan_service().plan_now().destinations[0].notes)


def test_nor_under_another_id_with_the_same_key() -> None:
    project = delivered(Embedded())
    forget(project)
    project.now([person("again", mail=ADDRESS), *people(30)])
    assert ran(project).forgotten == 1
    assert ADDRESS not in project.vendor().stored()
    assert explained(project, "again")[0] == "forget"


def test_who_waited_for_its_key_does_not_inherit() -> None:
    project = delivered(Embedded())
    project.now([person(ANN), person("twin", mail=ADDRESS), *people(30)])
    assert ran(project).outcomes["rejected"] == 1
    forget(project)
    report = ran(project)
    assert (report.forgotten, report.outcomes.get("rejected", 0)) == (2, 0)
    assert ADDRESS not in project.vendor().stored()


def test_until_that_is_lifted() -> None:
    project = delivered(Embedded())
    forget(project)
    service = project.container.forget_service()
    assert service.undo_now("people", "nobody").unwrap() == 0
    assert service.undo_now("people", ANN).unwrap() == 1
    assert ran(project).forgotten == 0
    assert ADDRESS in project.vendor().stored()
    forget(project)
    assert project.container.forget_service().undo_now("people", f" {ADDRESS.upper()}").unwrap() == 1


@pytest.mark.parametrize("mode", SyncMode)
def test_the_sync_mode_does_not_keep_it(mode: SyncMode) -> None:
    project = delivered(Embedded())
    project.configure(in_mode(destination(), mode))
    assert forget(project).places[0].became is Became.ARCHIVED
    assert ADDRESS not in project.vendor().stored()


def test_one_that_had_left_an_additive_destination_is_deleted_too() -> None:
    project = delivered(Embedded(in_mode(destination(), SyncMode.ADDITIVE)))
    project.now(people(30))
    ran(project, ALLOWED)
    assert ADDRESS in project.vendor().stored()
    assert forget(project).places[0].became is Became.ARCHIVED
    assert ADDRESS not in project.vendor().stored()
    assert not known(project)


def test_several_destinations_on_one_target_and_several_targets() -> None:
    project = Embedded(
        destination("crm"),
        destination("names", {"email": "mail", "last_name": "plan"}, {}),
        destination("other", app="other"),
    )
    delivered(project)
    receipt = forget(project)
    assert sorted(place.destinations for place in receipt.places) == [("crm", "names"), ("other",)]
    for account in ("crm", "other"):
        assert ADDRESS not in project.vendor(account).stored()
        assert not known(project, account)
    assert whole(project).exit_code == 0


@pytest.mark.parametrize("kind", sorted(VARIANTS))
def test_every_kind_of_vendor_does_what_it_can_and_the_receipt_says_what(kind: str) -> None:
    facts = VARIANTS[kind].facts
    there = destination(groups={} if facts.groups is GroupStyle.NONE else None)
    project = delivered(Embedded(there, facts=facts))
    receipt = forget(project)
    (place,) = receipt.places
    if facts.membership_only or facts.deletion is Deletion.NONE:
        assert place.became is Became.LEFT
        assert ADDRESS not in project.vendor().members("High")
    else:
        assert place.became is (Became.ARCHIVED if facts.deletion is Deletion.ARCHIVE else Became.DELETED)
        assert ADDRESS not in project.vendor().stored()
    assert receipt.finished
    assert not known(project)
    assert ran(project).forgotten == 1


@pytest.mark.parametrize("effect", [Effect.LOST_REQUEST, Effect.LOST_ANSWER, Effect.UNAVAILABLE, Effect.THROTTLED])
def test_an_unsure_delete_keeps_the_record_owed_until_it_is_sure(effect: Effect) -> None:
    project = delivered(Embedded())
    project.vendor().faults.plan(Fault(effect, on=frozenset({Call.DELETE})))
    receipt = forget(project)
    assert [(place.became, place.forgotten) for place in receipt.places] == [(Became.OWED, False)]
    assert not receipt.finished
    report = ran(project)
    assert report.forgotten == 1
    assert "being forgotten, not everywhere yet" in report.notes[0]
    again = forget(project)
    assert again.finished
    assert again.since == receipt.since
    assert ADDRESS not in project.vendor().stored()
    assert not known(project)
    assert "being forgotten" not in "".join(ran(project).notes)


def test_what_was_never_answered_is_found_and_deleted() -> None:
    project = delivered(Embedded(facts=replace(FACTS, search_lag=30.0)))
    project.vendor().faults.plan(Fault(Effect.LOST_ANSWER, on=frozenset({Call.CREATE})))
    project.now([person(ANN), person("new"), *people(30)])
    ran(project)
    project.clock.advance(60)
    assert forget(project, "new").finished
    assert "personnew@example.com" not in project.vendor().stored()
    assert not known(project, record_id=RecordId("new"))


def test_a_dry_run_says_what_would_go_and_does_nothing() -> None:
    project = delivered(Embedded())
    before = len(project.vendor().calls)
    receipt = forget(project, orders=ForgetOrders(dry_run=True))
    assert [place.became for place in receipt.places] == [Became.WOULD_GO]
    assert (receipt.dry_run, receipt.finished) == (True, False)
    assert not [call for call in project.vendor().calls[before:] if call.kind is Call.DELETE]
    assert ran(project).forgotten == 0


def test_where_nothing_reaches_a_target_any_more_it_is_kept_until_that_is_waved_through() -> None:
    project = delivered(Embedded(destination("crm"), destination("other", app="other")))
    project.configure(destination("crm"))
    receipt = forget(project)
    assert {place.became for place in receipt.places} == {Became.ARCHIVED, Became.UNREACHABLE}
    assert not receipt.finished
    assert known(project, "other")
    again = forget(project, orders=ForgetOrders(regardless=True))
    assert again.finished
    assert [place.remote_id for place in again.places if place.became is Became.UNREACHABLE] != [None]
    assert not known(project, "other")


def test_one_that_nobody_knows_may_be_forgotten_beforehand() -> None:
    project = delivered(Embedded())
    receipt = forget(project, "stranger")
    assert (receipt.finished, receipt.places[0].became) == (True, Became.NOTHING)
    project.now([person("stranger"), *people(30)])
    ran(project, ALLOWED)
    assert "personstranger@example.com" not in project.vendor().stored()


def test_its_heir_goes_on_with_the_remote_record() -> None:
    project = delivered(Embedded())
    project.now([person("heir", "Ben", mail=ADDRESS), *people(30)])
    ran(project, ALLOWED)
    assert view(project).history("people", ANN)
    assert forget(project).finished
    assert not known(project)
    assert project.vendor().stored()[ADDRESS]["fields"]["first_name"] == "Ben"
    project.now([person("heir", "Bea", mail=ADDRESS), *people(30)])
    assert ran(project).outcomes["delivered"] == 1


def test_a_run_that_has_the_target_is_not_disturbed() -> None:
    project = delivered(Embedded())
    (target,) = project.ledgers.targets()
    ledger = project.container.ledgers().lease

    async def at_it() -> Receipt:
        held = (await ledger(target, "a run")).unwrap()
        try:
            done = await project.container.forget_service().forget("people", ANN)
        finally:
            await held.close()
        return done.unwrap()

    receipt = asyncio.run(at_it())
    assert "another run has this Target: a run" in receipt.places[0].detail
    assert not receipt.finished
    assert forget(project).finished
