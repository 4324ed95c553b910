"""A fresh account for each test, in process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.zendesk.subject import Window, ZendeskSubject, connected, in_process, subject_at


@pytest.fixture
async def subject() -> AsyncIterator[ZendeskSubject]:
    async with subject_at(*in_process()) as made:
        yield made


@pytest.fixture
async def importer() -> AsyncIterator[ZendeskSubject]:
    """The account takes jobs, and every run of more than one row is one."""
    async with subject_at(*in_process(), imports=True, bulk_above=1) as made:
        yield made


@pytest.fixture
async def window() -> AsyncIterator[Window]:
    made = Window(*in_process())
    yield made
    await made.aclose()


@pytest.fixture
async def app(window: Window) -> AsyncIterator[ConnectedApp]:
    made = connected(window.base_url, window.transport)
    yield made
    await made.aclose()
