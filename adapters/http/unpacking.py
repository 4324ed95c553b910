"""Unpacking an answer's body a piece at a time, so that a small one can't become more than is wanted of it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

PIECE = 256 * 1024
"""The most that is unpacked at once."""

_GZIP_OR_ZLIB, _RAW_DEFLATE = 47, -15


class Unpacking:
    """For one body. ``encoding``: its Content-Encoding; one that wasn't asked for is a ValueError."""

    def __init__(self, encoding: str) -> None:
        coding = encoding.strip().lower()
        if coding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise ValueError(f"it is packed as {coding[:40]!r}, which was not asked for")
        self._inflate = None if coding in {"", "identity"} else zlib.decompressobj(_GZIP_OR_ZLIB)
        self._maybe_raw = coding == "deflate"

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """What the next bytes of the body come to. ``ValueError`` where they aren't what they are said to be."""
        if self._inflate is None:
            yield data
            return
        try:
            yield self._first(data)
            while self._inflate.unconsumed_tail:
                yield self._inflate.decompress(self._inflate.unconsumed_tail, PIECE)
        except zlib.error as broken:
            raise ValueError(f"it can't be unpacked ({broken})") from broken

    def _first(self, data: bytes) -> bytes:
        """Some servers' ``deflate`` is without zlib's header."""
        inflate = self._inflate or zlib.decompressobj(_GZIP_OR_ZLIB)
        first, self._maybe_raw = self._maybe_raw and bool(data), False
        try:
            return inflate.decompress(data, PIECE)
        except zlib.error:
            if not first:
                raise
            self._inflate = zlib.decompressobj(_RAW_DEFLATE)
            return self._inflate.decompress(data, PIECE)
