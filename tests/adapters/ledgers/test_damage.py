"""What is left of a Ledger's files after a crash is mended; any other damage is refused, and nothing is changed."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from joey.adapters.ledgers.files.lines import Line, framed, lines
from joey.adapters.ledgers.files.store import FileLedgers
from joey.domain.snapshot import ABSENT
from joey.ports.contract.ledger_subject import ADA, BOB, TARGET, attempted, delivered, standing
from tests.adapters.ledgers.damaged import A, B, journal, refused, state


async def test_an_entry_that_was_torn_at_any_byte_is_dropped_and_nothing_else(root: Path) -> None:
    newest = journal(root)[-1]
    whole = newest.read_bytes()
    last = [line for line in lines(whole) if isinstance(line, Line)]
    for cut in random.Random(7).sample(range(last[-2].end, last[-1].end), 2):
        copy = Path(shutil.copytree(root, root.with_name(f"cut-{cut}")))
        journal(copy)[-1].write_bytes(whole[:cut])
        store = FileLedgers(copy)
        assert standing(store, ADA).unanswered == (B,)
        assert standing(store, BOB).held == ABSENT
        assert standing(store, BOB).unanswered == ()
        await attempted(store, delivered(BOB, B, "r2"))
        assert standing(store, BOB).held == B


async def test_a_torn_entry_that_was_folded_already_is_dropped_too(tmp_path: Path) -> None:
    root = tmp_path / "ledger"
    await attempted(FileLedgers(root), delivered(ADA, A, "r1"))
    newest = journal(root)[-1]
    newest.write_bytes(newest.read_bytes()[:-3])
    await attempted(FileLedgers(root), delivered(BOB, B, "r2"))
    assert standing(FileLedgers(root), ADA).held == A
    assert standing(FileLedgers(root), BOB).held == B


@pytest.mark.parametrize("seed", range(3))
async def test_a_changed_byte_anywhere_in_the_journal_is_refused(root: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = chance.choice(journal(root))
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= chance.randrange(1, 256)
    path.write_bytes(content)
    assert (await refused(root)).path == str(path)


def _without_first(root: Path) -> None:
    journal(root)[0].unlink()
    state(root).unlink()


def _without_middle(root: Path) -> None:
    journal(root)[1].unlink()


def _without_newest(root: Path) -> None:
    for path in journal(root)[1:]:
        path.unlink()


def _without_everything(root: Path) -> None:
    for path in journal(root):
        path.unlink()
    state(root).unlink()


def _without_an_entry(root: Path) -> None:
    path = journal(root)[0]
    found = [line for line in lines(path.read_bytes()) if isinstance(line, Line)]
    path.write_bytes(b"".join(framed(line.sequence, line.payload) for line in found if line is not found[2]))


def _cut_short_in_the_middle(root: Path) -> None:
    path = journal(root)[0]
    path.write_bytes(path.read_bytes()[:-5])


def _with_a_state_cut_short(root: Path) -> None:
    os.truncate(state(root), state(root).stat().st_size // 2)


def _with_a_state_that_is_none(root: Path) -> None:
    state(root).write_bytes(b"not a database" * 1000)


def _with_a_newer_state(root: Path) -> None:
    with duckdb.connect(state(root)) as connection:
        connection.execute("UPDATE meta SET version = 99")


def _with_a_newer_journal(root: Path) -> None:
    path = journal(root)[-1]
    found = [line for line in lines(path.read_bytes()) if isinstance(line, Line)]
    newer = found[0].payload.replace(b'"version":1', b'"version":9')
    path.write_bytes(framed(found[0].sequence, newer))


def _of_another_target(root: Path) -> None:
    path = root / TARGET.id / "target.json"
    path.write_bytes(path.read_bytes().replace(b"4711", b"4712"))


@pytest.mark.parametrize(
    "damage",
    [
        _without_first,
        _without_middle,
        _without_newest,
        _without_everything,
        _without_an_entry,
        _cut_short_in_the_middle,
        _with_a_state_cut_short,
        _with_a_state_that_is_none,
        _with_a_newer_state,
        _with_a_newer_journal,
        _of_another_target,
    ],
)
async def test_a_ledger_in_pieces_is_refused(root: Path, damage: Callable[[Path], None]) -> None:
    damage(root)
    assert (await refused(root)).reason


async def test_a_state_that_is_missing_is_rebuilt_from_a_journal_that_is_whole(root: Path) -> None:
    state(root).unlink()
    store = FileLedgers(root)
    assert standing(store, ADA).held == A
    assert standing(store, ADA).unanswered == (B,)
    await attempted(store, delivered(ADA, B, "r1"))
    assert standing(store, ADA).held == B
