"""Facebook's audiences through the whole pipeline, over real HTTP; its room has them in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.facebook.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.destination import DestinationContract
from tests.adapters.destinations.facebook.subject import FacebookSubject, subject_at


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"facebook": create})) as address:
        yield f"{address}/facebook"


class TestFacebookOverHttp(DestinationContract):
    modes = (SyncMode.SYNC, SyncMode.ADDITIVE)

    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[FacebookSubject]:
        async with subject_at(served, None) as made:
            yield made
