"""HubSpot under the contracts: its gateway over real HTTP and in process, and the whole pipeline around it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from joey.adapters.virtual_clock import VirtualClock
from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import GatewayContract
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
) -> AsyncIterator[HubSpotSubject]:
    window = Window(base_url, transport)
    await window.reset()
    await prepare(window, setting)
    clock = VirtualClock()
    app, stranger = connected(base_url, transport, clock=clock), connected(base_url, transport, token="wrong")
    await window.forget_log()
    yield HubSpotSubject(setting, window, app, stranger, clock)
    for each in (window, app, stranger):
        await each.aclose()


class TestHubSpotInProcess(GatewayContract):
    @pytest.fixture(params=list(SETTINGS))
    async def subject(self, request: pytest.FixtureRequest) -> AsyncIterator[HubSpotSubject]:
        async for subject in _subject(SETTINGS[request.param], *in_process()):
            yield subject


class TestHubSpotOverHttp(GatewayContract):
    @pytest.fixture(params=["email"])
    async def subject(self, request: pytest.FixtureRequest, server: str) -> AsyncIterator[HubSpotSubject]:
        async for subject in _subject(SETTINGS[request.param], server, None):
            yield subject


class TestHubSpotUnderThePipeline(DestinationContract):
    @pytest.fixture(params=["email", "unique"])
    async def subject(self, request: pytest.FixtureRequest) -> AsyncIterator[HubSpotSubject]:
        async for subject in _subject(SETTINGS[request.param], *in_process()):
            yield subject


class TestHubSpotUnderThePipelineOverHttp(DestinationContract):
    @pytest.fixture(params=["email"])
    async def subject(self, request: pytest.FixtureRequest, server: str) -> AsyncIterator[HubSpotSubject]:
        async for subject in _subject(SETTINGS[request.param], server, None):
            yield subject
