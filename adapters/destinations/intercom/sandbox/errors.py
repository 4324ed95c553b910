"""Intercom's error lists. Texts: recordings of 2021, its documentation, threads in public repositories."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from joey.adapters.sandbox import Json, Reply

_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a call; ``field`` is rarely told."""

    status: int
    code: str
    message: str
    field: str | None = None

    def reply(self) -> Reply:
        """The whole answer."""
        error: dict[str, Json] = {"code": self.code, "message": self.message}
        if self.field is not None:
            error["field"] = self.field
        body = {"type": "error.list", "request_id": f"{next(_NUMBERS):020x}", "errors": [error]}
        return Reply(self.status, body)


NO_CONTACT = Fault(404, "not_found", "User Not Found")
NO_TAG = Fault(404, "not_found", "Resource Not Found")
NO_PATH = Fault(404, "not_found", "The requested resource was not found")
UNREADABLE = Fault(400, "bad_request", "The request body is not what this call takes")
UNAUTHORIZED = Fault(401, "unauthorized", "Access Token Invalid")
NOT_RESTORABLE = Fault(400, "bad_request", "User has been marked for permanent deletion and is not restorable.")
NO_WAY_BACK = Fault(400, "client_error", "Contact with user role can't be converted to a lead")
NOBODY = Fault(400, "parameter_not_found", "email, external_id or role must be specified")
BAD_EMAIL = Fault(400, "parameter_invalid", "The email address is not valid", "email")
BAD_VERSION = Fault(400, "intercom_version_invalid", "The requested version could not be found")
NOT_THE_MODEL = Fault(422, "parameter_invalid", "The model can't be that")


def invalid(message: str, field: str | None = None) -> Fault:
    """400: a value was refused."""
    return Fault(400, "parameter_invalid", message, field)


def conflict(contact_id: str, *, archived: bool) -> Fault:
    """409: the contact is there already (recorded for an archived one)."""
    which = "An archived" if archived else "A"
    return Fault(409, "conflict", f"{which} contact matching those details already exists with id={contact_id}")


def too_many(limit: int, seconds: float) -> Fault:
    """429."""
    return Fault(429, "rate_limit_exceeded", f"Exceeded rate limit of {limit} in {seconds:g}_seconds")
