"""Iterable under the contract: everything that Joey promises of a destination, held against its Sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from joey.ports.contract import ConnectionContract

from subject import IterableSubject


class TestIterable(ConnectionContract):
    """Every scenario, each by a sentence."""

    @pytest.fixture
    async def subject(self) -> AsyncIterator[IterableSubject]:
        async with IterableSubject.fresh() as subject:
            yield subject
