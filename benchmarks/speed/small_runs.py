"""Many small runs, through the Ledger's own methods: what a state looks like a thousand runs later."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb
from benchmarks.speed.adopt import container_of, given, state_of

from joey.domain.outcome import Attempt, Delivered
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.ledger import Intent, Ledger, RunEnded, RunStarted, Writer

WRITER = Writer("contacts", "customers")
EACH = 10
"""Customers that one such run delivers anew."""


_EXAMINED = "SELECT record_id, examined FROM tracked WHERE CAST(record_id AS BIGINT) % $step = 0 LIMIT $most"


def small_runs(folder: Path, runs: int, rows: int, seconds: float = 120.0) -> int:
    """So many runs, or as many as the seconds allow; how many it were.

    Each delivers ten customers, spread over all of them, as they are known already.
    """
    return asyncio.run(_runs(folder, runs, rows, seconds))


async def _runs(folder: Path, runs: int, rows: int, seconds: float) -> int:
    container = container_of(folder)
    many = min(rows, runs * EACH)
    with duckdb.connect(state_of(folder), read_only=True) as connection:
        known = connection.execute(_EXAMINED, {"step": rows // many, "most": many}).fetchall()
    try:
        destination = given(await container.assembly().named("contacts"))
    finally:
        await container.apps().aclose()
    ledger = given(await container.ledgers().lease(destination.target, "the benchmark"))
    try:
        version, end = ledger.summary(WRITER).version, time.monotonic() + seconds
        for number in range(runs):
            if time.monotonic() > end:
                return number
            start = number * EACH % many
            await _one(ledger, f"small {number}", version, known[start : start + EACH])
        return runs
    finally:
        await ledger.close()


async def _one(ledger: Ledger, run: str, version: str, known: Sequence[tuple[str, str]]) -> None:
    """Each customer is written again, as it is held already, and its row counts as examined again."""
    fingerprints = {RecordId(record_id): fingerprint for record_id, fingerprint in known}
    standings = ledger.standings(WRITER, list(fingerprints))
    intents: list[Intent] = []
    attempts: list[Attempt] = []
    for who, standing in standings.items():
        held, print_ = standing.held, fingerprints[who]
        wanted = held if isinstance(held, Snapshot) else None
        intents.append(Intent(who, wanted, standing.remote_id, print_, "update"))
        attempts.append(Attempt(who, Delivered(), held, standing.remote_id, print_, action="update"))
    await ledger.begin(WRITER, RunStarted(run, version, ledger.managed(WRITER)))
    await ledger.intend(WRITER, intents)
    await ledger.note(WRITER, attempts)
    await ledger.end(WRITER, RunEnded(run, {"delivered": len(attempts)}))
