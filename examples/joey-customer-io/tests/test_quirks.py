"""What is peculiar about Customer.io, each by a test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from joey import Misconfigured
from joey.ports.contract.subject import creating, snapshot, written_one

from subject import CustomerIoSubject


@pytest.fixture
async def subject() -> AsyncIterator[CustomerIoSubject]:
    async with CustomerIoSubject.fresh() as made:
        yield made


async def test_the_workspace_is_told_by_the_app_api(subject: CustomerIoSubject) -> None:
    assert (await subject.app.check()).unwrap() == "Logged in to Sandbox"
    assert (await subject.app.account()).unwrap() == "7"


async def test_a_wrong_key_is_told_with_what_to_do(subject: CustomerIoSubject) -> None:
    problem = (await subject.stranger.schema()).failure()
    assert isinstance(problem, Misconfigured)
    assert "API credentials" in problem.hint


async def test_one_call_creates_or_updates_so_who_is_there_is_looked_up_before(subject: CustomerIoSubject) -> None:
    await written_one(subject, creating(snapshot(subject, 1)))
    calls = [line.split(" ")[0] for line in await subject.requests()]
    assert calls == ["GET", "PUT"]
