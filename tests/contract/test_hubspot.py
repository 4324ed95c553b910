"""HubSpot's custom objects through the whole pipeline, over real HTTP; its room has the other settings, in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.hubspot.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.adapters.virtual_clock import VirtualClock
from joey.ports.contract.destination import DestinationContract
from tests.adapters.destinations.hubspot.subject import OBJECTS, HubSpotSubject, Window, connected, prepare


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"hubspot": create})) as address:
        yield f"{address}/hubspot"


class TestHubSpotObjectsOverHttp(DestinationContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[HubSpotSubject]:
        window, clock = Window(served, None), VirtualClock()
        await window.reset()
        await prepare(window, OBJECTS)
        app, stranger = connected(served, None, clock=clock), connected(served, None, token="wrong")
        await window.forget_log()
        yield HubSpotSubject(OBJECTS, window, app, stranger, clock)
        for each in (window, app, stranger):
            await each.aclose()
