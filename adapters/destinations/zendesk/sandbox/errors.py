"""Zendesk's error bodies. Texts: recordings of 2021, its documentation, threads in public repositories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from joey.adapters.sandbox import Json, Reply


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one value; ``error`` is blank for those that come without (recorded)."""

    description: str
    error: str = ""

    def shown(self) -> dict[str, Json]:
        """As it stands in `details`."""
        return {"description": self.description} | ({"error": self.error} if self.error else {})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a call."""

    status: int
    error: str
    description: str = ""
    details: Mapping[str, Complaint] = field(default_factory=dict[str, Complaint])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def reply(self) -> Reply:
        """The whole answer."""
        body: dict[str, Json] = {"error": self.error}
        if self.description:
            body["description"] = self.description
        if self.details:
            body["details"] = {name: [one.shown()] for name, one in self.details.items()}
        return Reply(self.status, body, self.headers)

    def told(self) -> str:
        """In one line, as a job's row has it."""
        return "; ".join(one.description for one in self.details.values()) or self.description


NOT_FOUND = Fault(404, "RecordNotFound", "Not found")
NO_SUCH_PATH = Fault(404, "InvalidEndpoint", "Not found")
UNREADABLE = Fault(400, "Unprocessable JSON", "The request body could not be parsed as JSON")
BAD_CREDENTIALS = Fault(401, "Couldn't authenticate you")
NO_IMPORTS = Fault(403, "Forbidden", "Data imports are not enabled")
TOO_MANY_JOBS = Fault(429, "TooManyJobs", "Too many jobs are queued or running", headers={"retry-after": "30"})
BAD_CLIENT = Fault(401, "invalid_client", "Client authentication failed")
BAD_GRANT = Fault(400, "unsupported_grant_type", "The authorization grant type is not supported")


def bad_request(description: str) -> Fault:
    """400: the call isn't what the documentation says."""
    return Fault(400, "BadRequest", description)


def invalid(details: Mapping[str, Complaint]) -> Fault:
    """422: values were refused."""
    return Fault(422, "RecordInvalid", "Record validation errors", details)


def email_taken(email: str) -> Fault:
    """422: another user has the address."""
    told = f"Email: {email} is already being used by another user"
    return invalid({"email": Complaint(told, "DuplicateValue")})


EXTERNAL_ID_TAKEN = invalid({"external_id": Complaint("External has already been taken", "DuplicateValue")})
