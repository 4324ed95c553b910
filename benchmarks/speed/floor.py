"""The floor: the same calls with nothing else. No Ledger, no conversion, no pacing, no errors; aiohttp, orjson, DuckDB.

``python benchmarks/speed/floor.py WAREHOUSE ADDRESS [--in-flight 10]``
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterable, Iterator
from typing import Any

import aiohttp
import duckdb
import orjson

BATCH = 100
QUERY = "SELECT email, first_name, last_name, orders, signed_up FROM customers"
CONTACTS = "/crm/objects/2026-03/contacts/batch"
HEADERS = {"authorization": "Bearer any", "content-type": "application/json"}


async def main(warehouse: str, address: str, in_flight: int) -> None:
    """Read the account and the fields, then find and create every customer."""
    async with aiohttp.ClientSession(address, headers=HEADERS) as session:
        for path in ("/account-info/2026-03/details", "/crm/properties/2026-03/contacts"):
            async with session.get(path) as answer:
                orjson.loads(await answer.read())
        todo = batches(warehouse)
        async with asyncio.TaskGroup() as tasks:
            for _ in range(in_flight):
                tasks.create_task(worker(session, todo))


def batches(warehouse: str) -> Iterator[list[tuple[Any, ...]]]:
    """The table, 100 rows at a time."""
    with duckdb.connect(warehouse, read_only=True) as connection:
        cursor = connection.execute(QUERY)
        while rows := cursor.fetchmany(BATCH):
            yield rows


async def worker(session: aiohttp.ClientSession, todo: Iterable[list[tuple[Any, ...]]]) -> None:
    """One of those in flight."""
    for rows in todo:
        lookups = [{"id": row[0]} for row in rows]
        found = await post(session, "read", {"inputs": lookups, "properties": ["email"], "idProperty": "email"})
        there = {result["properties"]["email"] for result in found["results"]}
        await post(session, "create", {"inputs": [contact(row) for row in rows if row[0] not in there]})


def contact(row: tuple[Any, ...]) -> dict[str, object]:
    """One input."""
    email, first, last, orders, signed_up = row
    at = signed_up.isoformat(timespec="milliseconds") + "Z"
    properties = {"email": email, "firstname": first, "lastname": last, "orders": str(orders), "signed_up": at}
    return {"properties": properties, "objectWriteTraceId": email}


async def post(session: aiohttp.ClientSession, action: str, body: object) -> Any:  # noqa: ANN401 - JSON
    """One batch call."""
    async with session.post(f"{CONTACTS}/{action}", data=orjson.dumps(body)) as answer:
        return orjson.loads(await answer.read())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("warehouse")
    parser.add_argument("address")
    parser.add_argument("--in-flight", type=int, default=10)
    asked = parser.parse_args()
    asyncio.run(main(asked.warehouse, asked.address, asked.in_flight))
