"""What a contact is matched by, what new ones are made, and how leavers are removed; pure."""

from __future__ import annotations

from dataclasses import dataclass

from returns.result import Failure, Result, Success

from joey.domain.canonical import text_of
from joey.domain.property import Refusal, Value

EXTERNAL_ID, EMAIL = "external_id", "email"
MATCH_FIELDS = (EXTERNAL_ID, EMAIL)

USER, LEAD, LIFECYCLE = "user", "lead", "lifecycle"
CREATIONS = (USER, LEAD, LIFECYCLE)

ARCHIVE, DELETE = "archive", "delete"
REMOVALS = (ARCHIVE, DELETE)


@dataclass(frozen=True, slots=True)
class Matching:
    """A Connection's options: what identifies a contact, what new ones are, what becomes of leavers."""

    field: str
    creation: str = USER
    removal: str = ARCHIVE

    @property
    def by_email(self) -> bool:
        """Whether contacts are matched by something that Intercom doesn't keep apart."""
        return self.field == EMAIL

    def key(self, value: Value) -> Result[str, Refusal]:
        """The normalised key: trimmed; addresses in lower case, external ids as they are written."""
        if isinstance(value, tuple):
            return Failure(Refusal("the key must be a single value, and this is a list", self.field))
        written = "" if value is None else text_of(value)
        if isinstance(written, Refusal):
            return Failure(Refusal(f"the key {written.reason}", self.field))
        key = self.normal(written)
        return Success(key) if key else Failure(Refusal("the key is empty", self.field))

    def normal(self, written: str) -> str:
        """A key as it is compared."""
        return address_of(written) if self.by_email else written.strip()


def address_of(written: str) -> str:
    """An e-mail as it is sent and compared."""
    return written.strip().lower()
