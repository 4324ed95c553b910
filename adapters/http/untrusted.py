"""Reading JSON of which nothing is promised: whatever a vendor answers, these say what is usable of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast


def mapping(value: object) -> Mapping[str, object]:
    """The object; an empty one where it is something else."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def mappings(value: object) -> tuple[Mapping[str, object], ...]:
    """The objects of an array; what isn't an object is left out."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return tuple(mapping(item) for item in items if isinstance(item, dict))


def text(value: object) -> str:
    """A text, or a number as text; blank where it is something else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def texts(value: object) -> tuple[str, ...]:
    """The texts of an array, or a single one."""
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return tuple(found for found in map(text, items) if found)
