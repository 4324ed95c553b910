"""Problem: what is wrong with a project file, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and positions from the top of the file to a value."""


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a file; lines and columns count from 1, line 0 is the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong; a ``warning`` stops nothing."""

    place: Place
    message: str
    hint: str = ""
    warning: bool = False

    @property
    def where(self) -> str:
        """``file:line:column``, or the file alone where it is wrong as a whole."""
        return str(self.place)

    def as_warning(self) -> Problem:
        """The same, stopping nothing."""
        return replace(self, warning=True)

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" + (f" {self.hint}" if self.hint else "")


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """What was probably meant: ``Did you mean 'email'?``, or else what there is."""
    names = sorted(set(known))
    lowered = {name.lower(): name for name in names}
    close = get_close_matches(wrong.lower(), lowered, n=1, cutoff=0.6)
    close += [name for name in lowered if len(wrong) > 2 and name.startswith(wrong.lower())]
    if close:
        return f"Did you mean '{lowered[close[0]]}'?"
    return f"There is: {', '.join(names)}." if names else ""
