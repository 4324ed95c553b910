"""Mailchimp's error bodies. Texts: recordings of 2021, its error glossary, threads in public repositories."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from joey.adapters.sandbox import Json, Reply

_GLOSSARY = "https://mailchimp.com/developer/marketing/docs/errors/"
_PROBLEM = {"content-type": "application/problem+json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One value that Mailchimp refuses."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a call. ``typed``: False for the few errors that have no `type` (recorded)."""

    status: int
    title: str
    detail: str
    problems: tuple[Problem, ...] = ()
    typed: bool = True

    def body(self, number: int) -> dict[str, Json]:
        """The problem document; ``number`` makes its `instance`, so that a run can be repeated exactly."""
        digest = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
        told: dict[str, Json] = {"type": _GLOSSARY} if self.typed else {}
        told |= {"title": self.title, "status": self.status, "detail": self.detail}
        told["instance"] = "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:]))
        if self.problems:
            told["errors"] = [{"field": one.field, "message": one.message} for one in self.problems]
        return told

    def reply(self, number: int) -> Reply:
        """The whole answer."""
        allowed = {"allow": "GET, PUT"} if self.status == 405 else {}
        return Reply(self.status, self.body(number), {**_PROBLEM, **allowed})


NOT_FOUND = Fault(404, "Resource Not Found", "The requested resource could not be found.")
NO_SUCH_METHOD = Fault(405, "Method Not Allowed", "The requested method and resource are not compatible.")
UNREADABLE = Fault(400, "JSON Parse Error", "We encountered an unspecified JSON parsing error.")
BAD_KEY = Fault(
    401,
    "API Key Invalid",
    "Your API key may be invalid, or you've attempted to access the wrong datacenter.",
)
THROTTLED = Fault(429, "Too Many Requests", "You have exceeded the limit of 10 simultaneous connections.")
NOT_ARCHIVABLE = Fault(
    405,
    "Method Not Allowed",
    "This list member cannot be removed. Can not archive a contact that is bounced, pending or archived",
)
NOT_AN_EMAIL = Fault(400, "Invalid Resource", "Please provide a valid email address.")


def fake(email: str) -> Fault:
    """400: an address that Mailchimp takes for invented."""
    return Fault(400, "Invalid Resource", f"{email} looks fake or invalid, please enter a real email address.")


def exists(email: str) -> Fault:
    """400: the address is a member already."""
    told = f"{email} is already a list member. Use PUT to insert or update list members."
    return Fault(400, "Member Exists", told, typed=False)


def in_compliance_state(email: str) -> Fault:
    """400: who unsubscribed or bounced can't be subscribed by the API."""
    told = (
        f"{email} is in a compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed."
    )
    return Fault(400, "Member In Compliance State", told, typed=False)


def forgotten(email: str) -> Fault:
    """400: deleted for good."""
    told = f"{email} was permanently deleted and cannot be re-imported."
    told += " The contact must re-subscribe to get back on the list."
    return Fault(400, "Forgotten Email Not Subscribed", told, typed=False)


def bad_merge_fields(problems: Sequence[Problem]) -> Fault:
    """400: merge values were refused."""
    return Fault(400, "Invalid Resource", "Your merge fields were invalid.", tuple(problems))


def misshapen(field: str, message: str) -> Fault:
    """400: the body isn't what the schema says."""
    told = "The resource submitted could not be validated. For field-specific details, see the 'errors' array."
    return Fault(400, "Invalid Resource", told, (Problem(field, message),))
