"""A Ledger as a first sync leaves it, for more customers than a benchmark has the time to send.

A few are really sent. The others' rows are made from the first one's, by SQL, with the fingerprints that Joey's own
detection gives them; ``tests/benchmarks`` holds the result to what a real sync of all of them leaves.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TypeVar

import duckdb
from benchmarks.speed import contestants, data
from benchmarks.speed.measuring import FailedError
from returns.primitives.exceptions import UnwrapFailedError
from returns.result import Result

from joey import Container
from joey.application.preparation import detect, make_ready
from joey.ports.ledger import Ledger
from joey.ports.source import Spool

SENT = 100
"""Customers that are really sent."""

_KEPT = """
INSERT INTO kept
SELECT pattern.* REPLACE (
    CAST(c.id AS VARCHAR) AS record_id,
    c.email AS key,
    CAST(900000000 + c.id AS VARCHAR) AS remote_id,
    replace(replace(replace(replace(replace(pattern.snapshot,
        p.email, c.email),
        '"' || p.first_name || '"', '"' || c.first_name || '"'),
        '"' || p.last_name || '"', '"' || c.last_name || '"'),
        '"orders":' || p.orders, '"orders":' || c.orders),
        strftime(p.signed_up, '%xT%X'), strftime(c.signed_up, '%xT%X')) AS snapshot
)
FROM w.customers AS c, w.customers AS p, (SELECT * FROM kept WHERE record_id = '0') AS pattern
WHERE c.id >= $sent AND p.id = 0
"""
_TRACKED = """
INSERT INTO tracked
SELECT pattern.* REPLACE (found.record_id AS record_id, found.fingerprint AS examined)
FROM read_parquet($found) AS found, (SELECT * FROM tracked WHERE record_id = '0') AS pattern
"""


def first_sync(folder: Path, address: str, rows: int) -> None:
    """A warehouse, a project, and its Ledger in which every customer is delivered."""
    warehouse = folder / contestants.WAREHOUSE
    contestants.joey_project(folder, address)
    data.fill(warehouse, min(rows, SENT))
    report = container_of(folder).run_service().run_now()
    if report.exit_code:
        raise FailedError(f"the first sync ended with {report.exit_code}: {report.destinations}")
    if rows > SENT:
        warehouse.unlink()
        data.fill(warehouse, rows)
        asyncio.run(_adopt(folder))


def state_of(folder: Path) -> Path:
    """The file that a Ledger's state is in."""
    (found,) = (folder / ".joey" / "ledger").glob("*/state.duckdb")
    return found


async def _adopt(folder: Path) -> None:
    container = container_of(folder)
    ledger, spool = await _detected(container)
    try:
        await ledger.close()
        (found,) = (folder / ".joey" / "spool").glob("*/changed.parquet")
        with duckdb.connect(state_of(folder)) as connection:
            connection.execute(f"ATTACH '{folder / contestants.WAREHOUSE}' AS w (READ_ONLY)")
            connection.execute("SET preserve_insertion_order = false")
            connection.execute(_KEPT, {"sent": SENT})
            connection.execute(_TRACKED, {"found": str(found)})
    finally:
        spool.close()


async def _detected(container: Container) -> tuple[Ledger, Spool]:
    """What Joey finds new, with its fingerprints."""
    try:
        destination = given(await container.assembly().named("contacts"))
        ledger = given(await container.ledgers().lease(destination.target, "the benchmark"))
        ready = given(await make_ready(destination, ledger))
        return ledger, given(await detect(destination, ledger, ready, container.clock().now()))
    finally:
        await container.apps().aclose()


def container_of(folder: Path) -> Container:
    """The project in a folder."""
    return given(Container.from_folder(folder, {"HUBSPOT_TOKEN": "any"}))


T = TypeVar("T")


def given(result: Result[T, object]) -> T:
    """What a benchmark can't go on without."""
    try:
        return result.unwrap()
    except UnwrapFailedError:
        raise FailedError(str(result.failure())) from None
