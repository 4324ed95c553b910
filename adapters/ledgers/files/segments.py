"""Reading a journal: segments in order, each entry checked, a torn last one told from damage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import orjson

from joey.adapters.ledgers.files.damage import NEWER, Damage
from joey.adapters.ledgers.files.lines import Broken, Line, Torn, lines

VERSION = 1
"""Of the journal's format."""

SUFFIX = ".journal"


@dataclass(frozen=True, slots=True)
class Segment:
    """A file of the journal; ``newest``: it may end in a torn entry."""

    path: Path
    number: int
    newest: bool


@dataclass(frozen=True, slots=True)
class Tail:
    """How a journal ends: the last whole entry (0: there is none), the newest segment, where an entry is torn in it."""

    last: int = 0
    newest: int = 0
    torn_at: int | None = None


def segments(folder: Path) -> list[Segment]:
    """The segments of a journal, oldest first; damage where one is missing between others."""
    found = sorted((int(path.stem), path) for path in folder.glob(f"*{SUFFIX}") if path.stem.isdigit())
    for (number, path), (following, _) in pairwise(found):
        if following != number + 1:
            missing = path.with_name(segment_name(number + 1))
            raise Damage(missing, "this segment of the journal is missing")
    return [Segment(path, number, number == found[-1][0]) for number, path in found]


def segment_name(number: int) -> str:
    """A segment's file name."""
    return f"{number:08d}{SUFFIX}"


def opening(number: int) -> bytes:
    """The payload of a segment's first entry."""
    return orjson.dumps({"t": "segment", "version": VERSION, "segment": number})


def entries(segment: Segment) -> Iterator[Line | Torn]:
    """The entries of a segment, its opening among them; ``Damage`` where one isn't whole, a torn last one apart."""
    data = segment.path.read_bytes()
    if not data and not segment.newest:
        raise Damage(segment.path, "the segment is empty")
    expected: int | None = None
    for line in lines(data):
        if isinstance(line, Broken) or (isinstance(line, Torn) and not segment.newest):
            reason = line.reason if isinstance(line, Broken) else "the segment ends within an entry"
            raise Damage(segment.path, f"the entry at byte {line.at} is damaged: {reason}")
        if isinstance(line, Line):
            if expected is None:
                _check_opening(segment, line)
            elif line.sequence != expected:
                raise Damage(segment.path, f"entry {expected} is missing")
            expected = line.sequence + 1
        yield line


def tail(found: list[Segment]) -> Tail:
    """How the journal ends, with the newest segment read throughout."""
    if not found:
        return Tail()
    newest = found[-1]
    last, torn_at = 0, None
    for line in entries(newest):
        if isinstance(line, Torn):
            torn_at = line.at
        else:
            last = line.sequence
    if last == 0:
        torn_at = 0
        last = _last_of(found[-2]) if len(found) > 1 else 0
    return Tail(last, newest.number, torn_at)


def _last_of(segment: Segment) -> int:
    return max((line.sequence for line in entries(segment) if isinstance(line, Line)), default=0)


def _check_opening(segment: Segment, line: Line) -> None:
    try:
        raw = orjson.loads(line.payload)
        version, number = raw["version"], raw["segment"]
    except (ValueError, KeyError, TypeError):
        raise Damage(segment.path, "it doesn't begin as a segment does") from None
    if version > VERSION:
        raise Damage(segment.path, f"it was written in format {version}, and this Joey knows {VERSION}", NEWER)
    if number != segment.number:
        raise Damage(segment.path, f"it says that it is segment {number}")
