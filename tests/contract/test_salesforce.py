"""Salesforce's accounts through the whole pipeline, over real HTTP; its room has objects and contacts in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.salesforce.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.contract.destination import DestinationContract
from tests.adapters.destinations.salesforce.subject import SalesforceSubject, subject_at
from tests.adapters.destinations.salesforce.window import BY_NUMBER


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"salesforce": create})) as address:
        yield f"{address}/salesforce"


class TestSalesforceOverHttp(DestinationContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[SalesforceSubject]:
        async with subject_at(served, None, BY_NUMBER) as made:
            yield made
