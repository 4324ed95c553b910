"""Customers, made by DuckDB from a seed: the same rows for Joey, drt and the floor, on every machine."""

from __future__ import annotations

from pathlib import Path

import duckdb

_CUSTOMERS = """
CREATE TABLE customers AS SELECT
    i AS id,
    'customer' || i || '@example.com' AS email,
    'First' || ((i * 7919 + $seed) % 1000) AS first_name,
    'Last' || ((i * 104729 + $seed) % 7919) AS last_name,
    CAST((i * 31 + $seed) % 50 AS INTEGER) AS orders,
    TIMESTAMP '2024-01-01' + INTERVAL (i % 31536000) SECOND AS signed_up
FROM range($rows) AS r(i)
"""


def fill(warehouse: Path, rows: int, seed: int = 1) -> None:
    """A warehouse with the table ``customers``."""
    with duckdb.connect(warehouse) as connection:
        connection.execute(_CUSTOMERS, {"rows": rows, "seed": seed})


def change(warehouse: Path, every: int) -> None:
    """Another last name for one customer in so many."""
    with duckdb.connect(warehouse) as connection:
        connection.execute("UPDATE customers SET last_name = last_name || 'x' WHERE id % $every = 0", {"every": every})
