"""Marketo's leads through the whole pipeline, over real HTTP; its room has the other settings, in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.marketo.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.contract.destination import DestinationContract
from tests.adapters.destinations.marketo.subject import MarketoSubject, subject_at


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"marketo": create})) as address:
        yield f"{address}/marketo"


class TestMarketoOverHttp(DestinationContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[MarketoSubject]:
        async with subject_at(served, None) as made:
            yield made
