"""What a user is matched by, and what a Group's list is called; pure."""

from __future__ import annotations

from returns.result import Failure, Result, Success

from joey.domain.canonical import text_of
from joey.domain.property import Refusal, Value

EMAIL, EXTID, SMS = "email", "extid", "sms"
KEYS = (EMAIL, EXTID, SMS)
"""Fields that are keys of a user, and no vars."""


def key_of(value: Value) -> Result[str, Refusal]:
    """The normalised key: trimmed, in lower case, since Sailthru keeps and compares e-mails so (recorded)."""
    if isinstance(value, tuple):
        return Failure(Refusal("the key must be a single value, and this is a list", EMAIL))
    written = "" if value is None else text_of(value)
    if isinstance(written, Refusal):
        return Failure(Refusal(f"the key {written.reason}", EMAIL))
    if (unsendable := unsendable_of(written)) is not None:
        return Failure(Refusal(f"the key {unsendable.reason}", EMAIL))
    key = written.strip().lower()
    return Success(key) if key else Failure(Refusal("the key is empty", EMAIL))


def unsendable_of(written: str) -> Refusal | None:
    """Why a text can't be sent, if it can't: half of a surrogate pair is no character."""
    try:
        written.encode()
    except UnicodeEncodeError:
        return Refusal("holds half of a character, which can't be sent")
    return None


def list_of(name: str) -> str:
    """The list of a Group: trimmed, and a dollar sign, which Sailthru doesn't take there, becomes a hyphen."""
    return name.strip().replace("$", "-")
