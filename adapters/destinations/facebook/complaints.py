"""What the Graph API says where it refuses a call: an error with a code; pure, and total on any JSON."""

from __future__ import annotations

from dataclasses import dataclass

from joey.adapters.http.untrusted import mapping, text

TOKEN = frozenset({102, 104, 190, 463, 467})
PERMISSION = frozenset({3, 10, *range(200, 300)})
THROTTLED = frozenset({4, 17, 32, 613, *range(80000, 80015)})
PASSING = frozenset({1, 2})
OLD_VERSION = 2635
NO_TERMS = 1870090
_INVALID, _NO_OBJECT, _FLAGGED = 100, 33, 1713230
_LONGEST = 250


@dataclass(frozen=True, slots=True)
class Complaint:
    """An error; ``code`` 0 where the answer isn't one of the Graph API's."""

    code: int = 0
    subcode: int = 0
    message: str = ""
    transient: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether what the path names isn't there, or not for this token."""
        return (self.code, self.subcode) == (_INVALID, _NO_OBJECT)

    @property
    def is_final(self) -> bool:
        """Whether it's about the audience as it is, whatever rows were sent."""
        return (self.code, self.subcode) == (_INVALID, _FLAGGED) or "low audience size" in self.message.lower()

    @property
    def reason(self) -> str:
        """Why, in a few words."""
        named = f" (code {self.code}{f'/{self.subcode}' if self.subcode else ''})" if self.code else ""
        return (self.message or "no message") + named


def complaint_of(body: object) -> Complaint:
    """An error body as a Complaint; words that are meant for people come first."""
    error = mapping(mapping(body).get("error"))
    told = ": ".join(filter(None, (text(error.get("error_user_title")), text(error.get("error_user_msg")))))
    line = " ".join((told or text(error.get("message"))).split())
    message = line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
    return Complaint(
        _number(error.get("code")), _number(error.get("error_subcode")), message, error.get("is_transient") is True
    )


def _number(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
