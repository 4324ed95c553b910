"""What Intercom says where it refuses a row or a call; pure, and total on any JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from joey.adapters.http.untrusted import mapping, mappings, text

_EXISTING = re.compile(r"\bid=(\w+)")
_ATTRIBUTE = re.compile(r"[Cc]ustom attribute '([^']+)'")
_ADDRESS = re.compile(r"[^\s\"'<>()\[\],;:|=]+@[^\s\"'<>()\[\],;:|]+")
_LONGEST, _SHORTEST_VALUE = 300, 3
_MAKE_IT = "make it in Intercom (Settings, Data, People), or take it out of the mapping"


@dataclass(frozen=True, slots=True)
class Complaint:
    """An error list, by its first entry. ``existing``: the contact that a 409 names; ``archived``: it is put away."""

    code: str = ""
    message: str = ""
    named: str = ""
    existing: str | None = None
    archived: bool = False

    @property
    def field(self) -> str | None:
        """The field that it is about, where it says so."""
        attribute = _ATTRIBUTE.search(self.message)
        return f"custom_attributes.{attribute[1]}" if attribute is not None else self.named or None

    def reason(self, sent: Iterable[str] = ()) -> str:
        """Why, in a few words; what was ``sent``, and any address, is not repeated, since it may be personal."""
        words = _discreet(self.message, sent) or self.code or "Intercom doesn't say why"
        hint = f"; {_MAKE_IT}" if "does not exist" in self.message and self.field is not None else ""
        return trimmed(words) + hint


def complaint_of(body: object) -> Complaint:
    """An error body as a Complaint; plain text is its message."""
    if isinstance(body, str):
        return Complaint(message="" if "<html" in body[:500].lower() else body)
    told = [_entry(error) for error in mappings(mapping(body).get("errors"))]
    return next((one for one in told if one.existing), told[0] if told else _plain(body))


def _entry(error: object) -> Complaint:
    given = mapping(error)
    message = text(given.get("message"))
    existing = _EXISTING.search(message)
    return Complaint(
        code=text(given.get("code")),
        message=message,
        named=text(given.get("field")),
        existing=None if existing is None else existing[1],
        archived="archived" in message.lower(),
    )


def _plain(body: object) -> Complaint:
    given = mapping(body)
    return Complaint(message=text(given.get("message")) or text(given.get("error")))


def _discreet(words: str, sent: Iterable[str]) -> str:
    words = _ADDRESS.sub("…", words)
    for value in sorted({value for value in sent if len(value) >= _SHORTEST_VALUE}, key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", words, flags=re.IGNORECASE)
    return words


def trimmed(words: str) -> str:
    """At most 300 characters, in one line."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
