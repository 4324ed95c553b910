"""An empty account for each test, in process."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.adapters.destinations.sailthru.subject import SailthruSubject, in_process, subject_at


@pytest.fixture
async def subject() -> AsyncIterator[SailthruSubject]:
    async with subject_at(*in_process()) as made:
        yield made
