"""What a user is matched by, what a Group's tag is called, and what an e-mail is compared as; pure."""

from __future__ import annotations

import re

from returns.result import Failure, Result, Success

from joey.domain.canonical import text_of
from joey.domain.property import Refusal, Value

EXTERNAL_ID = "external_id"

_NOT_IN_TAGS = re.compile(r"[^a-z0-9]")


def key_of(value: Value) -> Result[str, Refusal]:
    """The normalised key: trimmed, in lower case, since Zendesk compares external ids so."""
    if isinstance(value, tuple):
        return Failure(Refusal("the key must be a single value, and this is a list", EXTERNAL_ID))
    written = "" if value is None else text_of(value)
    if isinstance(written, Refusal):
        return Failure(Refusal(f"the key {written.reason}", EXTERNAL_ID))
    key = written.strip().lower()
    return Success(key) if key else Failure(Refusal("the key is empty", EXTERNAL_ID))


def tag_of(name: str) -> str:
    """The tag of a Group: in lower case, and all but a-z and digits becomes an underscore."""
    return _NOT_IN_TAGS.sub("_", name.strip().lower())


def address_of(value: object) -> str:
    """An e-mail as it is compared: trimmed, in lower case; blank where it is none."""
    return value.strip().lower() if isinstance(value, str) else ""
