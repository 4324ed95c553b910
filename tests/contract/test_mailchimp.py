"""Mailchimp's contacts through the whole pipeline, over real HTTP; its room has it in process, and by batches."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from joey.adapters.destinations.mailchimp.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.ports.contract.destination import DestinationContract
from tests.adapters.destinations.mailchimp.subject import MailchimpSubject, subject_at


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with running_sandbox(sandbox_app({"mailchimp": create})) as address:
        yield f"{address}/mailchimp"


class TestMailchimpOverHttp(DestinationContract):
    @pytest.fixture
    async def subject(self, served: str) -> AsyncIterator[MailchimpSubject]:
        async with subject_at(served, None) as made:
            yield made
