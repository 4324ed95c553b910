"""Sailthru's users through the whole pipeline, over real HTTP; its room has it in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.sailthru.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.contract.destination import DestinationContract
from tests.adapters.destinations.sailthru.subject import SailthruSubject, subject_at


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"sailthru": create})) as address:
        yield f"{address}/sailthru"


class TestSailthruOverHttp(DestinationContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[SailthruSubject]:
        async with subject_at(served, None) as made:
            yield made
