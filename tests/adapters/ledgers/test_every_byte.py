"""A Ledger's files, cut and changed at every byte: what a crash leaves is dropped, the rest is refused."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from returns.pipeline import is_successful

from joey.adapters.ledgers.files.damage import Damage
from joey.adapters.ledgers.files.lines import Broken, Line, lines
from joey.adapters.ledgers.files.segments import Segment, entries, segments
from joey.adapters.ledgers.files.store import FileLedgers
from joey.ports.contract.ledger_subject import ADA, BOB, CRM, TARGET, view
from joey.ports.ledger import LedgerDamaged
from tests.adapters.ledgers.damaged import B, contents, journal, refused, state


def ends(path: Path) -> list[int]:
    """Where the entries of a segment end."""
    return [line.end for line in lines(path.read_bytes()) if isinstance(line, Line)]


def read(segment: Segment) -> list[bytes] | Damage:
    """The entries that a segment still has, or what is said of it."""
    try:
        return [line.payload for line in entries(segment) if isinstance(line, Line)]
    except Damage as damage:
        return damage


def each_segment(root: Path) -> Iterator[tuple[Segment, bytes, list[bytes]]]:
    """A segment, its bytes, and what is in it."""
    for segment in segments(journal(root)[0].parent):
        whole = read(segment)
        assert isinstance(whole, list)
        yield segment, segment.path.read_bytes(), whole


def known(root: Path) -> object:
    """All that a Ledger tells of itself."""
    seen = view(FileLedgers(root))
    return seen.standings(CRM, [ADA, BOB]), seen.summary(CRM), seen.history(CRM.model, ADA), seen.writers()


def test_a_byte_that_is_another_one_is_never_read_over(root: Path) -> None:
    for path in journal(root):
        content = path.read_bytes()
        for at, byte in enumerate(content):
            for other in {byte ^ 1, byte ^ 128, 0, 10, 48, 255} - {byte}:
                *_, last = lines(content[:at] + bytes([other]) + content[at + 1 :])
                assert isinstance(last, Broken), f"{path.name} at {at}: {byte} read as {other}"


async def test_a_changed_byte_is_refused_by_the_file_that_it_is_in(root: Path) -> None:
    chance = random.Random(5)
    for path in journal(root):
        content = path.read_bytes()
        at = chance.randrange(len(content))
        path.write_bytes(content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :])
        assert (await refused(root)).path == str(path)
        path.write_bytes(content)


def test_a_segment_that_is_cut_has_the_entries_before_the_cut_and_only_the_newest_may_be_cut_within_one(
    root: Path,
) -> None:
    for segment, content, whole in each_segment(root):
        boundaries = ends(segment.path)
        for cut in range(len(content)):
            segment.path.write_bytes(content[:cut])
            left = read(segment)
            if segment.newest or cut in boundaries:
                assert left == whole[: sum(end <= cut for end in boundaries)]
            else:
                assert isinstance(left, Damage), f"{segment.path.name} cut at {cut}"
        segment.path.write_bytes(content)


async def test_a_segment_that_lost_whole_entries_is_refused_where_others_follow_or_they_were_folded(root: Path) -> None:
    for path in journal(root)[:-1]:
        content = path.read_bytes()
        for cut in (0, *ends(path)[:-1]):
            path.write_bytes(content[:cut])
            assert "entry" in (await refused(root)).reason or cut == 0
        path.write_bytes(content)


async def test_a_newest_segment_that_is_cut_leaves_what_was_intended_before_the_cut(root: Path) -> None:
    newest = journal(root)[-1]
    content, (_, _, ada, bob) = newest.read_bytes(), ends(newest)
    chance = random.Random(3)
    for cut in (0, chance.randrange(len(content)), ada - 1, ada, bob - 1):
        copy = Path(shutil.copytree(root, root.with_name(f"cut-{cut}")))
        journal(copy)[-1].write_bytes(content[:cut])
        store = FileLedgers(copy)
        ledger = (await store.lease(TARGET, "the next run")).unwrap()
        await ledger.close()
        intended = {who: one.unanswered for who, one in view(store).standings(CRM, [ADA, BOB]).items()}
        assert intended[ADA] == ((B,) if cut >= ada else ())
        assert intended.get(BOB, ()) == ((B,) if cut >= bob else ())


@pytest.mark.parametrize("seed", range(3))
async def test_a_state_that_is_cut_or_changed_anywhere_is_refused_or_tells_the_same(root: Path, seed: int) -> None:
    """DuckDB doesn't read every byte of its file; those that it reads are checked by it."""
    chance, content = random.Random(seed), state(root).read_bytes()
    told = known(Path(shutil.copytree(root, root.with_name("whole"))))
    in_use = [at for at in chance.sample(range(len(content)), 200) if content[at]]
    for at in (chance.randrange(4096 * 3), *in_use[:2]):
        changed = bytearray(content)
        changed[at] ^= chance.randrange(1, 256)
        await _refused_or_the_same(root, f"changed-{at}", bytes(changed), told)
    await _refused_or_the_same(root, "cut", content[: chance.randrange(len(content))], told)


async def test_a_state_without_a_byte_in_it_is_refused(root: Path) -> None:
    state(root).write_bytes(b"")
    assert "move only this file away" in (await refused(root)).way_back


async def _refused_or_the_same(root: Path, name: str, content: bytes, told: object) -> None:
    copy = Path(shutil.copytree(root, root.with_name(name)))
    state(copy).write_bytes(content)
    before = contents(copy)
    leased = await FileLedgers(copy).lease(TARGET, "a test")
    if is_successful(leased):
        await leased.unwrap().close()
        assert known(copy) == told
        return
    assert isinstance(leased.failure(), LedgerDamaged)
    assert {path: now for path, now in contents(copy).items() if path in before} == before
