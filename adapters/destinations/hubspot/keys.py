"""The key of an object: which property it is, how HubSpot lets one match by it, and the rule that normalises it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from returns.result import Failure, Result, Success

from joey.domain.canonical import text_of
from joey.domain.property import Refusal, Value

CONTACTS = "contacts"
COMPANIES = "companies"
EMAIL = "email"
RECORD_ID = "hs_object_id"
ADDITIONAL_EMAILS = "hs_additional_emails"
MERGED_IDS = "hs_merged_object_ids"

STANDARD = {CONTACTS: "0-1", COMPANIES: "0-2"}
"""Standard objects by the name that options and paths have for them, and their ids."""

_CUSTOM = re.compile(r"2-\d+")


def type_id(object_type: str) -> str | None:
    """The id of an object type as lists want it; None for what is neither a standard nor a custom object."""
    return STANDARD.get(object_type) or (object_type if _CUSTOM.fullmatch(object_type) else None)


@dataclass(frozen=True, slots=True)
class Matching:
    """What remote records are matched by: a property of an object type."""

    object_type: str
    field: str

    @property
    def by_email(self) -> bool:
        """Contacts by e-mail: HubSpot reads by it, but neither updates nor upserts (guide: using object APIs)."""
        return self.object_type == CONTACTS and self.field == EMAIL

    @property
    def by_record_id(self) -> bool:
        """By HubSpot's own id: nothing can be created, and the key can't be written."""
        return self.field == RECORD_ID

    @property
    def upserts(self) -> bool:
        """By a property with unique values: one call creates or updates."""
        return not (self.by_email or self.by_record_id)

    def key(self, value: Value) -> Result[str, Refusal]:
        """The normalised key: e-mails in lower case (HubSpot keeps them so), other values as their text, trimmed."""
        if isinstance(value, tuple):
            return Failure(Refusal("the key must be a single value, and this is a list", self.field))
        written = "" if value is None else text_of(value)
        if isinstance(written, Refusal):
            return Failure(Refusal(f"the key {written.reason}", self.field))
        key = self.normal(written)
        return Success(key) if key else Failure(Refusal("the key is empty", self.field))

    def normal(self, text: str) -> str:
        """A key as HubSpot shows it, in the form that Joey compares."""
        return text.strip().lower() if self.by_email else text.strip()
