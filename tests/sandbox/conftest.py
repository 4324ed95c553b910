"""A fresh Sandbox of each vendor for each test, in process with a pinned clock, and one over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from joey.adapters.destinations.hubspot.sandbox import create
from joey.adapters.destinations.mailchimp.sandbox import create as create_mailchimp
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from tests.sandbox.hubspot_calls import HubSpot, PinnedClock
from tests.sandbox.mailchimp_calls import Mailchimp


@pytest.fixture
def clock() -> PinnedClock:
    return PinnedClock()


@pytest.fixture
async def hubspot(clock: PinnedClock) -> AsyncIterator[HubSpot]:
    transport = httpx.ASGITransport(sandbox_app({"hubspot": create}, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield HubSpot(client)


@pytest.fixture
async def mailchimp(clock: PinnedClock) -> AsyncIterator[Mailchimp]:
    transport = httpx.ASGITransport(sandbox_app({"mailchimp": create_mailchimp}, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield Mailchimp(client)


@pytest.fixture
def server() -> Iterator[str]:
    with running_sandbox(sandbox_app({"hubspot": create})) as base:
        yield base
