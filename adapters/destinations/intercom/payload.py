"""Actions to the bodies of Intercom's calls; pure. Null clears all but external_id (recorded)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from joey.adapters.destinations.intercom.facts import PER_PAGE
from joey.adapters.destinations.intercom.keys import EMAIL, EXTERNAL_ID, LEAD, LIFECYCLE, USER, Matching, address_of
from joey.adapters.destinations.intercom.schema import CUSTOM
from joey.domain.action import Create, Update
from joey.domain.canonical import text_of
from joey.domain.property import Refusal, Value
from joey.ports.gateway import Refused

Body = Mapping[str, object]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HALF = timedelta(milliseconds=500)
KEPT = "Intercom never clears external_id; the contact keeps the one it has"


@dataclass(frozen=True, slots=True)
class Row:
    """A write as it is sent. ``note``: what Intercom doesn't do of it."""

    body: Body
    key: str
    note: str = ""

    @property
    def external_id(self) -> str | None:
        """The external id that it gives, if it does."""
        given = self.body.get(EXTERNAL_ID)
        return given if isinstance(given, str) else None

    @property
    def values(self) -> tuple[str, ...]:
        """The texts in it, which no message may repeat."""
        custom = self.body.get("custom_attributes")
        inner = custom.values() if isinstance(custom, Mapping) else ()
        return tuple(value for value in (*self.body.values(), *inner) if isinstance(value, str) and value not in _ROLES)


_ROLES = (USER, LEAD)


def row_of(write: Create | Update, matching: Matching) -> Row | Refused:
    """The body of a create (all of the Snapshot) or an update (what changes)."""
    fields: dict[str, Value] = dict(write.diff.fields)
    if isinstance(write, Create):
        fields |= write.wanted.fields
    if isinstance(write, Create) or write.diff.rekeyed is not None or matching.field in fields:
        fields[matching.field] = write.wanted.key
    body: dict[str, object] = {}
    custom: dict[str, object] = {}
    for name, value in sorted(fields.items()):
        sent = _sent(name, value)
        if isinstance(sent, Refusal):
            return Refused(sent.reason, name)
        if name.startswith(CUSTOM):
            custom[name.removeprefix(CUSTOM)] = sent
        else:
            body[name] = sent
    return _finished(write, body, custom, matching)


def _finished(write: Create | Update, body: dict[str, object], custom: Body, matching: Matching) -> Row:
    cleared = body.get(EXTERNAL_ID, "") in (None, "") and EXTERNAL_ID in body
    if cleared or matching.creation == LEAD:
        body.pop(EXTERNAL_ID, None)
    if isinstance(write, Create) and body.get(EMAIL, "") is None:
        body.pop(EMAIL)
    if custom:
        body["custom_attributes"] = custom
    role = _role(EXTERNAL_ID in body, matching.creation, creates=isinstance(write, Create))
    if role is not None:
        body["role"] = role
    return Row(body, write.wanted.key, KEPT if cleared and isinstance(write, Update) else "")


def _role(named: bool, creation: str, *, creates: bool) -> str | None:  # noqa: FBT001 - whether there's an external id
    """What a new contact is; and in ``lifecycle``, what a lead becomes that is given an external id."""
    if creation == LIFECYCLE:
        return USER if named else (LEAD if creates else None)
    return creation if creates else None


def _sent(name: str, value: Value) -> object:
    """A value as Intercom takes it; a Refusal where it has none."""
    if isinstance(value, tuple):
        return Refusal("is a list, and Intercom's attributes hold single values")
    if isinstance(value, str) and name == EMAIL:
        return address_of(value) or None
    if value is not None and name == EXTERNAL_ID:
        written = text_of(value)
        return written.strip() if isinstance(written, str) else written
    if isinstance(value, date):
        return _seconds(value)
    if isinstance(value, Decimal):
        return _finite(float(value) if value.is_finite() else math.nan)
    if isinstance(value, float):
        return _finite(value)
    return value


def _finite(value: float) -> float | Refusal:
    return value if math.isfinite(value) else Refusal("is not a finite number")


def _seconds(value: date) -> int:
    """Whole seconds since 1970, rounded; a day is its midnight in UTC."""
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=UTC)
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH + _HALF) // timedelta(seconds=1)


def search_body(field: str, keys: Sequence[str], cursor: str | None = None) -> Body:
    """A page of the contacts that have one of these keys; the cursor belongs in the body."""
    paging: dict[str, object] = {"per_page": PER_PAGE}
    if cursor is not None:
        paging["starting_after"] = cursor
    query = {"field": field, "operator": "IN", "value": list(keys)}
    return {"query": query, "pagination": paging}


def tagging_body(name: str, contact_ids: Iterable[str]) -> Body:
    """A tag, and who gets it."""
    return {"name": name, "users": [{"id": one} for one in dict.fromkeys(contact_ids)]}
