"""Call: one request and its answer as a recording keeps them, readable; from httpx's words and back."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qs

import httpx
import orjson

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_KEPT = ("content-type", "location", "retry-after")
_LIMITS = ("ratelimit", "rate-limit", "limit", "usage", "sforce")


@dataclass(frozen=True, slots=True)
class Call:
    """``query`` and a form hold a list for each name; bodies are JSON where they are JSON, else text."""

    method: str
    origin: str
    path: str
    query: Mapping[str, Json]
    request_body: Json
    status: int = 0
    response_headers: Mapping[str, Json] | None = None
    response_body: Json = None

    @property
    def title(self) -> str:
        """To people: ``POST /people``."""
        return f"{self.method} {self.path}"

    def response(self) -> httpx.Response:
        """The answer, as the vendor gave it."""
        headers = {name: str(value) for name, value in (self.response_headers or {}).items()}
        kind = headers.pop("content-type", "")
        content = _bytes(self.response_body, kind)
        return httpx.Response(
            self.status, headers={**headers, **({"content-type": kind} if kind else {})}, content=content
        )


def asked(request: httpx.Request) -> Call:
    """A request whose answer isn't there yet; its body must have been read."""
    query = parse_qs(request.url.query.decode(), keep_blank_values=True)
    origin = str(request.url.copy_with(raw_path=b"/")).rstrip("/")
    body = _readable(request.content, request.headers.get("content-type", ""))
    return Call(request.method, origin, request.url.path, {name: list(given) for name, given in query.items()}, body)


def answered(call: Call, response: httpx.Response) -> Call:
    """The same with its answer, which must have been read; of headers, those that say something to a client."""
    kept = {
        name: value for name, value in response.headers.items() if name in _KEPT or any(map(name.__contains__, _LIMITS))
    }
    body = _readable(response.content, response.headers.get("content-type", ""))
    return Call(call.method, call.origin, call.path, call.query, call.request_body, response.status_code, kept, body)


def _readable(content: bytes, kind: str) -> Json:
    if not content:
        return None
    if "json" in kind:
        with suppress(orjson.JSONDecodeError):
            parsed: Json = orjson.loads(content)
            return parsed
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}
    if "x-www-form-urlencoded" in kind:
        return {name: list(given) for name, given in parse_qs(text, keep_blank_values=True).items()}
    return text


def _bytes(body: Json, kind: str) -> bytes:
    if body is None:
        return b""
    if isinstance(body, dict) and body.keys() == {"base64"}:
        return base64.b64decode(str(body["base64"]))
    return body.encode() if isinstance(body, str) and "json" not in kind else orjson.dumps(body)
