"""What detection costs when nothing changed, beside a bare digest and join of the same rows in the same engine."""

# ruff: noqa: INP001, S608, T201 - a script, whose SQL is its own
from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import duckdb

from joey.adapters.sources.duckdb import DuckDbSource
from joey.ports.source import ChangeQuery, InGroup, Model, Table

PROPERTIES = ("email", "first_name", "last_name", "lifetime_value", "signed_up", "active", "orders")
BARE = f"""
    SELECT count(*) FROM w.customers AS c LEFT JOIN l.examined AS e ON e.record_id = CAST(c.id AS VARCHAR)
    WHERE md5(concat_ws('|', {", ".join(PROPERTIES)}, c.lifetime_value >= 1000)) IS DISTINCT FROM e.fingerprint
"""


class Kept:
    """What a Ledger in a DuckDB file remembers."""

    def __init__(self, path: Path) -> None:
        self.database = (str(path), "examined")

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        raise NotImplementedError("the file is attached")


def main() -> None:
    """Print seconds and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        warehouse, ledger = Path(folder) / "crm.duckdb", Path(folder) / "state.duckdb"
        _fill(warehouse, rows)
        source = DuckDbSource(warehouse, Path(folder) / "spool")
        model = Model("customers", Table("customers"), ("id",), groups={"high": InGroup("lifetime_value >= 1000")})
        query = ChangeQuery(model, PROPERTIES, ("high",), "1")
        _examine(source, query, ledger, warehouse)
        bare = min(_bare(warehouse, ledger) for _ in range(3))
        ours = min(_ours(source, query, ledger) for _ in range(3))
        print(f"{rows:,} unchanged rows: bare {bare:.2f} s, detection {ours:.2f} s, ratio {ours / bare:.2f}")


def _fill(warehouse: Path, rows: int) -> None:
    with duckdb.connect(warehouse) as connection:
        connection.execute(
            "CREATE TABLE customers AS SELECT i AS id, 'user' || i || '@example.com' AS email, "
            "'First' || (i % 1000) AS first_name, CASE WHEN i % 3 > 0 THEN 'Last' || (i % 777) END AS last_name, "
            "CAST(i % 9999 * 1.01 AS DECIMAL(12, 2)) AS lifetime_value, "
            "TIMESTAMP '2024-01-01' + INTERVAL (i) SECOND AS signed_up, i % 2 = 0 AS active, i % 7 AS orders "
            "FROM range(?) AS r(i)",
            [rows],
        )


def _examine(source: DuckDbSource, query: ChangeQuery, ledger: Path, warehouse: Path) -> None:
    """Remember every row as delivered."""
    with duckdb.connect(ledger) as connection:
        connection.execute(
            "CREATE TABLE examined (record_id VARCHAR, fingerprint VARCHAR, present BOOLEAN, owed BOOLEAN)"
        )
    begin = time.perf_counter()
    spool = source.changes(query, Kept(ledger)).unwrap()
    print(f"{spool.counts.changed:,} new rows spooled in {time.perf_counter() - begin:.2f} s")
    spooled = next((warehouse.parent / "spool").glob("*/changed.parquet"))
    with duckdb.connect(ledger) as connection:
        connection.execute(
            "INSERT INTO examined SELECT record_id, fingerprint, true, false FROM read_parquet(?)", [str(spooled)]
        )
    begin = time.perf_counter()
    read = sum(len(batch) for batch in spool.changed(1000))
    print(f"{read:,} rows read back as Records in {time.perf_counter() - begin:.2f} s")
    spool.close()


def _bare(warehouse: Path, ledger: Path) -> float:
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(f"ATTACH '{warehouse}' AS w (READ_ONLY)")
        connection.execute(f"ATTACH '{ledger}' AS l (READ_ONLY)")
        begin = time.perf_counter()
        connection.execute(BARE).fetchall()
        return time.perf_counter() - begin


def _ours(source: DuckDbSource, query: ChangeQuery, ledger: Path) -> float:
    begin = time.perf_counter()
    spool = source.changes(query, Kept(ledger)).unwrap()
    took = time.perf_counter() - begin
    if spool.counts.changed or spool.counts.left:
        raise RuntimeError(f"found changes where there are none: {spool.counts}")
    spool.close()
    return took


if __name__ == "__main__":
    main()
