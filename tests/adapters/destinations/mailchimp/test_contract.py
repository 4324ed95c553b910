"""Mailchimp under the contracts: the gateway, and the whole pipeline around it; over real HTTP and in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.mailchimp.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.domain.sync_mode import SyncMode
from joey.ports.contract.destination import DestinationContract
from joey.ports.contract.gateway import GatewayContract
from tests.adapters.destinations.mailchimp.subject import ByIdSubject, MailchimpSubject, in_process, subject_at


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"mailchimp": create})) as address:
        yield f"{address}/mailchimp"


class TestMailchimpInProcess(GatewayContract):
    @pytest.fixture
    async def subject(self) -> AsyncIterator[MailchimpSubject]:
        async with subject_at(*in_process()) as made:
            yield made


class TestMailchimpOverHttp(GatewayContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[MailchimpSubject]:
        async with subject_at(served, None) as made:
            yield made


class TestMailchimpUnderThePipeline(DestinationContract):
    @pytest.fixture
    async def subject(self) -> AsyncIterator[MailchimpSubject]:
        async with subject_at(*in_process()) as made:
            yield made


class TestMailchimpByBatchesUnderThePipeline(DestinationContract):
    """Every run of more than one row as a submitted batch."""

    @pytest.fixture
    async def subject(self) -> AsyncIterator[MailchimpSubject]:
        async with subject_at(*in_process(), bulk_above=1) as made:
            yield made


class TestMailchimpByIdUnderThePipeline(DestinationContract):
    modes = (SyncMode.ENRICH,)

    @pytest.fixture
    async def subject(self) -> AsyncIterator[MailchimpSubject]:
        async with subject_at(*in_process(), ByIdSubject) as made:
            yield made
