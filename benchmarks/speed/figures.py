"""Medians of what was noted, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class Figures:
    """Every note of every part."""

    notes: Sequence[Mapping[str, Any]]

    @classmethod
    def of(cls, parts: Iterable[Mapping[str, Any]]) -> Figures:
        """Of what the parts have saved."""
        return cls([note for part in parts for note in part["notes"]])

    def of_case(self, case: str, who: str, rows: int | None = None) -> list[Mapping[str, Any]]:
        """The notes of one case; ``rows`` None: of any size."""
        return [n for n in self.notes if n["case"] == case and n["who"] == who and rows in {None, n["rows"]}]

    def sizes(self, case: str, who: str) -> list[int]:
        """The sizes that it was measured at."""
        return sorted({note["rows"] for note in self.of_case(case, who)})

    def largest(self, case: str, who: str) -> int | None:
        """The largest of them."""
        return max(self.sizes(case, who), default=None)

    def value(self, case: str, who: str, rows: int | None, field: str) -> float | None:
        """The median over the rounds; None where there is none."""
        found = [float(note[field]) for note in self.of_case(case, who, rows) if note.get(field) is not None]
        return median(found) if found and rows is not None else None

    def each(self, case: str, who: str, rows: int | None) -> float | None:
        """Microseconds of CPU a record, all in."""
        cpu = self.value(case, who, rows, "cpu")
        return cpu / rows * MICRO if cpu is not None and rows else None

    def slope(self, case: str, who: str) -> float | None:
        """Microseconds of CPU that one more record costs: between the smallest and the largest size."""
        sizes = self.sizes(case, who)
        if len(sizes) < 2:
            return None
        least, most = (self.value(case, who, rows, "cpu") for rows in (sizes[0], sizes[-1]))
        return None if least is None or most is None else (most - least) / (sizes[-1] - sizes[0]) * MICRO


def ratio(one: float | None, other: float | None) -> float | None:
    """How many times the other one is."""
    return one / other if one is not None and other else None
