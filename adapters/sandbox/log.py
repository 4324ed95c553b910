"""The requests a Sandbox got, newest last, without their secrets."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

import orjson

from joey.adapters.sandbox.exchange import Json, Request

_KEPT_BYTES = 64 * 1024 * 1024
_SECRET_NAMES = frozenset(
    "authorization api-key x-api-key hapikey access_token api_key token sig refresh_token client_secret password"
    " cookie refreshtoken".split()
)
_SECRET_IN_TEXT = re.compile(
    rb'("?(?:refresh_token|client_secret|access_token|password|refreshToken)"?\s*[:=]\s*"?)([^"&\s,}]+)'
)
_REDACTED = "[redacted]"


@dataclass(slots=True)
class Entry:
    """One call: `status` is None until it was answered, and stays so where no answer went out."""

    at: float
    request: Request
    status: int | None = None


class RequestLog:
    """Keeps the newest calls up to 64 MB of bodies, and counts what it dropped."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self._dropped = 0

    def open(self, request: Request, at: float) -> Entry:
        """Note a call as it comes in."""
        entry = Entry(at, request)
        self._entries.append(entry)
        self._bytes += len(request.body) + 512
        while self._bytes > _KEPT_BYTES:
            self._bytes -= len(self._entries.popleft().request.body) + 512
            self._dropped += 1
        return entry

    def clear(self) -> None:
        """Forget every call."""
        self._entries.clear()
        self._bytes = self._dropped = 0

    def as_json(self) -> dict[str, Json]:
        """`{"dropped": n, "calls": [{at, method, path, query, headers, body, status}]}`."""
        return {"dropped": self._dropped, "calls": [_shown(entry) for entry in self._entries]}


def _shown(entry: Entry) -> dict[str, Json]:
    request = entry.request
    return {
        "at": entry.at,
        "method": request.method,
        "path": request.path,
        "query": {key: _safe(key, value) for key, value in request.query},
        "headers": {key: _safe(key, value) for key, value in request.headers.items()},
        "body": _body(request.body),
        "status": entry.status,
    }


def _safe(key: str, value: str) -> str:
    return _REDACTED if key.lower() in _SECRET_NAMES else value


def _body(body: bytes) -> Json:
    if not body:
        return None
    redacted = _SECRET_IN_TEXT.sub(rb"\1" + _REDACTED.encode(), body)
    try:
        return orjson.loads(redacted)
    except orjson.JSONDecodeError:
        return redacted.decode("utf-8", "replace")
