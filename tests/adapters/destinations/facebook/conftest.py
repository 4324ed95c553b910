"""A fresh ad account for each test, in process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.facebook.subject import FacebookSubject, Window, connected, in_process, subject_at


@pytest.fixture
async def subject() -> AsyncIterator[FacebookSubject]:
    async with subject_at(*in_process()) as made:
        yield made


@pytest.fixture
async def window() -> AsyncIterator[Window]:
    made = Window(*in_process())
    await made.reset()
    yield made
    await made.aclose()


@pytest.fixture
async def app(window: Window) -> AsyncIterator[ConnectedApp]:
    made = connected(window.base_url, window.transport)
    yield made
    await made.aclose()
