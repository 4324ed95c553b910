"""Zendesk's users through the whole pipeline, over real HTTP; its room has it in process, and by jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.zendesk.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.contract.destination import DestinationContract
from tests.adapters.destinations.zendesk.subject import ZendeskSubject, subject_at


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"zendesk": create})) as address:
        yield f"{address}/zendesk"


class TestZendeskOverHttp(DestinationContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[ZendeskSubject]:
        async with subject_at(served, None) as made:
            yield made
