"""Intercom under the contracts: the gateway over real HTTP and in process, and the whole pipeline while search lags."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.intercom.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import GatewayContract
from tests.adapters.destinations.intercom.lagging import lagging_subject
from tests.adapters.destinations.intercom.subject import (
    LIFECYCLE,
    SETTINGS,
    IntercomSubject,
    in_process,
    subject_at,
)


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"intercom": create})) as address:
        yield f"{address}/intercom"


class TestIntercomInProcess(GatewayContract):
    @pytest.fixture(params=["leads", "lifecycle"])
    async def subject(self, request: pytest.FixtureRequest) -> AsyncIterator[IntercomSubject]:
        async with subject_at(*in_process(), SETTINGS[request.param]) as made:
            yield made


class TestIntercomOverHttp(GatewayContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[IntercomSubject]:
        async with subject_at(served, None) as made:
            yield made


class TestIntercomUnderThePipelineWhileSearchLags(DestinationContract):
    @pytest.fixture
    async def subject(self) -> AsyncIterator[IntercomSubject]:
        async with lagging_subject(LIFECYCLE) as made:
            yield made
