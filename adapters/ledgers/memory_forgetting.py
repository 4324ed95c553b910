"""Forgetting in memory: the rows and entries of a Ledger without some Records; and the tombstones of a store."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import replace

from joey.adapters.ledgers.entries import Entry
from joey.adapters.ledgers.erasing import Gone, intents_without, tracked_without, without
from joey.adapters.ledgers.folding import Pages
from joey.domain.forgotten import NOBODY, SALT_BYTES, Burial, Forgotten
from joey.domain.snapshot import Snapshot
from joey.ports.ledger import Erased

JOURNAL, STATE = "the journal in memory", "the state in memory"


def erase(pages: Pages[Snapshot], journal: list[Entry[Snapshot]], gone: Gone) -> Erased:
    """Have the Records gone from both."""
    anew = [without(entry, gone) for entry in journal]
    rewritten = (JOURNAL,) if any(new is not old for new, old in zip(anew, journal, strict=True)) else ()
    journal[:] = anew
    known = any(who[1:] in {(gone.model, one) for one in gone.ids} for who in pages.tracked)
    known = known or any((gone.model, one) in pages.kept for one in gone.ids)
    pages.kept = {who: row for who, row in pages.kept.items() if not _is_gone(*who, gone)}
    pages.tracked = {who: tracked_without(r, gone) for who, r in pages.tracked.items() if not _is_gone(*who[1:], gone)}
    pages.opened = {
        who: row._replace(inherits=gone.other(row.inherits)) if who[1] == gone.model else row
        for who, row in pages.opened.items()
        if not _is_gone(*who[1:], gone)
    }
    pages.jobs = {
        who: replace(job, intents=intents_without(job.intents, gone)) if who[1] == gone.model else job
        for who, job in pages.jobs.items()
    }
    return Erased((*rewritten, STATE) if known else rewritten, (), 2)


def _is_gone(model: str, record_id: str, gone: Gone) -> bool:
    return model == gone.model and record_id in gone.ids


class MemoryTombstones:
    """They last as long as their store."""

    def __init__(self) -> None:
        self._known = NOBODY

    def read(self) -> Forgotten:
        """All of them."""
        return self._known

    def add(self, order: Burial) -> Forgotten:
        """One more."""
        salted = self._known if self._known.salt else Forgotten(secrets.token_bytes(SALT_BYTES))
        self._known = salted.burying(order)
        return self._known

    def lift(self, marks: Collection[str]) -> int:
        """Some less."""
        before = len(self._known.stones)
        self._known = self._known.without(marks)
        return before - len(self._known.stones)
