r"""How the journal's lines are framed, so that a torn last one is told from a damaged one.

<sequence, 16 hex> <length, 8 hex> <CRC-32 of the payload, 8 hex> <CRC-32 of all that, 8 hex> <payload>\n
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

HEADER = 44
"""Bytes before the payload."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it lies in a file; ``end`` is where the next one begins."""

    sequence: int
    payload: bytes
    end: int


@dataclass(frozen=True, slots=True)
class Torn:
    """The file ends within an entry, which begins at ``at``: what a crash leaves."""

    at: int


@dataclass(frozen=True, slots=True)
class Broken:
    """The entry at ``at`` isn't what was written."""

    at: int
    reason: str


def framed(sequence: int, payload: bytes) -> bytes:
    """An entry as a line."""
    return b"%s%s\n" % (_header(sequence, len(payload), crc32(payload)), payload)


def lines(data: bytes) -> Iterator[Line | Torn | Broken]:
    """The entries of a file; after one that is torn or broken there are no more."""
    at = 0
    while at < len(data):
        line = _line(data, at)
        yield line
        if not isinstance(line, Line):
            return
        at = line.end


def _line(data: bytes, at: int) -> Line | Torn | Broken:
    if len(data) - at < HEADER:
        return Torn(at)
    header = data[at : at + HEADER]
    parsed = _parsed(header)
    if parsed is None:
        return _torn_or_broken(data, at, "its header is damaged")
    sequence, length, check = parsed
    end = at + HEADER + length + 1
    if end > len(data):
        return Torn(at)
    payload = data[at + HEADER : end - 1]
    if crc32(payload) != check:
        return _torn_or_broken(data, at, "its content does not match its checksum")
    if data[end - 1 : end] != b"\n":
        return Broken(at, "its end is damaged")
    return Line(sequence, payload, end)


def _torn_or_broken(data: bytes, at: int, reason: str) -> Torn | Broken:
    """Where the file was made longer but its end never reached the disk, that end is zeros."""
    return Torn(at) if data.endswith(b"\0") else Broken(at, reason)


def _header(sequence: int, length: int, check: int) -> bytes:
    fields = b"%016x %08x %08x" % (sequence, length, check)
    return b"%s %08x " % (fields, crc32(fields))


def _parsed(header: bytes) -> tuple[int, int, int] | None:
    try:
        sequence, length, check = int(header[:16], 16), int(header[17:25], 16), int(header[26:34], 16)
    except ValueError:
        return None
    return (sequence, length, check) if header == _header(sequence, length, check) else None
