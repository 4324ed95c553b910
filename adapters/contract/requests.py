"""A Sandbox's request log as a contract needs it: how many calls, and a line for each, to be shown with a failure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import orjson

from joey.adapters.sandbox.exchange import Json
from joey.adapters.sandbox.log import RequestLog

_LONGEST = 400


def counted(log: RequestLog, without: tuple[str, ...]) -> int:
    """How many calls there were, but for those whose path begins so."""
    return sum(not call["path"].startswith(without) for call in log.as_json()["calls"])


def shown(log: RequestLog) -> Sequence[str]:
    """``POST /people {"email": …} -> 201``, oldest first; secrets are left out by the log."""
    return [_line(call) for call in log.as_json()["calls"]]


def _line(call: Mapping[str, Json]) -> str:
    query = f"?{urlencode(call['query'])}" if call["query"] else ""
    body = call["body"]
    said = "" if body is None else f" {body if isinstance(body, str) else orjson.dumps(body).decode()}"
    answered = "no answer" if call["status"] is None else call["status"]
    return f"{call['method']} {call['path']}{query}{said[:_LONGEST]} -> {answered}"
