"""A Snapshot: what a Target should hold, or is known to hold, for one Record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from joey.domain.property import Value, same


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """Key, fields and groups. A field that is absent is one that Joey never spoke of; None is a cleared one.

    Two Snapshots are equal where every value is equal in type and value: ``True``, ``1`` and ``1.0`` differ, since
    they differ at the vendor too.
    """

    key: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Snapshot):
            return NotImplemented
        return (
            self.key == other.key
            and self.groups == other.groups
            and self.fields.keys() == other.fields.keys()
            and all(same(value, other.fields[name]) for name, value in self.fields.items())
        )

    def __hash__(self) -> int:
        return hash((self.key, self.groups, frozenset(self.fields)))


@dataclass(frozen=True, slots=True)
class Absent:
    """The Target is known not to hold the Record: never delivered, or deleted."""


@dataclass(frozen=True, slots=True)
class Released:
    """The Target still holds a remote record, which has left its groups and is no longer kept in step."""


Held: TypeAlias = Snapshot | Absent | Released
"""What the Target is known to hold for one Record."""

ABSENT = Absent()
RELEASED = Released()
