"""What Marketo says where it refuses a call or a row: codes and messages; pure, and total on any JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from joey.adapters.http.untrusted import mapping, mappings, text

_FIELD = re.compile(r"field '([^']+)'", re.IGNORECASE)
_PARAMETER = re.compile(r"required parameter '([^']+)'", re.IGNORECASE)
_ECHO = re.compile(r"(?<!field )(?<!parameter )(value:?) '.*?'(?=\.|,|$| )", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s\"'<>()\[\],;:|]+@[^\s\"'<>()\[\],;:|]+")
_LONGEST = 300
_SHORTEST_VALUE = 3
_PLAIN = frozenset({"true", "false"})

NOT_FOUND, EXISTS, SEVERAL, NOT_IN_LIST = "1004", "1005", "1007", "1015"

_OWN_WORDS = {
    SEVERAL: "several leads have this key; merge them in Marketo",
    "1006": "Marketo has no such lead field",
    "1010": "the lead is in another partition",
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One reason. ``code`` is Marketo's own, blank where it gives none."""

    code: str = ""
    message: str = ""

    @property
    def field(self) -> str | None:
        """The lead field that it names."""
        found = _FIELD.search(self.message) or _PARAMETER.search(self.message)
        return None if found is None else found.group(1)

    def reason(self, sent: Iterable[str] = ()) -> str:
        """Why, in a few words; what was ``sent``, and any address, is not repeated, since it may be personal."""
        words = _OWN_WORDS.get(self.code) or _discreet(self.message, sent) or "Marketo doesn't say why"
        return trimmed(f"{words} ({self.code})" if self.code else words)


def complaints_of(body: object) -> tuple[Complaint, ...]:
    """The errors of a whole call, or the reasons of a row: the wire says `reasons`, the spec `reason`."""
    given = mapping(body)
    reason = given.get("reason")
    listed = (*mappings(given.get("errors")), *mappings(given.get("reasons")), *mappings([reason]), *mappings(reason))
    return tuple(Complaint(text(one.get("code")).strip(), text(one.get("message"))) for one in listed)


def complaint_of(body: object) -> Complaint:
    """The first of them; one without words where there is none."""
    return next(iter(complaints_of(body)), Complaint())


def _discreet(words: str, sent: Iterable[str]) -> str:
    for value in sorted({value for value in sent if len(value) >= _SHORTEST_VALUE}, key=len, reverse=True):
        if value.lower() not in _PLAIN:
            words = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", words, flags=re.IGNORECASE)
    return _ADDRESS.sub("…", _ECHO.sub(r"\1", words))


def trimmed(words: str) -> str:
    """At most 300 characters, in one line."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
