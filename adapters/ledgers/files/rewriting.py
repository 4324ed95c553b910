"""Erasing Records from a journal: its segments are written anew, each whole or not at all, with the same numbers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import orjson

from joey.adapters.ledgers.erasing import MOST_NAMED, Gone, without
from joey.adapters.ledgers.files.lines import Line, framed
from joey.adapters.ledgers.files.payloads import read_entry, write_entry
from joey.adapters.ledgers.files.private import replace
from joey.adapters.ledgers.files.segments import Segment, entries, segments


@dataclass(frozen=True, slots=True)
class Needles:
    """What a payload holds if it speaks of Records, so that not every entry has to be read; None: read them all."""

    exact: tuple[bytes, ...] | None
    folded: tuple[bytes, ...] = ()

    @staticmethod
    def of(gone: Gone) -> Needles:
        """Ids as JSON has them and as reasons name them; keys in any case."""
        if len(gone.ids) > MOST_NAMED:
            return Needles(None)
        bare = [orjson.dumps(one)[1:-1] for one in gone.ids]
        named = [form for one in bare for form in (b'"%s"' % one, b"record " + one)] + [b"record_id="] * bool(bare)
        return Needles(tuple(named), tuple(orjson.dumps(key)[1:-1].lower() for key in gone.keys))

    def may_be_in(self, payload: bytes) -> bool:
        """Whether the payload is worth reading."""
        if self.exact is None or any(needle in payload for needle in self.exact):
            return True
        return bool(self.folded) and any(needle in payload.lower() for needle in self.folded)


def rewrite(journal: Path, gone: Gone) -> list[Path]:
    """Every segment that speaks of the Records, written anew without them."""
    for left_over in journal.glob(".*"):  # of a crash in the middle of this
        left_over.unlink()
    return [segment.path for segment in segments(journal) if _rewrite(segment, gone)]


def mentions(journal: Path, gone: Gone) -> tuple[int, list[str]]:
    """How many segments there are, and which still speak of them."""
    found = segments(journal)
    return len(found), [str(segment.path) for segment in found if _without(segment, gone) is not None]


def _rewrite(segment: Segment, gone: Gone) -> bool:
    """Write it anew if need be. It stays as old as it was, so that its retention ends when it would have."""
    anew = _without(segment, gone)
    if anew is None:
        return False
    before = segment.path.stat()
    replace(segment.path, anew)
    os.utime(segment.path, ns=(before.st_atime_ns, before.st_mtime_ns))
    return True


def _without(segment: Segment, gone: Gone) -> bytes | None:
    """The segment's content without them; None where it is so already."""
    needles = Needles.of(gone)
    parts: list[bytes] = []
    changed = False
    for line in entries(segment):
        if not isinstance(line, Line):
            break
        payload = _payload(line.payload, gone, needles)
        changed = changed or payload is not None
        parts.append(framed(line.sequence, line.payload if payload is None else payload))
    return b"".join(parts) if changed else None


def _payload(payload: bytes, gone: Gone, needles: Needles) -> bytes | None:
    if not needles.may_be_in(payload):
        return None
    entry = read_entry(payload)
    if entry is None:
        return None
    anew = without(entry, gone)
    return None if anew is entry else write_entry(anew)
