"""Names and texts as SQL, quoted; the SQL of this room is templates that hold nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlglot import exp

DIALECT = "duckdb"
OWN = "__joey_"
"""What Joey's own tables begin with, so that none hides one of the warehouse's."""


def name(*parts: str) -> str:
    """A name of one or more parts, quoted."""
    return ".".join(exp.to_identifier(part, quoted=True).sql(DIALECT) for part in parts)


def text(value: str | Path) -> str:
    """A text literal."""
    return exp.Literal.string(str(value)).sql(DIALECT)


def texts(values: Iterable[str | Path]) -> str:
    """A list literal of texts."""
    return f"[{', '.join(text(value) for value in values)}]"
