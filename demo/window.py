"""What the demo needs to see of a vendor: what it should hold, worked out without Joey, and what it holds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

import httpx
from customers import Customer, owners

GROUPS = {"High Value": lambda row: row.lifetime_value >= 1000, "Newsletter": lambda row: row.newsletter}
"""The groups of the projects, and who is in."""


class Window(ABC):
    """Reads the Sandbox back through the vendor's own API; ``sound``: the flaws that are none to it."""

    name: str
    sound: frozenset[str] = frozenset({"", "duplicate e-mail"})
    grouped = True
    calls: httpx.Client

    def owned(self, rows: Sequence[Customer]) -> dict[str, Customer]:
        """Whom it should hold, by key."""
        return owners(rows, self.sound)

    def grouped_as(self, rows: Sequence[Customer]) -> Mapping[str, int]:
        """How many should be in which of its lists."""
        owned = self.owned(rows).values() if self.grouped else ()
        return {name: sum(map(within, owned)) for name, within in GROUPS.items()} if self.grouped else {}

    @abstractmethod
    def expected(self, rows: Sequence[Customer]) -> Mapping[str, Mapping[str, str]]:
        """What it should hold, by key."""

    @abstractmethod
    def found(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """What it holds of them, by key."""

    @abstractmethod
    def total(self) -> int:
        """How many it holds that were not there from the start."""

    def members(self, name: str) -> int:
        """How many a list holds; 0 where the vendor has no lists."""
        del name
        return 0


def plain(value: object) -> str:
    """A value as the comparison has it: numbers without idle zeros, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{Decimal(str(value)).normalize():f}"
    return value.date().isoformat() if isinstance(value, datetime) else str(value)
