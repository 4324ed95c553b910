"""How Marketo reads a call: whole numbers, JSON bodies, pages; each refusal has its code (error-codes.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from joey.adapters.destinations.marketo.sandbox.answers import MarketoError
from joey.adapters.sandbox import Json, Request

MOST_ROWS = 300
MOST_MATCHES = 1_000


def number(written: str, name: str, otherwise: int | None = None) -> int:
    """A whole number from an address or a form."""
    if not written and otherwise is not None:
        return otherwise
    if not written.strip().isdigit():
        raise MarketoError(
            1001, f"Invalid value '{written}'. Required of type 'Integer'" if written else f"{name} missing"
        )
    return int(written)


def document(request: Request) -> Mapping[str, Json]:
    """The JSON object that is the body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise MarketoError(612, "Invalid Content Type")
    try:
        given = request.json()
    except orjson.JSONDecodeError:
        raise MarketoError(609, "Invalid JSON") from None
    if not isinstance(given, dict):
        raise MarketoError(609, "Invalid JSON")
    return given


def rows(given: Mapping[str, Json]) -> list[dict[str, Json]]:
    """The `input` of a body: objects, one at least and 300 at most."""
    listed = given.get("input")
    if not isinstance(listed, list) or not listed or not all(isinstance(row, dict) for row in listed):
        raise MarketoError(701, "input cannot be blank")
    if len(listed) > MOST_ROWS:
        raise MarketoError(1003, f"Max number of records in input is {MOST_ROWS}")
    return listed


def lead_ids(request: Request) -> list[int]:
    """Lead ids from `id` in the address (once, often, or with commas), else from `input`; 300 at most."""
    written = [part for value in request.params("id") for part in value.split(",")]
    if not written and request.body:
        written = [str(row.get("id", "")) for row in rows(document(request))]
    if not written:
        raise MarketoError(701, "id cannot be blank")
    if len(written) > MOST_ROWS:
        raise MarketoError(1003, f"Max number of ids is {MOST_ROWS}")
    return [number(part, "id") for part in written]


def page(found: Sequence[Json], asked: Mapping[str, str]) -> tuple[Sequence[Json], dict[str, Json]]:
    """One page of what was found, and the token of the next where there is one."""
    size = min(max(number(asked.get("batchSize", ""), "batchSize", MOST_ROWS), 1), MOST_ROWS)
    token = asked.get("nextPageToken", "")
    start = number(token.removesuffix("===").removeprefix("PS5VL5WD"), "nextPageToken", 0)
    more = {"nextPageToken": f"PS5VL5WD{start + size}==="} if len(found) > start + size else {}
    return found[start : start + size], more
