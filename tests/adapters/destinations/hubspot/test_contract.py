"""HubSpot's gateway under the contract of gateways: over real HTTP and in process, as each Setting has it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from joey.ports.contract.gateway import GatewayContract
from joey.ports.contract.subject import Subject
from tests.adapters.destinations.hubspot.subject import (
    SETTINGS,
    HubSpotSubject,
    Setting,
    Window,
    connected,
    in_process,
    prepare,
)


async def _subject(
    setting: Setting, base_url: str, transport: httpx.AsyncBaseTransport | None
) -> AsyncIterator[Subject]:
    window = Window(base_url, transport)
    await window.reset()
    await prepare(window, setting)
    app, stranger = connected(base_url, transport), connected(base_url, transport, token="wrong")
    yield HubSpotSubject(setting, window, app, stranger)
    for each in (window, app, stranger):
        await each.aclose()


class TestHubSpotInProcess(GatewayContract):
    @pytest.fixture(params=list(SETTINGS))
    async def subject(self, request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
        async for subject in _subject(SETTINGS[request.param], *in_process()):
            yield subject


class TestHubSpotOverHttp(GatewayContract):
    @pytest.fixture(params=["email", "unique"])
    async def subject(self, request: pytest.FixtureRequest, server: str) -> AsyncIterator[Subject]:
        async for subject in _subject(SETTINGS[request.param], server, None):
            yield subject
