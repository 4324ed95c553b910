"""What records are matched by: an object and one of its fields; and the rule that normalises its values."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from returns.result import Failure, Result, Success

from joey.adapters.destinations.salesforce.ids import eighteen, is_id
from joey.domain.canonical import text_of
from joey.domain.property import Refusal, Value

ID = "Id"


@dataclass(frozen=True, slots=True)
class Matching:
    """How the records of one object are matched."""

    object: str
    field: str

    @property
    def by_id(self) -> bool:
        """By Salesforce's own id: nothing can be made, and the key can't be written."""
        return self.field == ID

    def key(self, value: Value) -> Result[str, Refusal]:
        """The normalised key: ids in 18 characters, other values trimmed and in lower case, as SOQL compares them."""
        if isinstance(value, tuple):
            return Failure(Refusal("the key must be a single value, and this is a list", self.field))
        written = "" if value is None else text_of(value)
        if isinstance(written, Refusal):
            return Failure(Refusal(f"the key {written.reason}", self.field))
        if self.by_id and written.strip() and not is_id(written.strip()):
            return Failure(Refusal("the key isn't a Salesforce id, of 15 or 18 letters and digits", self.field))
        key = self.normal(written)
        return Success(key) if key else Failure(Refusal("the key is empty", self.field))

    def normal(self, value: Any) -> str:  # noqa: ANN401 - JSON
        """A value as Salesforce shows it, in the form that Joey compares."""
        shown = text_of(Decimal(repr(value))) if isinstance(value, float) else value
        text = shown.strip() if isinstance(shown, str) else str(shown) if isinstance(shown, int) else ""
        return eighteen(text) if self.by_id else text.lower()


@dataclass(frozen=True, slots=True)
class Reference:
    """A field of the record that names a parent, and what the parent is matched by."""

    field: str
    matching: Matching

    @property
    def prefix(self) -> str:
        """What the parent's fields are called by in a Mapping, before their names."""
        return f"{self.matching.object}."

    @property
    def key_field(self) -> str:
        """The pseudo-field that holds the parent's key."""
        return self.prefix + self.matching.field


@dataclass(frozen=True, slots=True)
class Grouping:
    """An object whose records are groups, and one whose records are memberships in them."""

    object: str
    name_field: str
    membership: str
    record_field: str
    group_field: str


@dataclass(frozen=True, slots=True)
class Setup:
    """A configured Connection."""

    matching: Matching
    reference: Reference | None = None
    grouping: Grouping | None = None
    bulk_above: int = 0
    allow_duplicates: bool = False

    @property
    def headers(self) -> dict[str, str]:
        """What goes with each call that writes rows."""
        return {"Sforce-Duplicate-Rule-Header": "allowSave=true"} if self.allow_duplicates else {}
