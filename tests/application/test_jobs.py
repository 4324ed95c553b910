"""Jobs: journalled by their handle, polled, left to the next run, and never sent twice."""

from __future__ import annotations

from dataclasses import replace

from joey.adapters.memory import InMemoryGateway, InMemoryVendor
from joey.adapters.memory.faults import WRITES
from joey.application.destination import Destination
from joey.domain.facts import Call
from tests.application.embedded import Embedded, people, ran
from tests.contract.variants import FACTS

JOBS = replace(FACTS, job_horizon=60.0)


def test_a_job_that_ends_in_its_run_is_an_answer_like_any_other() -> None:
    project = Embedded(facts=JOBS)
    project.now(people(3, groups={"High"}))
    assert ran(project).actions == {"create": 3}
    assert len(project.vendor().members("High")) == 3
    assert ran(project).outcomes == {}


class _Patient(InMemoryGateway):
    """Its jobs take very long, unless they are ended, or forgotten."""

    def __init__(self, vendor: InMemoryVendor) -> None:
        super().__init__(JOBS, vendor=vendor, job_polls=200)

    def end(self) -> None:
        """All jobs are done."""
        self._jobs = {handle: (writes, 0) for handle, (writes, _) in self._jobs.items()}

    def forget(self) -> None:
        """Nobody knows of them any more."""
        self._jobs = {}


async def patient(project: Embedded) -> tuple[Destination, _Patient]:
    """The project's Destination, its vendor a patient one."""
    assembled = (await project.container.assembly().named("crm")).unwrap()
    gateway = _Patient(project.vendor())
    return replace(assembled, gateway=gateway), gateway


async def test_a_job_that_still_runs_is_journalled_and_read_by_the_next_run_and_not_sent_again() -> None:
    project = Embedded(facts=JOBS)
    crm, gateway = await patient(project)
    service = project.container.export_service()
    project.now(people(2, groups={"High"}))
    first = await service.export(crm)
    assert first.outcomes == {"pending": 2}
    assert project.calls(kinds=WRITES)[0].size == 2
    again = await service.export(crm)
    assert again.outcomes == {"pending": 2}
    assert len(project.calls(kinds=WRITES)) == 1, "what a job still has is not sent again"
    gateway.end()
    ended = await service.export(crm)
    assert ended.outcomes == {"pending": 2}, "they are seen to again, for their groups, and that is a job, too"


async def test_a_job_that_the_vendor_has_forgotten_leaves_its_records_unknown_and_found_first() -> None:
    project = Embedded(facts=JOBS)
    crm, gateway = await patient(project)
    service = project.container.export_service()
    project.now(people(1))
    await service.export(crm)
    gateway.forget()
    before = len(project.vendor().calls)
    report = await service.export(crm)
    asked = [call.kind for call in project.vendor().calls[before:]]
    assert Call.FIND in asked[: asked.index(Call.CREATE)]
    assert report.outcomes == {"pending": 1}, "it is sent again, as a job of its own"
