"""Salesforce under the contracts: the gateway, and the whole pipeline around it; over real HTTP and in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.salesforce.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import GatewayContract
from tests.adapters.destinations.salesforce.subject import SalesforceSubject, in_process, subject_at
from tests.adapters.destinations.salesforce.window import BY_CLUBS, BY_EMAIL, BY_EXTERNAL_ID


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"salesforce": create})) as address:
        yield f"{address}/salesforce"


class TestSalesforceInProcess(GatewayContract):
    @pytest.fixture(params=[BY_EXTERNAL_ID, BY_CLUBS], ids=["campaigns", "an object of one's own"])
    async def subject(self, request: pytest.FixtureRequest) -> AsyncIterator[SalesforceSubject]:
        async with subject_at(*in_process(), request.param) as made:
            yield made


class TestSalesforceOverHttp(GatewayContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[SalesforceSubject]:
        async with subject_at(served, None) as made:
            yield made


class TestSalesforceUnderThePipeline(DestinationContract):
    """By a field of which Salesforce lets several records have one value."""

    @pytest.fixture
    async def subject(self) -> AsyncIterator[SalesforceSubject]:
        async with subject_at(*in_process(), BY_EMAIL) as made:
            yield made


class TestSalesforceByJobsUnderThePipeline(DestinationContract):
    """By an external id, with groups, and every run of more than one row as a bulk job."""

    @pytest.fixture
    async def subject(self) -> AsyncIterator[SalesforceSubject]:
        async with subject_at(*in_process(), BY_EXTERNAL_ID, bulk_above=1) as made:
            yield made
