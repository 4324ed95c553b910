"""A fresh account for each test: in process, and over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.hubspot.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.hubspot.subject import Window, connected, in_process


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a served Sandbox, for all tests."""
    with running_sandbox(sandbox_app({"hubspot": create})) as address:
        yield f"{address}/hubspot"


@pytest.fixture(params=["in process", "over HTTP"])
async def window(request: pytest.FixtureRequest) -> AsyncIterator[Window]:
    if request.param == "in process":
        window = Window(*in_process())
    else:
        address: str = request.getfixturevalue("server")
        window = Window(address, None)
        await window.reset()
    yield window
    await window.aclose()


@pytest.fixture
async def app(window: Window) -> AsyncIterator[ConnectedApp]:
    app = connected(window.base_url, window.transport)
    yield app
    await app.aclose()
