"""What is peculiar about an API that is known by its project file alone, each by a test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from joey import ByKey, Deletion, GroupStyle, Misconfigured

from joey_http.plugin import facts_of
from joey_http.templates import requests_of
from subject import OPTIONS, HttpSubject


@pytest.fixture
async def subject() -> AsyncIterator[HttpSubject]:
    async with HttpSubject.fresh() as made:
        yield made


async def test_the_account_is_named_by_the_project_file(subject: HttpSubject) -> None:
    assert (await subject.app.check()).unwrap() == "Logged in to default"
    assert (await subject.app.account()).unwrap() == "default"


async def test_a_wrong_credential_is_told_with_what_to_do(subject: HttpSubject) -> None:
    problem = (await subject.stranger.schema()).failure()
    assert isinstance(problem, Misconfigured)
    assert "authorization" in problem.hint


async def test_a_search_that_is_less_exact_finds_nobody_else(subject: HttpSubject) -> None:
    await subject.seed({**subject.fields(1), "email": "joanna@example.com"})
    lookup = ByKey("anna@example.com")
    assert (await subject.gateway.find([lookup])).unwrap() == {lookup: ()}


async def test_a_group_that_would_make_a_path_another_one_is_none(subject: HttpSubject) -> None:
    assert [subject.gateway.group_rule(name) for name in ("VIP ", "..", " . ", "")] == ["VIP", "", "", ""]


@pytest.mark.parametrize("left_out", ["delete", "add", "remove"])
def test_what_the_project_file_does_not_state_the_facts_do_not_promise(left_out: str) -> None:
    stated = {name: text for name, text in OPTIONS.items() if name != left_out}
    facts = facts_of({*requests_of(stated).unwrap()})
    assert (facts.deletion is Deletion.NONE) == (left_out == "delete")
    assert (facts.groups is GroupStyle.NONE) == (left_out != "delete")
