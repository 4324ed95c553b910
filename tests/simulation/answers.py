"""Answers that aren't a vendor's own doing: proxies' pages, failures, and JSON that says nothing."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

HTML = (("content-type", "text/html; charset=utf-8"),)
JSON = (("content-type", "application/json"),)
PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in</body></html>"


@dataclass(frozen=True, slots=True)
class Canned:
    """One of them; ``body`` is JSON, or bytes as they are."""

    status: int
    body: object = None
    headers: tuple[tuple[str, str], ...] = ()

    def encoded(self) -> bytes:
        """The bytes of the body."""
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else orjson.dumps(self.body)


WRONG = (
    Canned(200, PAGE, HTML),
    Canned(200, PAGE, JSON),
    Canned(200),
    Canned(200, {}, JSON),
    Canned(200, [], JSON),
    Canned(200, b"null", JSON),
    Canned(200, {"status": "ok"}, JSON),
    Canned(200, [[1, "x"]], JSON),
    Canned(200, b'"ok"', JSON),
)
"""Where the answer should be the vendor's."""

REDIRECTS = (Canned(302, None, (("location", "https://login.example.com/"),)),)
"""Of who stands before the vendor, and hasn't let the call through."""

FAILURES = (
    Canned(500, {"message": "internal error"}, JSON),
    Canned(500),
    Canned(502, PAGE, HTML),
    Canned(504, b"upstream request timeout", (("content-type", "text/plain"),)),
)
"""Whether the vendor has acted can't be told from these."""

BUSY = (
    Canned(503, PAGE, HTML),
    Canned(503, {"message": "maintenance"}, (*JSON, ("retry-after", "7"))),
)
"""The vendor hasn't acted; that isn't told either, but for vendors that say so."""
