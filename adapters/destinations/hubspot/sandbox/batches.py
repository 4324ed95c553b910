"""The bodies of batch calls: read, checked for shape, and answered with 200, 201 or 207."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from joey.adapters.destinations.hubspot.sandbox import errors, moments
from joey.adapters.destinations.hubspot.sandbox.errors import Fault
from joey.adapters.destinations.hubspot.sandbox.portal import Portal
from joey.adapters.sandbox import Json, Reply, Request

LIMIT = 100


@dataclass(frozen=True, slots=True)
class Input:
    """One row of a batch write."""

    id: str
    id_property: str
    values: dict[str, str]
    trace: str
    associations: Sequence[Json]


def body_of(request: Request) -> Json | Fault:
    """The JSON object of a call, or HubSpot's refusal of the body."""
    kind = request.headers.get("content-type", "application/json")
    if "json" not in kind:
        return Fault(415, "HTTP 415 Unsupported Media Type")
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as problem:
        return errors.unreadable(f"{problem.msg}", problem.colno)
    if not isinstance(body, dict):
        return errors.unreadable("Cannot deserialize value of type `Object` from another token")
    return body


def inputs_of(request: Request, limit: int = LIMIT) -> list[Json] | Fault:
    """The `inputs` of a batch: between one and `limit` objects."""
    body = body_of(request)
    if isinstance(body, Fault):
        return body
    inputs = body.get("inputs")
    if inputs is None:
        return errors.unset("inputs")
    if not isinstance(inputs, list) or not all(isinstance(one, dict) for one in inputs):
        return errors.unreadable("Cannot deserialize value of type `java.util.ArrayList` from another token")
    if len(inputs) > limit:
        return errors.too_many(limit)
    return inputs


def writes_of(request: Request, *needed: str) -> list[Input] | Fault:
    """The rows of a batch write; each must have the fields named."""
    inputs = inputs_of(request)
    if isinstance(inputs, Fault):
        return inputs
    rows: list[Input] = []
    for given in inputs:
        row = input_of(given, needed)
        if isinstance(row, Fault):
            return row
        rows.append(row)
    return rows


def input_of(given: Json, needed: Sequence[str] = ()) -> Input | Fault:
    """One row; every property value must be a string."""
    missing = [name for name in needed if given.get(name) in (None, "")]
    values = given.get("properties", {})
    if missing:
        return errors.unset(*missing)
    if not isinstance(values, dict):
        return errors.unreadable("Cannot deserialize value of type `java.util.LinkedHashMap` from another token")
    for name, value in values.items():
        if not isinstance(value, str):
            kind = "null" if value is None else type(value).__name__
            return errors.unreadable(
                f'Cannot deserialize value of type `java.lang.String` from {kind} (through "properties" -> "{name}")'
            )
    return Input(
        id=str(given.get("id", "")),
        id_property=str(given.get("idProperty") or ""),
        values=values,
        trace=str(given.get("objectWriteTraceId") or ""),
        associations=given.get("associations") or (),
    )


def traced(rows: Sequence[Input]) -> bool:
    """Whether each row has a trace id of its own: then rows fail one by one."""
    traces = {row.trace for row in rows}
    return bool(rows) and "" not in traces and len(traces) == len(rows)


def completed(portal: Portal, status: int, results: Sequence[Json], faults: Sequence[Json] = ()) -> Reply:
    """The answer to a batch; with faults it is a 207."""
    now = moments.iso(portal.now())
    body: dict[str, Json] = {
        "status": "COMPLETE",
        "results": results,
        "startedAt": now,
        "completedAt": now,
    }
    if faults:
        body |= {"numErrors": len(faults), "errors": faults}
    return Reply(207 if faults else status, body)


def repeated(ids: Sequence[str]) -> Fault | None:
    """HubSpot's refusal of a batch that names a record twice."""
    seen: set[str] = set()
    twice = [one for one in ids if one in seen or seen.add(one)]  # type: ignore[func-returns-value]
    return errors.duplicates(list(dict.fromkeys(twice))) if twice else None
