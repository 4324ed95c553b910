"""Figures in words, and tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NONE = "–"


def number(value: float | None, unit: str = "", digits: int = 1) -> str:
    """``12.3 µs``; a dash where there is nothing."""
    if value is None:
        return NONE
    exact = 0 if abs(value) >= 100 else digits
    return f"{value:,.{exact}f}{' ' if unit else ''}{unit}"


def times(value: float | None) -> str:
    """``3.4 ×``."""
    return NONE if value is None else f"{number(value, digits=2 if value < 10 else 1)} ×"


def percent(value: float | None) -> str:
    """``98.0 %``."""
    return NONE if value is None else f"{value:.1%}".replace("%", " %")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """In Markdown; the first column is text, the others are figures."""
    line = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, line, *rows))
