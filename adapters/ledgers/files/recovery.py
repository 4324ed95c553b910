"""Making a Ledger ready: its files are checked, a torn last entry is dropped, and what wasn't folded is."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from joey.adapters.ledgers.entries import Recovered
from joey.adapters.ledgers.files.damage import REBUILD, RESTORE, Damage
from joey.adapters.ledgers.files.journal import SegmentFile
from joey.adapters.ledgers.files.lines import Line, framed
from joey.adapters.ledgers.files.migrations import STEPS, Step
from joey.adapters.ledgers.files.pages import fold_all
from joey.adapters.ledgers.files.payloads import read_entries, write_entry
from joey.adapters.ledgers.files.private import write_all
from joey.adapters.ledgers.files.segments import Segment, Tail, entries, segments, tail
from joey.adapters.ledgers.files.state import State
from joey.adapters.ledgers.folding import RECHECK
from joey.ports.ledger import LedgerFailed

CHECKED_BYTES = 256 * 1024 * 1024
"""So much of the journal that was folded long ago is checked at each lease, the newest first."""

CHUNK_BYTES = 16 * 1024 * 1024
"""So much of the journal is folded at a time."""


def recover(
    state: State, journal: Path, now: int, recheck: int = RECHECK, steps: Mapping[int, Step] = STEPS
) -> tuple[Tail, int]:
    """Check, mend what a crash left, fold. How the journal ends, and the last folded sequence number."""
    found = segments(journal)
    with suppress(LedgerFailed):  # said better by what reads next
        state.keep_open()
    folded = state.folded(steps)
    end = tail(found)
    _check_reach(state, journal, end, folded, found)
    _check_all(found, folded)
    if end.torn_at is not None:
        end = _mend(found[-1], end, folded)
    folded = fold_up(state, journal, folded, recheck)
    if _unanswered(state):
        file = SegmentFile(journal, end, folded)
        file.append([write_entry(Recovered(now))], durable=True, new_segment=True)
        file.close()
        folded = fold_up(state, journal, folded, recheck)
        end = tail(segments(journal))
    return end, folded


def fold_up(state: State, journal: Path, folded: int, recheck: int = RECHECK) -> int:
    """Fold all that the journal has beyond ``folded``, in one transaction; the new last folded sequence number."""
    if tail(segments(journal)).last <= folded:
        return folded
    with _without_collector(), state.writing() as connection:
        connection.begin()
        try:
            last = _fold(connection, journal, folded, recheck)
            connection.execute("UPDATE meta SET folded = $folded", {"folded": last})
            connection.commit()
        except BaseException:
            with suppress(duckdb.Error):  # where the trouble was the file's, it says less than that
                connection.rollback()
            raise
    return last


@contextmanager
def _without_collector() -> Generator[None]:
    """A fold makes millions of rows and no cycles; looking for cycles among them takes a third of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _fold(connection: duckdb.DuckDBPyConnection, journal: Path, folded: int, recheck: int) -> int:
    chunk: list[bytes] = []
    size, last = 0, folded
    for line in unfolded(journal, folded):
        last = line.sequence
        chunk.append(line.payload)
        size += len(line.payload)
        if size > CHUNK_BYTES:
            fold_all(connection, read_entries(chunk), recheck)
            chunk, size = [], 0
    fold_all(connection, read_entries(chunk), recheck)
    return last


def unfolded(journal: Path, folded: int) -> Iterator[Line]:
    """The entries beyond ``folded``, none missing."""
    expected = folded + 1
    for segment in _from(segments(journal), folded):
        for line in entries(segment):
            if not isinstance(line, Line) or line.sequence <= folded:
                continue
            if line.sequence != expected:
                raise Damage(segment.path, f"entry {expected} of the journal is missing before it")
            expected += 1
            yield line


def _from(found: list[Segment], folded: int) -> list[Segment]:
    """The segments that have anything beyond ``folded``: from the last one on that begins at or before it."""
    for position in range(len(found) - 1, -1, -1):
        first = next(entries(found[position]), None)
        if isinstance(first, Line) and first.sequence <= folded + 1:
            return found[position:]
    return found


def make_state(state: State, journal: Path, *, fresh: bool) -> None:
    """A state that isn't there is made anew where nothing is lost by it: the journal is whole from its beginning."""
    found = segments(journal)
    if not found and not fresh:
        raise Damage(state.path, "the file is missing, and so is the journal", RESTORE)
    if found and found[0].number != 1:
        raise Damage(state.path, "the file is missing, and the journal no longer goes back to the beginning", RESTORE)
    state.make()


def prune(journal: Path, before: float) -> int:
    """Delete the oldest segments that were last written before a moment (seconds since 1970); the newest one stays."""
    deleted = 0
    for segment in segments(journal)[:-1]:
        if segment.path.stat().st_mtime >= before:
            break
        segment.path.unlink()
        deleted += 1
    return deleted


def _check_reach(state: State, journal: Path, end: Tail, folded: int, found: list[Segment]) -> None:
    reaches = end.last + (1 if end.torn_at is not None else 0)
    if reaches < folded:
        reason = f"the journal ends with entry {end.last}, and {folded} were folded"
        raise Damage(found[-1].path if found else journal, reason)
    if folded == 0 and end.last > 0 and found[0].number != 1:
        raise Damage(state.path, "it's empty, and the journal no longer goes back to the beginning", REBUILD)


def _check_all(found: list[Segment], folded: int) -> None:
    """Every entry of what is read anyhow, and of the newest of the rest."""
    budget = CHECKED_BYTES
    following: int | None = None
    for segment in reversed(found):
        budget -= segment.path.stat().st_size
        if budget < 0 and following is not None and following <= folded:
            return
        numbers = [line.sequence for line in entries(segment) if isinstance(line, Line)]
        if numbers and following is not None and numbers[-1] + 1 != following:
            raise Damage(segment.path, f"the journal goes on with entry {following} after entry {numbers[-1]}")
        following = numbers[0] if numbers else following


def _mend(newest: Segment, end: Tail, folded: int) -> Tail:
    """Drop what a crash left of the last entry. Where it had been folded, its number is kept taken."""
    at = end.torn_at or 0
    descriptor = os.open(newest.path, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
    try:
        os.ftruncate(descriptor, at)
        if folded > end.last and at > 0:
            os.lseek(descriptor, 0, os.SEEK_END)
            write_all(descriptor, framed(folded, b'{"t":"lost"}'))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if at == 0:
        newest.path.unlink()
    return tail(segments(newest.path.parent))


def _unanswered(state: State) -> bool:
    with state.reading() as connection:
        found = connection.execute("SELECT 1 FROM opened WHERE handle IS NULL LIMIT 1").fetchall()
    return found != []
