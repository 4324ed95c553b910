"""What Salesforce says where it refuses a call or a row: codes, messages, fields; pure, and total on any JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from joey.adapters.http.untrusted import mapping, mappings, text, texts

GONE = frozenset({"ENTITY_IS_DELETED", "NOT_FOUND", "INVALID_CROSS_REFERENCE_KEY"})
CONVERTED = "CANNOT_UPDATE_CONVERTED_LEAD"
DUPLICATE = "DUPLICATE_VALUE"
PASSING = frozenset(
    {"UNABLE_TO_LOCK_ROW", "REQUEST_LIMIT_EXCEEDED", "SERVER_UNAVAILABLE", "TXN_SECURITY_METERING_ERROR"}
)
UNSURE = frozenset({"UNKNOWN_EXCEPTION", "INTERNAL_ERROR"})

_HINTS = {
    "DUPLICATES_DETECTED": "a duplicate rule of the organisation takes it for another record's double"
    " (allow_duplicates: true overrides such rules)",
    "DUPLICATE_EXTERNAL_ID": "several records have this external id",
}
_ADDRESS = re.compile(r"[^\s\"'<>()\[\],;:|]+@[^\s\"'<>()\[\],;:|]+")
_EXISTING = re.compile(r"with id: ?<?([0-9A-Za-z]{15,18})")
_DUPLICATED = re.compile(r"duplicate value found: <?(\w+)>? duplicates")
_LONGEST = 300
_SHORTEST_VALUE = 3
_PLAIN = frozenset({"true", "false"})


@dataclass(frozen=True, slots=True)
class Complaint:
    """An error: of a row, or of a whole call."""

    code: str = ""
    message: str = ""
    fields: tuple[str, ...] = ()

    @property
    def field(self) -> str | None:
        """The field that it is about, where it says that."""
        duplicated = _DUPLICATED.search(self.message)
        return next(iter(self.fields), None) or (duplicated[1] if duplicated else None)

    @property
    def existing(self) -> str | None:
        """The id of the record that has the value already, where it says that."""
        found = _EXISTING.search(self.message)
        return found[1] if found else None

    @property
    def is_gone(self) -> bool:
        """Whether it is the record itself that isn't there, and not one that it refers to."""
        return self.code in GONE and not set(self.fields) - {"Id", "id"}

    def reason(self, sent: Iterable[str] = ()) -> str:
        """Why, in a few words; what was ``sent``, and any address, is not repeated, since it may be personal."""
        words = _HINTS.get(self.code) or self.message or self.code or "Salesforce doesn't say why"
        told = f"{_discreet(words, sent)} ({self.code})" if self.code else _discreet(words, sent)
        line = " ".join(told.split())
        return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def complaint_of(body: object) -> Complaint:
    """The first error of a call's answer (a list of them), of a row's (`errors`), or of a login's (OAuth)."""
    rows = mappings(body) or mappings(mapping(body).get("errors")) or (mapping(body),)
    first = rows[0]
    code = text(first.get("errorCode")) or text(first.get("statusCode")) or text(first.get("error"))
    message = text(first.get("message")) or text(first.get("error_description"))
    return Complaint(code, message, texts(first.get("fields")))


def complaint_in(cell: str) -> Complaint:
    """The error of a row of a bulk job: `CODE:message:fields --`."""
    code, _, rest = cell.strip().removesuffix("--").strip().partition(":")
    message, _, fields = rest.rpartition(":")
    named = tuple(one.strip() for one in fields.split(",") if one.strip())
    plain = message and all(re.fullmatch(r"\w+", one) for one in named)
    return Complaint(code, message, named) if plain else Complaint(code, rest)


def _discreet(words: str, sent: Iterable[str]) -> str:
    words = _ADDRESS.sub("…", words)
    for value in sorted({value for value in sent if len(value) >= _SHORTEST_VALUE}, key=len, reverse=True):
        if value.lower() not in _PLAIN:
            words = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", words, flags=re.IGNORECASE)
    return words
