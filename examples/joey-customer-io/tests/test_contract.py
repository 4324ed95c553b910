"""Customer.io under the contract: everything that Joey promises of a destination, held against its Sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from joey.ports.contract import ConnectionContract

from subject import CustomerIoSubject


class TestCustomerIo(ConnectionContract):
    """Every scenario, each by a sentence."""

    @pytest.fixture
    async def subject(self) -> AsyncIterator[CustomerIoSubject]:
        async with CustomerIoSubject.fresh() as subject:
            yield subject
