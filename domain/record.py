"""A Record: one customer (or company, …) of ours, as its source states it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

RecordId = NewType("RecordId", str)
"""A Record's id as text: the column's own text, or a JSON array of texts where the id has several columns."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a model: its id, its Properties as the source gave them, and the Groups it is in.

    ``properties`` holds raw values; a Mapping reads them by the types that the model states.
    """

    id: RecordId
    properties: Mapping[str, object] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
