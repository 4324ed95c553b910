"""Pages, and the `fields` and `exclude_fields` of an answer (guide: fundamentals)."""

from __future__ import annotations

from collections.abc import Sequence

from joey.adapters.sandbox import Json, Request

_DEFAULT, _MOST = 10, 1_000


def paged(request: Request, name: str, rows: Sequence[Json]) -> dict[str, Json]:
    """`{name: the asked-for page, total_items}`; ten rows unless `count` says otherwise, and never more than 1,000."""
    count = min(_MOST, int(request.param("count") or _DEFAULT))
    offset = int(request.param("offset") or 0)
    return {name: list(rows[offset : offset + count]), "total_items": len(rows)}


def picked(request: Request, body: Json) -> Json:
    """The body with the asked-for fields only, named with dots."""
    wanted = [path.split(".") for path in request.param("fields").split(",") if path]
    unwanted = [path.split(".") for path in request.param("exclude_fields").split(",") if path]
    if wanted:
        body = _only(body, wanted)
    return _without(body, unwanted) if unwanted else body


def _only(body: Json, paths: list[list[str]]) -> Json:
    if isinstance(body, list):
        return [_only(one, paths) for one in body]
    if not isinstance(body, dict) or any(not path for path in paths):
        return body
    heads = {path[0] for path in paths}
    return {
        key: _only(value, [path[1:] for path in paths if path[0] == key]) for key, value in body.items() if key in heads
    }


def _without(body: Json, paths: list[list[str]]) -> Json:
    if isinstance(body, list):
        return [_without(one, paths) for one in body]
    if not isinstance(body, dict):
        return body
    whole = {path[0] for path in paths if len(path) == 1}
    return {
        key: _without(value, [path[1:] for path in paths if path[0] == key and len(path) > 1])
        for key, value in body.items()
        if key not in whole
    }
