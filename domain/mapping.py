"""A Mapping: which Property (or constant) fills which Field, and which Group becomes which remote list or tag."""

from __future__ import annotations

from collections import abc
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from joey.domain.property import Value


class NullPolicy(StrEnum):
    """What a null Property does to its Field."""

    CLEAR = "clear"
    KEEP = "keep"


class ListPolicy(StrEnum):
    """What becomes of a list where the Field takes a single value."""

    REFUSE = "refuse"
    FIRST = "first"


class Unmapped(StrEnum):
    """What becomes of a Field or group that Joey delivered and that is no longer mapped."""

    KEEP = "keep"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class FromProperty:
    """The Field is filled from a Property."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """The Field holds the same value for every Record."""

    value: Value


Filling: TypeAlias = FromProperty | Constant


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """One line of a Mapping."""

    field: str
    filling: Filling
    null: NullPolicy = NullPolicy.CLEAR
    lists: ListPolicy = ListPolicy.REFUSE


@dataclass(frozen=True, slots=True)
class Mapping:
    """All lines of a Destination; ``groups`` says which of our Groups becomes which remote one (name → remote name)."""

    fields: tuple[FieldMapping, ...]
    groups: abc.Mapping[str, str] = field(default_factory=dict)
    unmapped: Unmapped = Unmapped.KEEP

    @property
    def properties(self) -> frozenset[str]:
        """The Properties that are read."""
        return frozenset(line.filling.name for line in self.fields if isinstance(line.filling, FromProperty))

    def line(self, name: str) -> FieldMapping | None:
        """The line that fills a Field; None where it isn't mapped."""
        return next((line for line in self.fields if line.field == name), None)
