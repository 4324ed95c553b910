"""What a Target can hold: its Fields, whether unknown ones are taken, and what the vendor calls things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from joey.domain.property import FieldType


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the Target.

    ``required``: the vendor refuses a record without it. ``important``: shown first to who maps. ``many``: takes a
    list. ``choices``: the vendor's own names of the allowed values (empty: any). ``max_length``: in characters.
    """

    name: str
    type: FieldType
    label: str = ""
    required: bool = False
    important: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class Labels:
    """What the vendor calls a field and a group, for people ("contact property", "list")."""

    field: str = "field"
    group: str = "list"


@dataclass(frozen=True, slots=True)
class Schema:
    """The Fields of a Target by name; ``arbitrary`` is the type of a field that isn't declared (None: refused)."""

    fields: Mapping[str, Field]
    arbitrary: FieldType | None = None
    labels: Labels = field(default_factory=Labels)

    def field(self, name: str) -> Field | None:
        """The Field of that name, also an arbitrary one where the Target takes those; None where it can't be held."""
        known = self.fields.get(name)
        if known is not None or self.arbitrary is None:
            return known
        return Field(name, self.arbitrary)
