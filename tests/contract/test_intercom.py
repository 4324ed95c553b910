"""Intercom's contacts through the whole pipeline, over real HTTP; its room has them in process, and leads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.intercom.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.contract.destination import DestinationContract
from tests.adapters.destinations.intercom.subject import IntercomSubject, subject_at


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"intercom": create})) as address:
        yield f"{address}/intercom"


class TestIntercomOverHttp(DestinationContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[IntercomSubject]:
        async with subject_at(served, None) as made:
            yield made
