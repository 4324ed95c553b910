"""Erasing Records: what journal entries and rows of the state are without them. Pure; S is opaque, as to the fold."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from joey.adapters.ledgers.entries import Entry, Intended, JobSubmitted, Noted, Retried, Settled
from joey.adapters.ledgers.rows import AttemptRow, IntentRow, Tracked

S = TypeVar("S")

SOMEBODY = "a forgotten record"
SOMETHING = "[forgotten]"

MOST_NAMED = 100
"""Of more Records than these, other Records' reasons aren't searched for their names."""


SHORTEST = 4
"""A shorter key isn't looked for within texts: it's as likely a number of something else."""


@dataclass(frozen=True)
class Gone:
    """Records of a model that are to leave no trace, and their keys."""

    model: str
    ids: frozenset[str]
    keys: frozenset[str] = field(default_factory=frozenset)

    @staticmethod
    def of(model: str, record_ids: Collection[str], keys: Collection[str] = ()) -> Gone:
        """These; a blank key is none."""
        return Gone(model, frozenset(map(str, record_ids)), frozenset(key for key in keys if key))

    @cached_property
    def _named(self) -> re.Pattern[str] | None:
        """How reasons name the Records: by id (``record 7``), and by key."""
        if not self.ids or len(self.ids) > MOST_NAMED:
            return None
        ids = "|".join(re.escape(one) for one in sorted(self.ids, key=len, reverse=True))
        shown = "|".join(re.escape(repr(one)) for one in sorted(self.ids, key=len, reverse=True))
        return re.compile(rf"record (?:{ids})(?![\w-])|Claimant\([^)]*record_id=(?:{shown})\)")

    @cached_property
    def _keyed(self) -> re.Pattern[str] | None:
        long = sorted((key for key in self.keys if len(key) >= SHORTEST), key=len, reverse=True)
        keys = "|".join(map(re.escape, long))
        return re.compile(rf"(?<!\w)(?:{keys})(?!\w)", re.IGNORECASE) if keys else None

    def text(self, text: str) -> str:
        """A text without them."""
        if self._named is not None:
            text = self._named.sub(SOMEBODY, text)
        return self._keyed.sub(SOMETHING, text) if self._keyed is not None else text

    def mentions(self, text: str) -> bool:
        """Whether a text speaks of them."""
        return self.text(text) != text

    def claims(self, claim: str | None) -> str | None:
        """A claim, but for one to a key of theirs."""
        return None if claim in self.keys else claim

    def other(self, record_id: str | None) -> str | None:
        """A Record that another's row refers to, but for these."""
        return None if record_id in self.ids else record_id


def without(entry: Entry[S], gone: Gone) -> Entry[S]:
    """The entry without them; the same object where it doesn't speak of them."""
    if not isinstance(entry, Intended | Noted | Settled | JobSubmitted | Retried):
        return entry
    mine = entry.writer[1] == gone.model
    if isinstance(entry, Noted):
        attempts = tuple(
            _attempt(row, gone, mine=mine) for row in entry.rows if not mine or row.record_id not in gone.ids
        )
        return entry if attempts == entry.rows else replace(entry, rows=attempts)
    if not mine:
        return entry
    if isinstance(entry, Intended):
        intents = intents_without(entry.rows, gone)
        return entry if intents == entry.rows else replace(entry, rows=intents)
    if isinstance(entry, JobSubmitted):
        carried = intents_without(entry.job.intents, gone)
        return entry if carried == entry.job.intents else replace(entry, job=replace(entry.job, intents=carried))
    if isinstance(entry, Settled):
        settled = tuple(row for row in entry.rows if row[0] not in gone.ids)
        return entry if len(settled) == len(entry.rows) else replace(entry, rows=settled)
    ids = tuple(who for who in entry.rows if who not in gone.ids)
    return entry if len(ids) == len(entry.rows) else replace(entry, rows=ids)


def intents_without(rows: tuple[IntentRow[S], ...], gone: Gone) -> tuple[IntentRow[S], ...]:
    """Intents of others, which take over nothing from these."""
    return tuple(row._replace(inherits=gone.other(row.inherits)) for row in rows if row.record_id not in gone.ids)


def _attempt(row: AttemptRow[S], gone: Gone, *, mine: bool) -> AttemptRow[S]:
    """Another Record's attempt; a claim to their key becomes a rejection that is looked at again."""
    inherited_from = gone.other(row.inherited_from) if mine else row.inherited_from
    return row._replace(reason=gone.text(row.reason), claim=gone.claims(row.claim), inherited_from=inherited_from)


def tracked_without(row: Tracked, gone: Gone) -> Tracked:
    """Another Record's row; whoever waited for their key is looked at anew."""
    claim = gone.claims(row.claim)
    if claim != row.claim:
        row = row._replace(claim=None, examined=None, owed=True)
    return row._replace(reason=gone.text(row.reason))
