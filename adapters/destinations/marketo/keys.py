"""What leads are matched by: e-mail, another searchable field, or Marketo's id; and the rule that normalises it."""

from __future__ import annotations

from dataclasses import dataclass

from returns.result import Failure, Result, Success

from joey.domain.canonical import text_of
from joey.domain.property import Refusal, Value

EMAIL = "email"
LEAD_ID = "id"


@dataclass(frozen=True, slots=True)
class Matching:
    """The field that leads are matched by. ``partition``: where new ones go, if not to the default one."""

    field: str = EMAIL
    partition: str = ""

    @property
    def by_id(self) -> bool:
        """By Marketo's own id: nothing can be created, and the key can't be written."""
        return self.field == LEAD_ID

    def key(self, value: Value) -> Result[str, Refusal]:
        """The normalised key: trimmed text, e-mails in lower case; what Marketo couldn't look up is refused."""
        if isinstance(value, tuple):
            return Failure(Refusal("the key must be a single value, and this is a list", self.field))
        written = "" if value is None else text_of(value)
        if isinstance(written, Refusal):
            return Failure(Refusal(f"the key {written.reason}", self.field))
        key = self.normal(written)
        wrong = self._wrong(key)
        return Success(key) if wrong is None else Failure(Refusal(wrong, self.field))

    def _wrong(self, key: str) -> str | None:
        if not key:
            return "the key is empty"
        if "," in key:
            return "the key has a comma, which parts values where Marketo looks leads up"
        if self.field == EMAIL and not key.isascii():
            return "the e-mail has characters other than ASCII, which Marketo doesn't take"
        if self.by_id and not (key.isascii() and key.isdigit()):
            return "the key is no lead id: a whole number"
        return None

    def normal(self, text: str) -> str:
        """A key as Joey compares it; Marketo compares e-mails whatever their case."""
        return text.strip().lower() if self.field == EMAIL else text.strip()
