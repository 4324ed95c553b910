"""A Ledger in which a Record has left every kind of trace, and a look at its files for any of them."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from joey.domain.outcome import Attempt, Pending, Rejected, Unknown
from joey.domain.record import RecordId
from joey.ports.contract.ledger_subject import CRM, NEWS, attempted, delivered, leased, running, snapshot
from joey.ports.gateway import Handle
from joey.ports.ledger import Intent, Job, LedgerStore

ADA, BOB, EVE = RecordId("ada-1815-lovelace"), RecordId("bob"), RecordId("eve")
KEY, SURNAME, REMOTE = "ada-key@countess.example", "Byron-Lovelace-née-Noel", "remote-of-ada-77"
TRACES = (ADA, KEY, SURNAME, REMOTE)

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
A = snapshot(KEY, "Best", name=SURNAME)
OLDER = snapshot("older-" + KEY, name=SURNAME + " (older)")
B = snapshot("bob@x.example", name="Bob")


async def filled(store: LedgerStore) -> None:
    """Runs that deliver Ada, change her, leave her unanswered, in a job, and named by others."""
    await attempted(store, delivered(ADA, OLDER, REMOTE), delivered(BOB, B, "r2"))
    await attempted(store, delivered(ADA, A, REMOTE, "f2"))
    taken = Rejected(f"record {ADA} has the same key; it keeps {KEY}", "email", claim=KEY)
    await attempted(store, Attempt(EVE, taken, fingerprint="f"), writer=NEWS)
    await attempted(store, Attempt(ADA, Unknown(f"{KEY} was not answered")), intents=[Intent(ADA, A, REMOTE)])
    heir = Attempt(BOB, delivered(BOB, B).outcome, B, "r2", "f3", inherited_from=ADA)
    await attempted(store, heir, intents=[Intent(BOB, B, "r2", inherits=ADA)])
    await attempted(store, delivered(ADA, A, REMOTE, "f3"), writer=NEWS)
    async with running(store) as ledger:
        intents = (Intent(ADA, A, REMOTE), Intent(BOB, B, "r2"))
        await ledger.settle(CRM, [(ADA, "f4")])
        await ledger.intend(CRM, intents)
        await ledger.submitted(CRM, Job(Handle("job-1"), MOMENT, intents))
        await ledger.note(CRM, [Attempt(who, Pending("job-1")) for who in (ADA, BOB)])
    ledger = await leased(store)
    await ledger.retry(CRM, [ADA])
    await ledger.close()


def speaking_files(folder: Path, traces: tuple[str, ...] = TRACES) -> list[str]:
    """The files that hold one of the traces: as bytes; and of a DuckDB file, also in what it says when exported."""
    return [f"{path.name}: {trace}" for path in files(folder) for trace in traces if trace.encode() in _content(path)]


def files(folder: Path) -> list[Path]:
    return [Path(root) / name for root, _, names in os.walk(folder) for name in names]


def _content(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix != ".duckdb":
        return data
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.duckdb"
        shutil.copy(path, copy)
        with duckdb.connect(copy, read_only=True) as connection:
            connection.execute(f"EXPORT DATABASE '{folder}/exported' (FORMAT csv)")
        return data + b"".join(one.read_bytes() for one in sorted((Path(folder) / "exported").iterdir()))
