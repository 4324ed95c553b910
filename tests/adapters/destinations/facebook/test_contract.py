"""Facebook under the contracts: its audiences, and the whole pipeline around them; over real HTTP and in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.facebook.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import MembershipsContract
from tests.adapters.destinations.facebook.subject import FacebookSubject, in_process, subject_at


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"facebook": create})) as address:
        yield f"{address}/facebook"


class TestFacebookInProcess(MembershipsContract):
    @pytest.fixture
    async def subject(self) -> AsyncIterator[FacebookSubject]:
        async with subject_at(*in_process()) as made:
            yield made


class TestFacebookOverHttp(MembershipsContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[FacebookSubject]:
        async with subject_at(served, None) as made:
            yield made


class TestFacebookUnderThePipeline(DestinationContract):
    modes = (SyncMode.SYNC, SyncMode.ADDITIVE)

    @pytest.fixture
    async def subject(self) -> AsyncIterator[FacebookSubject]:
        async with subject_at(*in_process()) as made:
            yield made
