"""Marketo under the contracts: the gateway, and the whole pipeline around it; over real HTTP and in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.marketo.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import GatewayContract
from tests.adapters.destinations.marketo.subject import SETTINGS, MarketoSubject, in_process, subject_at


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"marketo": create})) as address:
        yield f"{address}/marketo"


class TestMarketoInProcess(GatewayContract):
    @pytest.fixture(params=list(SETTINGS))
    async def subject(self, request: pytest.FixtureRequest) -> AsyncIterator[MarketoSubject]:
        async with subject_at(*in_process(), SETTINGS[request.param]) as made:
            yield made


class TestMarketoOverHttp(GatewayContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[MarketoSubject]:
        async with subject_at(served, None) as made:
            yield made


class TestMarketoByACustomFieldUnderThePipeline(DestinationContract):
    """By e-mail it goes through the pipeline among the contracts, over real HTTP."""

    @pytest.fixture
    async def subject(self) -> AsyncIterator[MarketoSubject]:
        async with subject_at(*in_process(), SETTINGS["custom field"]) as made:
            yield made
