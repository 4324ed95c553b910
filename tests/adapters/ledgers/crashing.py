"""A program that writes a Ledger and tells, line by line, what it may rely on; made to be killed."""

from __future__ import annotations

import asyncio
import resource
import sys
from pathlib import Path

from joey.adapters.ledgers.files.store import FileLedgers
from joey.domain.outcome import Attempt, Delivered
from joey.domain.record import RecordId
from joey.ports.contract.ledger_subject import CRM, TARGET, snapshot
from joey.ports.ledger import Intent, LedgerFailed, RunEnded, RunStarted


def tell(*words: object) -> None:
    """A line to who started this program."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def write(root: Path, first: int) -> None:
    """Runs of ten batches, each of them intended and noted, for ever."""
    number = first
    while True:
        ledger = (await FileLedgers(root).lease(TARGET, "made to be killed")).unwrap()
        await ledger.begin(CRM, RunStarted("run", "v1"))
        for _ in range(10):
            ids = [RecordId(str(number + i)) for i in range(20)]
            number += 20
            await ledger.intend(CRM, [Intent(one, snapshot(f"{one}@x.example")) for one in ids])
            tell("intended", *ids)
            done = [Attempt(one, Delivered(), snapshot(f"{one}@x.example"), f"r{one}", "f") for one in ids]
            await ledger.note(CRM, done)
        await ledger.end(CRM, RunEnded("run"))
        tell("ended", number)
        await ledger.close()


async def hold(root: Path) -> None:
    """Keep the lease until standard input closes."""
    ledger = (await FileLedgers(root).lease(TARGET, "the nightly run")).unwrap()
    await ledger.begin(CRM, RunStarted("run", "v1"))
    tell("holding")
    await asyncio.to_thread(sys.stdin.read)
    await ledger.close()


async def fill(root: Path) -> None:
    """Write until the files may not grow any more."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    try:
        await write(root, 0)
    except LedgerFailed as failed:
        tell("failed", failed)


if __name__ == "__main__":
    what, where = sys.argv[1], Path(sys.argv[2])
    asyncio.run({"hold": hold, "fill": fill}[what](where) if what != "write" else write(where, int(sys.argv[3])))
