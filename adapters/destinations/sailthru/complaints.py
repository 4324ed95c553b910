"""What Sailthru says where it refuses a call; pure, and total on any JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from joey.adapters.http.untrusted import mapping, text

OTHER, BAD_EMAIL, UNKNOWN_LIST = 99, 11, 15
BAD_KEY, BAD_ADDRESS, BAD_SIGNATURE = 3, 4, 5
INTERNAL, TOO_MANY = 9, 43

_ADDRESS = re.compile(r"[^\s\"'<>()\[\],;:|]+@[^\s\"'<>()\[\],;:|]+")
_LONGEST, _SHORTEST_VALUE, _MOST_DIGITS = 300, 3, 6


@dataclass(frozen=True, slots=True)
class Complaint:
    """An error body; ``code`` is None where it is none."""

    code: int | None = None
    message: str = ""

    @property
    def user_unknown(self) -> bool:
        """Whether it says that there is no such user: 99 is everything else too, so the text tells."""
        return self.code == OTHER and "not found" in self.message.lower()

    def reason(self, sent: Iterable[str] = ()) -> str:
        """Why, in a few words; what was ``sent``, and any address, is not repeated, since it may be personal."""
        words = _ADDRESS.sub("…", self.message)
        for value in sorted({value for value in sent if len(value) >= _SHORTEST_VALUE}, key=len, reverse=True):
            words = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", words, flags=re.IGNORECASE)
        told = " ".join(words.split())[:_LONGEST] or "Sailthru doesn't say why"
        return told if self.code is None else f"{told} (error {self.code})"


def complaint_of(body: object) -> Complaint:
    """`{"error": code, "errormsg": …}` as a Complaint; anything else is one without a code."""
    given = mapping(body)
    code = text(given.get("error"))
    known = code.isascii() and code.isdigit() and len(code) <= _MOST_DIGITS
    return Complaint(int(code) if known else None, text(given.get("errormsg")))
