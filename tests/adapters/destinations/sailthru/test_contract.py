"""Sailthru under the contracts: the gateway, and the whole pipeline around it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.sailthru.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import GatewayContract
from tests.adapters.destinations.sailthru.subject import SailthruSubject, in_process, subject_at


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"sailthru": create})) as address:
        yield f"{address}/sailthru"


class TestSailthruInProcess(GatewayContract):
    @pytest.fixture
    async def subject(self) -> AsyncIterator[SailthruSubject]:
        async with subject_at(*in_process()) as made:
            yield made


class TestSailthruOverHttp(GatewayContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[SailthruSubject]:
        async with subject_at(served, None) as made:
            yield made


class TestSailthruUnderThePipeline(DestinationContract):
    @pytest.fixture
    async def subject(self) -> AsyncIterator[SailthruSubject]:
        async with subject_at(*in_process()) as made:
            yield made
