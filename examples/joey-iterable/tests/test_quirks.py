"""What is peculiar about Iterable, each by a test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from joey import Misconfigured, RecordId, Refused, Snapshot, Update, diff
from joey.ports.contract.subject import snapshot, written_one

from subject import IterableSubject


@pytest.fixture
async def subject() -> AsyncIterator[IterableSubject]:
    async with IterableSubject.fresh() as made:
        yield made


def moving(subject: IterableSubject, email: str) -> Update:
    old = snapshot(subject, 1)
    new = Snapshot(old.key, {**old.fields, "email": email})
    return Update(RecordId("1"), old.key, new, diff(old, new))


async def test_the_project_is_told_by_the_option(subject: IterableSubject) -> None:
    assert (await subject.app.check()).unwrap() == "Logged in to project 7"
    assert (await subject.app.account()).unwrap() == "7"


async def test_a_wrong_key_is_told_with_what_to_do(subject: IterableSubject) -> None:
    problem = (await subject.stranger.schema()).failure()
    assert isinstance(problem, Misconfigured)
    assert "Integrations, API keys" in problem.hint


async def test_a_changed_email_address_goes_by_a_call_of_its_own(subject: IterableSubject) -> None:
    await subject.seed(subject.fields(1))
    await written_one(subject, moving(subject, "new@example.com"))
    assert (await subject.stored())["C-1"].fields["email"] == "new@example.com"
    assert any(line.startswith("POST /api/users/updateEmail") for line in await subject.requests())


async def test_an_address_that_another_user_has_refuses_the_row_without_repeating_it(subject: IterableSubject) -> None:
    await subject.seed(subject.fields(1))
    await subject.seed(subject.fields(2))
    answer = await written_one(subject, moving(subject, "person2@example.com"))
    assert isinstance(answer, Refused)
    assert "person2" not in answer.reason
