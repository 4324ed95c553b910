"""A Ledger in files that tests break, and what is said of it then."""

from __future__ import annotations

from pathlib import Path

from returns.pipeline import is_successful

from joey.adapters.ledgers.files.store import FileLedgers
from joey.ports.contract.ledger_subject import ADA, BOB, CRM, TARGET, attempted, delivered, leased, snapshot
from joey.ports.ledger import Intent, LedgerDamaged, LedgerStore, RunStarted

A = snapshot("a@x.example", name="Ada")
B = snapshot("b@x.example", name="Bob")


async def killed_in_its_third_run(store: LedgerStore) -> None:
    """Two runs, and a third that dies after an intent; its Ledger stays leased, so look at a copy."""
    await attempted(store, delivered(ADA, A, "r1"))
    await attempted(store, delivered(ADA, A, "r1", "f2"))
    ledger = await leased(store)
    await ledger.begin(CRM, RunStarted("run", "v1"))
    await ledger.intend(CRM, [Intent(ADA, B, "r1")])
    await ledger.intend(CRM, [Intent(BOB, B)])


def journal(root: Path) -> list[Path]:
    return sorted((root / TARGET.id / "journal").iterdir())


def state(root: Path) -> Path:
    return root / TARGET.id / "state.duckdb"


def contents(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and path.name != "holder.json"}


async def refused(root: Path) -> LedgerDamaged:
    """The lease is refused, so is the view, and no file is another one afterwards."""
    before = contents(root)
    leased = await FileLedgers(root).lease(TARGET, "a test")
    assert not is_successful(leased)
    damage = leased.failure()
    assert isinstance(damage, LedgerDamaged)
    assert not is_successful(FileLedgers(root).view(TARGET))
    assert {path: content for path, content in contents(root).items() if path in before} == before
    assert damage.way_back
    return damage
