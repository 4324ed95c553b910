"""A recording as a file: JSON lines, a head and then a call a line, as `make replay` reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from joey.adapters.recording.call import Call, Json
from joey.adapters.recording.people import strangers
from joey.adapters.recording.secrets import Secrets
from joey.adapters.recording.troubles import RecordingRefused


@dataclass(frozen=True, slots=True)
class Head:
    """When a recording was begun, and of what: the vendor's own address, or that of whatever stood in for it."""

    started: datetime
    base_url: str


def written(path: Path, head: Head, calls: Sequence[Call], secrets: Secrets) -> None:
    """Write it; refused where a secret, or an address that could be somebody's, is still in it."""
    lines = [orjson.dumps({"recorded": head.started.isoformat(), "base_url": head.base_url, "calls": len(calls)})]
    for index, call in enumerate(calls):
        line = orjson.dumps(_line(index, call))
        _look(f"{path.name}: call #{index} ({call.title})", line.decode(), secrets)
        lines.append(line)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join((*lines, b"")))


def head_of(path: Path) -> Head:
    """What it is a recording of."""
    if not path.exists():
        raise RecordingRefused(f"there is no recording {path}; make it with --live, and credentials in .env")
    told = orjson.loads(path.read_bytes().partition(b"\n")[0])
    return Head(datetime.fromisoformat(told["recorded"]), told["base_url"])


def calls_of(path: Path) -> list[Call]:
    """Its calls, in the order in which they were answered."""
    return [_call(orjson.loads(line)) for line in path.read_bytes().splitlines()[1:]]


def _look(where: str, line: str, secrets: Secrets) -> None:
    if secrets.in_text(line):
        raise RecordingRefused(f"{where} still holds a secret; name the option that holds it to the recorder")
    if found := strangers(line):
        domain = found[0].rpartition("@")[2]
        told = f"{where} holds an e-mail address at {domain}, which could be somebody's"
        raise RecordingRefused(f"{told}; have the test send addresses at example.com")


def _line(index: int, call: Call) -> dict[str, Json]:
    return {
        "index": index,
        "host": urlsplit(call.origin).hostname or "",
        "method": call.method,
        "path": call.path,
        "query": {name: _single(value) for name, value in call.query.items()},
        "request_body": call.request_body,
        "status": call.status,
        "response_headers": dict(call.response_headers or {}),
        "response_body": call.response_body,
    }


def _single(value: Json) -> Json:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _call(line: dict[str, Any]) -> Call:
    query = {name: value if isinstance(value, list) else [value] for name, value in line["query"].items()}
    origin = f"https://{line['host']}"
    return Call(
        line["method"],
        origin,
        line["path"],
        query,
        line["request_body"],
        line["status"],
        line["response_headers"],
        line["response_body"],
    )
