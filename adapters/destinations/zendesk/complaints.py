"""What Zendesk says where it refuses a row or a call; pure, and total on any JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from joey.adapters.http.untrusted import mapping, mappings, text

_ADDRESS = re.compile(r"[^\s\"'<>()\[\],;:|]+@[^\s\"'<>()\[\],;:|]+")
_TAKEN = ("already being used", "already been taken", "duplicatevalue")
_LONGEST, _SHORTEST_VALUE = 300, 3
_PLAIN = frozenset({"true", "false", "end-user"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One value that Zendesk refuses."""

    field: str
    message: str
    kind: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether another user has the value already."""
        return any(sign in f"{self.kind} {self.message}".lower() for sign in _TAKEN)


@dataclass(frozen=True, slots=True)
class Complaint:
    """An error body."""

    error: str = ""
    description: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def taken(self) -> frozenset[str]:
        """The fields whose value another user has; a job's row doesn't name the field (blank)."""
        loose = Problem("", self.description, self.error)
        found = {problem.field for problem in self.problems if problem.is_taken}
        return frozenset(found or ({""} if loose.is_taken else ()))

    @property
    def field(self) -> str | None:
        """The field that it is about, where it says or shows that."""
        named = next((one.field for one in self.problems if one.field not in {"", "base"}), None)
        if named is not None:
            return named
        return "email" if self.description.lower().startswith("email:") else None

    def reason(self, sent: Iterable[str] = ()) -> str:
        """Why, in a few words; what was ``sent``, and any address, is not repeated, since it may be personal."""
        told = "; ".join(dict.fromkeys(problem.message for problem in self.problems if problem.message))
        words = told or self.description or self.error or "Zendesk doesn't say why"
        return trimmed(_discreet(words, sent))


def complaint_of(body: object) -> Complaint:
    """An error body, or a job's failed row, as a Complaint; plain text is its description."""
    if isinstance(body, str):
        return Complaint(description="" if "<html" in body[:500].lower() else body)
    given = mapping(body)
    error, details = given.get("error"), given.get("details")
    named = text(error) or text(mapping(error).get("title"))
    told = text(given.get("description")) or text(given.get("message")) or text(mapping(error).get("message"))
    if isinstance(details, str):
        told = details or told
    return Complaint(named, told, tuple(_problems(details)))


def _problems(details: object) -> Iterator[Problem]:
    """`{field: [{description, error}]}`; a bare text in place of the object is taken too."""
    given: Mapping[str, object] = mapping(details)
    for field, found in given.items():
        for each in mappings(found if isinstance(found, list) else [found]):
            yield Problem(field, text(each.get("description")), text(each.get("error")))
        if isinstance(found, str):
            yield Problem(field, found)


def _discreet(words: str, sent: Iterable[str]) -> str:
    words = _ADDRESS.sub("…", words)
    for value in sorted({value for value in sent if len(value) >= _SHORTEST_VALUE}, key=len, reverse=True):
        if value.lower() not in _PLAIN:
            words = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", words, flags=re.IGNORECASE)
    return words


def trimmed(words: str) -> str:
    """At most 300 characters, in one line."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
