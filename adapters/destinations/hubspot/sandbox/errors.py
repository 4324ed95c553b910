"""HubSpot's error bodies. Texts: recordings of 2022, HubSpot's guides, threads in HubSpot's client repositories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from joey.adapters.sandbox import Json, Reply

PORTAL = 7974676

_AUTH = (
    "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more "
    "details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One value that HubSpot refuses; `code` is its own (`PROPERTY_DOESNT_EXIST`, …)."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row or a call: becomes a whole answer, or one entry of a 207."""

    status: int
    message: str
    category: str = "VALIDATION_ERROR"
    context: dict[str, list[str]] | None = None
    problems: tuple[Problem, ...] = ()
    sub_category: str | None = None

    def body(self, correlation: str) -> dict[str, Json]:
        """The error body of a whole answer."""
        body: dict[str, Json] = {
            "status": "error",
            "message": self.message,
            "correlationId": correlation,
            "category": self.category,
        }
        if self.context is not None:
            body["context"] = self.context
        if self.problems:
            body["errors"] = [_detail(problem) for problem in self.problems]
        if self.sub_category:
            body["subCategory"] = self.sub_category
        return body

    def entry(self, context: dict[str, list[str]]) -> dict[str, Json]:
        """The entry in the `errors` of a 207; without a correlation id, as in HubSpot's example."""
        return {
            "status": "error",
            "category": self.category,
            "message": self.message,
            "context": {**(self.context or {}), **context},
        }

    def reply(self, correlation: str) -> Reply:
        """The whole answer."""
        return Reply(self.status, self.body(correlation))


def _detail(problem: Problem) -> dict[str, Json]:
    return {
        "message": problem.message,
        "code": problem.code,
        "context": {"propertyName": [problem.field]},
    }


def invalid_values(problems: Sequence[Problem]) -> Fault:
    """400: one or more property values were refused."""
    told = [
        {
            "isValid": False,
            "message": problem.message,
            "error": problem.code,
            "name": problem.field,
            "localizedErrorMessage": problem.message,
            "portalId": PORTAL,
        }
        for problem in problems
    ]
    message = f"Property values were not valid: {orjson.dumps(told).decode()}"
    return Fault(400, message, problems=tuple(problems))


def exists(type_name: str, record_id: str) -> Fault:
    """409: another record has that key; only the message names it."""
    return Fault(409, f"{type_name.capitalize()} already exists. Existing ID: {record_id}", "CONFLICT")


def unreadable(why: str, column: int = 1) -> Fault:
    """400: the body is not the JSON that the call takes."""
    return Fault(400, f"Invalid input JSON on line 1, column {column}: {why}")


def unset(*names: str) -> Fault:
    """400: the body lacks fields."""
    return Fault(
        400,
        f"Invalid input JSON on line 1, column 2. Some required fields were not set: [{', '.join(names)}]",
    )


def duplicates(ids: Sequence[str]) -> Fault:
    """400: a batch names a record twice; nothing of it is written."""
    message = f"Duplicate IDs found in batch input: [{', '.join(ids)}]. IDs must be unique"
    return Fault(400, message, context={"ids": list(ids)})


def too_many(limit: int) -> Fault:
    """400: a batch above its size."""
    return Fault(400, f"The maximum number of inputs supported in a batch request is {limit}")


def not_unique(type_id: str, name: str) -> Fault:
    """400: `idProperty` isn't a unique property (HubSpot counts contacts' email among those here)."""
    message = f"Unable to perform update/upsert by non-unique {type_id} property {name} in portal ID {PORTAL}"
    return Fault(400, message)


def gone(type_name: str, ids: Sequence[str]) -> Fault:
    """404, or an entry of a 207: records that aren't there."""
    message = f"Could not get some {type_name} objects, they may be deleted or not exist. Check that ids are valid."
    return Fault(404, message, "OBJECT_NOT_FOUND", context={"ids": list(ids)})


def not_found(record_id: str) -> Fault:
    """404 of a call on one record."""
    message = "Object not found.  objectId are usually numeric."
    return Fault(404, message, "OBJECT_NOT_FOUND", context={"id": [record_id]})


def no_such_resource() -> Fault:
    """404 of a path that leads nowhere."""
    return Fault(404, "resource not found", "OBJECT_NOT_FOUND")


def unknown_type(named: str) -> Fault:
    """400: no object type of that id or name."""
    return Fault(400, f"Unable to infer object type from: {named}")


def bad_credential() -> Fault:
    """401 of a credential that isn't known."""
    return Fault(401, _AUTH, "INVALID_AUTHENTICATION")
