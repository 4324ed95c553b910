"""Rules that make a key of a Field's value: for e-mail addresses, and for ids of one's own."""

from __future__ import annotations

from returns.result import Failure, Result, Success

from joey.domain.canonical import text_of
from joey.domain.property import Refusal, Value

_STEPS = {".", ".."}


def text_key(value: Value) -> Result[str, Refusal]:
    """Trimmed, for a vendor that tells capitals apart; never blank, nor a step within a path."""
    if isinstance(value, tuple):
        return Failure(Refusal("the key must be a single value, and this is a list"))
    written = "" if value is None else text_of(value)
    if isinstance(written, Refusal):
        return Failure(Refusal(f"the key {written.reason}"))
    key = written.strip()
    if not key.isprintable():
        return Failure(Refusal("the key holds characters that can't be seen"))
    if key in _STEPS:
        return Failure(Refusal("the key would make a path another one, however it's encoded"))
    return Success(key) if key else Failure(Refusal("the key is empty"))


def email_key(value: Value) -> Result[str, Refusal]:
    """Trimmed, and in lower case."""
    return text_key(value).map(str.lower)


def text_group(name: str) -> str:
    """A group's name, trimmed; blank, so no group, where it can't be part of a path."""
    return text_key(name).value_or("")
