"""Zendesk under the contracts: the gateway, and the whole pipeline around it; by single calls and by jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.zendesk.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import GatewayContract
from tests.adapters.destinations.zendesk.subject import ZendeskSubject, in_process, subject_at


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"zendesk": create})) as address:
        yield f"{address}/zendesk"


class TestZendeskInProcess(GatewayContract):
    @pytest.fixture
    async def subject(self) -> AsyncIterator[ZendeskSubject]:
        async with subject_at(*in_process()) as made:
            yield made


class TestZendeskOverHttp(GatewayContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[ZendeskSubject]:
        async with subject_at(served, None) as made:
            yield made


class TestZendeskUnderThePipeline(DestinationContract):
    @pytest.fixture
    async def subject(self) -> AsyncIterator[ZendeskSubject]:
        async with subject_at(*in_process()) as made:
            yield made


class TestZendeskByJobsUnderThePipeline(DestinationContract):
    """Every run of more than one row as jobs."""

    @pytest.fixture
    async def subject(self) -> AsyncIterator[ZendeskSubject]:
        async with subject_at(*in_process(), imports=True, bulk_above=1) as made:
            yield made
