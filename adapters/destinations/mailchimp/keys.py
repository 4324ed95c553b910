"""What a member is matched by: its e-mail, or an id of Mailchimp's; and the rules that normalise both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from returns.result import Failure, Result, Success

from joey.domain.canonical import text_of
from joey.domain.property import Refusal, Value

EMAIL = "email_address"
MEMBER_ID = "mailchimp_id"


def digest(email: str) -> str:
    """The member's id: the MD5 of the e-mail in lower case, in hex (spec: members)."""
    return hashlib.md5(email.strip().lower().encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Matching:
    """How the members of one audience are matched."""

    list_id: str
    by_id: bool = False

    @property
    def field(self) -> str:
        """The Field that is the key."""
        return MEMBER_ID if self.by_id else EMAIL

    def key(self, value: Value) -> Result[str, Refusal]:
        """The normalised key: trimmed, in lower case; Mailchimp compares e-mails so, and its ids are hex."""
        if isinstance(value, tuple):
            return Failure(Refusal("the key must be a single value, and this is a list", self.field))
        written = "" if value is None else text_of(value)
        if isinstance(written, Refusal):
            return Failure(Refusal(f"the key {written.reason}", self.field))
        key = written.strip().lower()
        return Success(key) if key else Failure(Refusal("the key is empty", self.field))

    def named(self, key: str) -> str:
        """What a path names the member by that has this key."""
        return key if self.by_id else digest(key)
