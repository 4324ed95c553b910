"""What Mailchimp says where it refuses a row or a call: problem documents (RFC 7807); pure, and total on any JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from joey.adapters.destinations.mailchimp.keys import EMAIL
from joey.adapters.http.untrusted import mapping, mappings, text

_ADDRESS = re.compile(r"[^\s\"'<>()\[\],;:|]+@[^\s\"'<>()\[\],;:|]+")
_ECHO = re.compile(r"\s*\(not \".*?\"\)", re.DOTALL)
_LONGEST = 300
_SHORTEST_VALUE = 3
_PLAIN = frozenset({"true", "false"})

_STATES = {
    "member in compliance state": "Mailchimp doesn't let this address be subscribed: it has unsubscribed, bounced, or"
    " is under review; only the person can come back, by a sign-up form",
    "forgotten email not subscribed": "this address was permanently deleted from the audience; only the person can come"
    " back, by a sign-up form",
}
_ABOUT_EMAIL = {
    "looks fake or invalid": "Mailchimp takes this address for a fake or invalid one",
    "valid email address": "Mailchimp says that this is not a valid e-mail address",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One value that Mailchimp refuses."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """A problem document; ``title`` in lower case is what kind it is."""

    title: str = ""
    detail: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def is_taken(self) -> bool:
        """Whether the address is a member already."""
        return self.title == "member exists"

    @property
    def field(self) -> str | None:
        """The field that it is about, where it says or shows that."""
        named = next((problem.field for problem in self.problems if problem.field), None)
        if named is not None:
            return named
        return EMAIL if self.title in _STATES or self._of_email else None

    @property
    def _of_email(self) -> str | None:
        """In our words, where it is about the address, which its own words repeat."""
        return next((ours for part, ours in _ABOUT_EMAIL.items() if part in self.detail.lower()), None)

    def reason(self, sent: Iterable[str] = ()) -> str:
        """Why, in a few words; what was ``sent``, and any address, is not repeated, since it may be personal."""
        if self.title in _STATES:
            return _STATES[self.title]
        if self._of_email is not None and not self.problems:
            return self._of_email
        told = "; ".join(dict.fromkeys(problem.message for problem in self.problems if problem.message))
        words = " ".join(part for part in (self.detail, told) if part) or self.title or "Mailchimp doesn't say why"
        return trimmed(_discreet(words, sent))


def complaint_of(body: object) -> Complaint:
    """An error body as a Complaint."""
    given = mapping(body)
    problems = tuple(
        Problem(text(each.get("field")), text(each.get("message"))) for each in mappings(given.get("errors"))
    )
    return Complaint(text(given.get("title")).strip().lower(), text(given.get("detail")), problems)


def _discreet(words: str, sent: Iterable[str]) -> str:
    words = _ADDRESS.sub("…", _ECHO.sub("", words))
    for value in sorted({value for value in sent if len(value) >= _SHORTEST_VALUE}, key=len, reverse=True):
        if value not in _PLAIN:
            words = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", words, flags=re.IGNORECASE)
    return words


def trimmed(words: str) -> str:
    """At most 300 characters, in one line."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
