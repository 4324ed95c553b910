"""The Cache in memory keeps the promise of the port."""

from __future__ import annotations

import pytest

from joey.adapters.cache import MemoryCache
from joey.adapters.virtual_clock import VirtualClock
from joey.ports.contract.cache import CacheContract


class Subject:
    """A new cache, and its clock."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.cache = MemoryCache(self.clock)

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)


class TestMemory(CacheContract):
    """In memory."""

    @pytest.fixture
    def subject(self) -> Subject:
        return Subject()
