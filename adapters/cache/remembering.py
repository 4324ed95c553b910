"""Remembering: looking, making and keeping while a name is held; where things are kept is left open."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager

from returns.pipeline import is_successful
from returns.result import Result, Success

from joey.ports.cache import Make
from joey.ports.errors import GatewayError


class Remembering(ABC):
    """A Cache but for its shelves."""

    @abstractmethod
    def alone(self, name: str) -> AbstractAsyncContextManager[None]:
        """Hold a name."""

    @abstractmethod
    def kept(self, name: str) -> str | None:
        """What is kept by that name and still holds."""

    @abstractmethod
    def keep(self, name: str, value: str, seconds: float) -> None:
        """Keep it for so long."""

    @abstractmethod
    def drop(self, name: str) -> None:
        """Keep it no longer."""

    async def remember(
        self, name: str, make: Make, seconds: float, *, fresh: bool = False
    ) -> Result[str, GatewayError]:
        """What is kept, else what is made."""
        async with self.alone(name):
            there = None if fresh else self.kept(name)
            if there is not None:
                return Success(there)
            made = await make()
            if is_successful(made):
                self.keep(name, made.unwrap(), seconds)
            return made

    async def forget(self, name: str) -> None:
        """Wait for who makes it, then drop it."""
        async with self.alone(name):
            self.drop(name)
