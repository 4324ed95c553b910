"""Rules that make a key of a Field's value: for e-mail addresses, and for ids of one's own."""

from __future__ import annotations

from returns.result import Failure, Result, Success

from joey.domain.canonical import text_of
from joey.domain.property import Refusal, Value


def text_key(value: Value) -> Result[str, Refusal]:
    """Trimmed; a vendor that tells capitals apart."""
    if isinstance(value, tuple):
        return Failure(Refusal("the key must be a single value, and this is a list"))
    written = "" if value is None else text_of(value)
    if isinstance(written, Refusal):
        return Failure(Refusal(f"the key {written.reason}"))
    key = written.strip()
    if not key.isprintable():
        return Failure(Refusal("the key holds characters that can't be seen"))
    return Success(key) if key else Failure(Refusal("the key is empty"))


def email_key(value: Value) -> Result[str, Refusal]:
    """Trimmed, and in lower case."""
    return text_key(value).map(str.lower)
