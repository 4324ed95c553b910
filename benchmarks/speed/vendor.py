"""What the simulator answers: HubSpot's batch calls, as far as Joey, drt and the floor use them. It keeps ids alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any
from urllib.parse import unquote

import orjson

Answer = tuple[int, object]

_AT = "2026-01-01T00:00:00Z"
_DETAILS = {"portalId": 1, "timeZone": "UTC", "accountType": "DEVELOPER_TEST"}
_TYPES = {
    "email": "string",
    "firstname": "string",
    "lastname": "string",
    "phone": "phone_number",
    "orders": "number",
    "signed_up": "datetime",
}
_FIELDS = {"string": "text", "number": "number", "datetime": "date", "phone_number": "phonenumber"}
PROPERTIES = [{"name": name, "label": name, "type": kind, "fieldType": _FIELDS[kind]} for name, kind in _TYPES.items()]


class Vendor:
    """An account. A contact's id is a digest of its e-mail, so that nothing but the ids that exist is kept.

    ``full``: every id that an update names exists.
    """

    def __init__(self, *, full: bool = False) -> None:
        self.ids: set[str] = set()
        self._full = full
        self.lists: dict[str, str] = {}
        self.records = 0
        self._batches: Mapping[str, Callable[[Sequence[Any]], Answer]] = {
            "read": self._read,
            "create": self._create,
            "upsert": self._upsert,
            "update": self._update,
            "archive": self._archive,
        }

    def answer(self, method: str, path: str, body: bytes) -> Answer:
        """Status and body."""
        parts = path.partition("?")[0].strip("/").split("/")
        match method, parts:
            case "POST", ["crm", "objects", _, "contacts", "batch", action]:
                return self._batches[action](orjson.loads(body)["inputs"])
            case _, ["crm", "v3", "objects", "contacts", *named]:
                return self._one([unquote(email) for email in named], orjson.loads(body)["properties"])
            case _, ["crm", "lists", *rest]:
                return self._of_lists(method, rest, body)
            case "GET", ["crm", "properties", *_]:
                return 200, {"results": PROPERTIES}
            case "GET", ["account-info", *_]:
                return 200, _DETAILS
            case _:
                return 404, {"status": "error", "message": f"no such call: {method} {path}"}

    def _of_lists(self, method: str, rest: Sequence[str], body: bytes) -> Answer:
        if method == "PUT":
            self.records += len(orjson.loads(body))
            return 200, {"recordIdsMissing": []}
        name = orjson.loads(body)["name"] if method == "POST" else unquote(rest[-1])
        if method == "POST":
            self.lists[name] = str(len(self.lists) + 1)
        if name not in self.lists:
            return 404, {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "List does not exist"}
        return 200, {"list": {"listId": self.lists[name], "name": name, "processingType": "MANUAL"}}

    def _read(self, inputs: Sequence[Any]) -> Answer:
        found: list[object] = []
        missing: list[str] = []
        for given in inputs:
            one = given["id"] if given["id"] in self.ids else id_of(given["id"])
            if one in self.ids:
                found.append({"id": one, "properties": {"email": given["id"]}, "createdAt": _AT, "updatedAt": _AT})
            else:
                missing.append(given["id"])
        lacking = {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "", "context": {"ids": missing}}
        return _batch(200, found, [lacking] if missing else [])

    def _create(self, inputs: Sequence[Any]) -> Answer:
        made: list[object] = []
        refused: list[object] = []
        for given in inputs:
            one = id_of(given["properties"]["email"])
            if one in self.ids:
                refused.append(_exists(one, given.get("objectWriteTraceId")))
            else:
                self.ids.add(one)
                made.append(_written(one, given))
        self.records += len(made)
        return _batch(201, made, refused)

    def _upsert(self, inputs: Sequence[Any]) -> Answer:
        named = [(id_of(given["id"]), given) for given in inputs]
        self.ids.update(one for one, _ in named)
        self.records += len(named)
        return _batch(200, [{**_written(one, given), "new": False} for one, given in named], [])

    def _update(self, inputs: Sequence[Any]) -> Answer:
        known = [given for given in inputs if self._full or given["id"] in self.ids]
        missing = [] if self._full else [given["id"] for given in inputs if given["id"] not in self.ids]
        self.records += len(known)
        lacking = {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "", "context": {"ids": missing}}
        return _batch(200, [_written(given["id"], given) for given in known], [lacking] if missing else [])

    def _archive(self, inputs: Sequence[Any]) -> Answer:
        self.ids.difference_update(given["id"] for given in inputs)
        self.records += len(inputs)
        return 204, None

    def _one(self, named: Sequence[str], properties: Mapping[str, str]) -> Answer:
        """One contact: made, or updated where it is named. A second of one e-mail is a conflict."""
        one = id_of(named[0] if named else properties["email"])
        if named and one not in self.ids:
            return 404, {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "resource not found"}
        if not named and one in self.ids:
            return 409, {"status": "error", "category": "CONFLICT", "message": _taken(one)}
        self.ids.add(one)
        self.records += 1
        return 200 if named else 201, _written(one, {"properties": properties})


def id_of(email: str) -> str:
    """The id that a contact of this e-mail has."""
    return str(int.from_bytes(blake2b(email.lower().encode(), digest_size=6).digest()))


def _written(one: str, given: Mapping[str, Any]) -> dict[str, object]:
    """A result; it repeats the properties, as HubSpot's do."""
    shown: dict[str, object] = {"id": one, "properties": given["properties"], "createdAt": _AT, "updatedAt": _AT}
    trace = given.get("objectWriteTraceId")
    return shown if trace is None else {**shown, "objectWriteTraceId": trace}


def _exists(one: str, trace: str | None) -> dict[str, object]:
    context = {"objectWriteTraceId": [trace]}
    return {"status": "error", "category": "CONFLICT", "message": _taken(one), "context": context}


def _taken(one: str) -> str:
    return f"Contact already exists. Existing ID: {one}"


def _batch(status: int, results: Sequence[object], errors: Sequence[object]) -> Answer:
    body: dict[str, object] = {"status": "COMPLETE", "results": results, "startedAt": _AT, "completedAt": _AT}
    if errors:
        body |= {"numErrors": len(errors), "errors": errors}
    return (207 if errors else status), body
