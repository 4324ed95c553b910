"""The floor of a re-run: the digest of every row, joined with those of last time, and nothing else; DuckDB alone.

``python benchmarks/speed/bare.py WAREHOUSE STATE`` prints seconds, without Python's own start.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

SETTINGS: dict[str, str | int | float | list[str]] = {"threads": 2, "memory_limit": "1GB"}
"""Those of Joey's own sessions."""

QUERY = """
SELECT count(*) FROM w.customers AS c
FULL JOIN (SELECT record_id, examined FROM l.tracked WHERE destination = 'contacts' AND model = 'customers') AS e
ON e.record_id = CAST(c.id AS VARCHAR)
WHERE md5(concat_ws('|', email, first_name, last_name, orders, signed_up)) IS DISTINCT FROM e.examined
"""


def main(warehouse: str, state: str) -> None:
    """Ask, and print how long it took."""
    begin = time.perf_counter()
    with duckdb.connect(config={**SETTINGS, "temp_directory": str(Path(state).parent / "bare")}) as connection:
        connection.execute(f"ATTACH '{warehouse}' AS w (READ_ONLY)")
        connection.execute(f"ATTACH '{state}' AS l (READ_ONLY)")
        connection.execute(QUERY).fetchall()
    sys.stdout.write(json.dumps({"seconds": time.perf_counter() - begin}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
