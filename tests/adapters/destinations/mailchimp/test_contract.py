"""Mailchimp's gateway under the contract of gateways: over real HTTP and in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from joey.adapters.destinations.mailchimp.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.contract.gateway import GatewayContract
from joey.ports.contract.subject import Subject
from tests.adapters.destinations.mailchimp.subject import MailchimpSubject, Window, connected, in_process


async def _subject(base_url: str, transport: httpx.AsyncBaseTransport | None) -> AsyncIterator[Subject]:
    window = Window(base_url, transport)
    app, stranger = connected(base_url, transport), connected(base_url, transport, "wrong")
    yield MailchimpSubject(window, app, stranger)
    for each in (window, app, stranger):
        await each.aclose()


class TestMailchimpInProcess(GatewayContract):
    @pytest.fixture
    async def subject(self) -> AsyncIterator[Subject]:
        async for subject in _subject(*in_process()):
            yield subject


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_sandbox(sandbox_app({"mailchimp": create})) as address:
        yield f"{address}/mailchimp"


class TestMailchimpOverHttp(GatewayContract):
    @pytest.fixture
    async def subject(self, server: str) -> AsyncIterator[Subject]:
        async with httpx.AsyncClient() as client:
            (await client.delete(f"{server}/_state")).raise_for_status()
        async for subject in _subject(server, None):
            yield subject
