"""A fresh organisation for each test, in process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.salesforce.subject import connected, in_process
from tests.adapters.destinations.salesforce.window import Window


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
