"""Answers that no vendor should give, made from those that one gave."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import httpx

STATUSES = (
    *(200, 201, 202, 204, 206, 207, 300, 301, 302, 304, 307, 400, 401, 402, 403, 404, 405, 408, 409, 410, 412),
    *(413, 415, 418, 422, 423, 425, 429, 431, 451, 500, 501, 502, 503, 504, 599),
)
ELSEWHERE = "https://elsewhere.example/steal"
TEXTS = (
    "",
    " ",
    "0",
    "-1",
    "null",
    "true",
    ELSEWHERE,
    "http://169.254.169.254/latest",
    "//elsewhere.example",
    "\x00",
    "\u202eevil",
    "é" * 300,
    "x" * 5000,
    "1e999",
    "2026-99-99T99:99:99Z",
    "../../..",
    "' OR 1=1 --",
    "{{7*7}}",
)
NUMBERS = (0, -1, 1, 2**31, 2**63, 2**64, -(2**63) - 1, 10**30, 0.1, 1e308, -1e308, 5e-324)
TYPES = (
    "application/json",
    "text/html",
    "text/plain",
    "application/xml",
    "image/png",
    "",
    "application/json; charset=utf-7",
)
LEFT = ("", "-1", "0", "nan", "inf", "1e309", "999999999999999999", "Wed, 99 Foo 2026", "soon", "1,1", "\xff")
ENCODINGS = ("gzip", "br", "deflate", "identity", "gzip, gzip", "zstd", "nonsense")
DEEP = 100_000


@dataclass(frozen=True, slots=True)
class Said:
    """An answer, as bytes."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def response(self) -> httpx.Response:
        raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in self.headers]
        return httpx.Response(self.status, headers=raw, stream=Pieces(self.body))


class Pieces(httpx.AsyncByteStream):
    """A body in pieces, still packed."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._body), 65536):
            yield self._body[start : start + 65536]


def hostile(said: Said, chance: random.Random) -> Said:
    """One that is worse, in one way or another."""
    return chance.choice((_wild, _nodes, _nodes, _nodes, _bytes, _status, _headers, _packed))(said, chance)


def _wild(said: Said, chance: random.Random) -> Said:
    return _with(said, json.dumps(value(chance, 4, _names(_parsed(said)))).encode())


def _nodes(said: Said, chance: random.Random) -> Said:
    body = _parsed(said)
    names = _names(body)
    for _ in range(chance.randint(1, 3)):
        body = _changed(body, chance, names)
    return _with(said, json.dumps(body).encode())


def _bytes(said: Said, chance: random.Random) -> Said:
    body = said.body
    cut = chance.randrange(len(body) + 1)
    bad: tuple[bytes, ...] = (
        body[:cut],
        body[:cut] + b"\xff\xfe" + body[cut:],
        b"",
        b"null",
        b"NaN",
        b"[" * DEEP,
        b'{"a":' * DEEP,
        b"\x00" * 99,
    )
    bad += (b"1" * 5000, b'"' + b"x" * 10**6 + b'"', b"\xef\xbb\xbf" + body, chance.randbytes(200), b"<html>no</html>")
    bad += (b'{"a":1,"a":2}', b"[1,]", body * 2, b'"\\ud800"')
    return replace(said, body=chance.choice(bad), headers=_without_length(said.headers))


def _status(said: Said, chance: random.Random) -> Said:
    headers = (*said.headers, ("location", ELSEWHERE), ("retry-after", chance.choice(LEFT)))
    return replace(said, status=chance.choice(STATUSES), headers=headers)


def _headers(said: Said, chance: random.Random) -> Said:
    kept = [(name, chance.choice(LEFT) if chance.random() < 0.5 else text) for name, text in said.headers]
    status = chance.choice((said.status, 429, 503))
    return replace(
        said,
        status=status,
        headers=(*kept, ("content-type", chance.choice(TYPES)), ("retry-after", chance.choice(LEFT))),
    )


def _packed(said: Said, chance: random.Random) -> Said:
    body = gzip.compress(said.body) if chance.random() < 0.5 else said.body
    return replace(
        said, body=body, headers=(*_without_length(said.headers), ("content-encoding", chance.choice(ENCODINGS)))
    )


def value(chance: random.Random, depth: int, names: list[str]) -> Any:  # noqa: ANN401 - JSON
    """Any JSON, with names that the vendor uses."""
    if depth and chance.random() < 0.6:
        several = range(chance.randint(0, 3))
        if chance.random() < 0.5:
            return [value(chance, depth - 1, names) for _ in several]
        return {chance.choice(names): value(chance, depth - 1, names) for _ in several}
    return chance.choice((None, True, False, chance.choice(TEXTS), chance.choice(NUMBERS), chance.choice(NUMBERS)))


def _changed(body: Any, chance: random.Random, names: list[str]) -> Any:  # noqa: ANN401 - JSON
    """The same with one node other, gone, or there twice."""
    if isinstance(body, dict) and body and chance.random() < 0.85:
        name = chance.choice(sorted(body))
        if chance.random() < 0.15:
            return {other: item for other, item in body.items() if other != name}
        return {**body, name: _changed(body[name], chance, names)}
    if isinstance(body, list) and body and chance.random() < 0.85:
        at = chance.randrange(len(body))
        if chance.random() < 0.2:
            return body[:at] + body[at:] * 2
        return [*body[:at], _changed(body[at], chance, names), *body[at + 1 :]]
    return value(chance, 2, names)


def _parsed(said: Said) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(said.body)
    except ValueError:
        return {"message": said.body.decode("utf-8", "replace")[:100]}


def _names(body: Any) -> list[str]:  # noqa: ANN401 - JSON
    found = {"errors", "error", "id", "message", "results", "code"}
    if isinstance(body, dict):
        found |= {*map(str, body), *(name for item in body.values() for name in _names(item))}
    elif isinstance(body, list):
        found |= {name for item in body for name in _names(item)}
    return sorted(found)


def _with(said: Said, body: bytes) -> Said:
    return replace(said, body=body, headers=_without_length(said.headers))


def _without_length(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in headers if pair[0].lower() not in {"content-length", "content-encoding"})
