"""The companies that the customers work for: one for every ten of them, one without a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
from customers import Customer


@dataclass(frozen=True, slots=True)
class Account:
    """One row of the table; ``employees`` goes by what its people spent."""

    number: str
    name: str | None
    employees: int


def accounts(rows: Sequence[Customer]) -> list[Account]:
    """The companies of these customers."""
    spent: defaultdict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        spent[row.id // 10] += row.lifetime_value
    return [Account(f"A-{n}", f"Åland & Söhne {n}" if n % 20 else None, int(sum_)) for n, sum_ in spent.items()]


def write_accounts(rows: Sequence[Account], warehouse: Path) -> None:
    """Put the companies into a DuckDB file, as a table."""
    with duckdb.connect(warehouse) as db:
        db.execute("CREATE OR REPLACE TABLE accounts (number VARCHAR, name VARCHAR, employees INTEGER)")
        db.executemany("INSERT INTO accounts VALUES (?, ?, ?)", [(one.number, one.name, one.employees) for one in rows])
