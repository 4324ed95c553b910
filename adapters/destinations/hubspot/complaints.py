"""What HubSpot says where it refuses a row or a call; pure, and total on any JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson

from joey.adapters.http.untrusted import mapping, mappings, text, texts

_EXISTING = re.compile(r"(?:Existing ID:\s*(\d+)|(\d+) already has that value)")
_DETAILS = re.compile(r":\s*(\[\{.*\}\])", re.DOTALL)
_LONGEST = 300
_SHORTEST_SECRET = 3
_PLAIN = frozenset({"true", "false"})

NO_SUCH_FIELD = frozenset({"PROPERTY_DOESNT_EXIST", "READ_ONLY_VALUE", "READ_ONLY_PROPERTY"})
"""Codes that don't depend on the value: every row that has the field is refused for it."""

_OWN_WORDS = {
    "PROPERTY_DOESNT_EXIST": "HubSpot has no such property (any more)",
    "READ_ONLY_VALUE": "HubSpot doesn't let this property be written",
    "INVALID_EMAIL": "HubSpot says that it is not a valid e-mail address",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One property value that HubSpot refuses; ``code`` is its own."""

    field: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """One error: of a whole call, or of rows in an answer by row. All of it is optional at HubSpot."""

    category: str = ""
    message: str = ""
    traces: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    existing: str | None = None

    @property
    def field(self) -> str | None:
        """The first property that it names."""
        return next((problem.field for problem in self.problems if problem.field), None)

    @property
    def names_rows(self) -> bool:
        """Whether it says which rows it is about."""
        return bool(self.traces or self.ids)

    def reason(self, sent: Iterable[str] = ()) -> str:
        """Why, in a few words; what was ``sent`` is not repeated, since it may be personal."""
        if self.existing is not None:
            return f"record {self.existing} already has this value, which no two records can have"
        told = [_OWN_WORDS.get(problem.code, problem.message) for problem in self.problems]
        words = "; ".join(dict.fromkeys(part for part in told if part)) or self.message or "HubSpot doesn't say why"
        return trimmed(without(words, sent))


def complaint_of(body: object) -> Complaint:
    """An error body, or an entry of ``errors``, as a Complaint."""
    given = mapping(body)
    context = mapping(given.get("context"))
    message = text(given.get("message"))
    problems = tuple(_problems(given, message))
    told = " ".join((message, *(problem.message for problem in problems)))
    found = _EXISTING.search(told)
    return Complaint(
        category=text(given.get("category")).upper(),
        message=_DETAILS.sub("", message),
        traces=texts(context.get("objectWriteTraceId")),
        ids=(*texts(context.get("ids")), *texts(context.get("id"))),
        problems=problems,
        existing=None if found is None else found.group(1) or found.group(2),
    )


def _problems(given: Mapping[str, object], message: str) -> Iterable[Problem]:
    """From ``errors`` (codes and contexts), else from the JSON that HubSpot writes into its message."""
    named = [_from_error(error) for error in mappings(given.get("errors"))]
    if not any(problem.field for problem in named):
        listed = [*mappings(given.get("validationResults")), *_written_into(message)]
        named = [_from_result(result) for result in listed] or named
    return named


def _from_error(error: Mapping[str, object]) -> Problem:
    context = mapping(error.get("context"))
    fields = texts(context.get("propertyName"))
    return Problem(fields[0] if fields else "", text(error.get("code")), text(error.get("message")))


def _from_result(result: Mapping[str, object]) -> Problem:
    return Problem(text(result.get("name")), text(result.get("error")), text(result.get("message")))


def _written_into(message: str) -> tuple[Mapping[str, object], ...]:
    found = _DETAILS.search(message)
    if found is None:
        return ()
    try:
        return mappings(orjson.loads(found.group(1)))
    except orjson.JSONDecodeError:
        return ()


def without(words: str, sent: Iterable[str]) -> str:
    """The words with every value that was sent left out; very short ones stay, since they are part of any word."""
    for value in sorted({value for value in sent if len(value) >= _SHORTEST_SECRET}, key=len, reverse=True):
        if value not in _PLAIN:
            words = re.sub(re.escape(value), "…", words, flags=re.IGNORECASE)
    return words


def trimmed(words: str) -> str:
    """At most 300 characters, in one line."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
