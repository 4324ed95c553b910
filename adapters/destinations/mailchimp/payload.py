"""Actions to the bodies of Mailchimp's calls; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import orjson

from joey.adapters.destinations.mailchimp.keys import EMAIL, MEMBER_ID, Matching, digest
from joey.domain.action import Create, Delete, Update, Upsert, Write
from joey.domain.canonical import text_of
from joey.domain.facts import Call
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.ports.gateway import Refused

LANGUAGE, VIP = "language", "vip"
OWN_FIELDS = (EMAIL, LANGUAGE, VIP, MEMBER_ID)
"""Fields that are no merge fields."""

SUBSCRIBED = "subscribed"
BIRTHDAY, ADDRESS, US_PHONE = "birthday", "address", "us phone"
"""Kinds of merge field that want a form of their own."""

_ISO_DATE = re.compile(r"\d{4}-(\d{2})-(\d{2})(T.*)?")
_US_NUMBER = re.compile(r"\+1(\d{3})(\d{3})(\d{4})")
_LARGEST = 2**53

Json = str | int | float | bool | Mapping[str, object]
Kinds = Mapping[str, str]
"""Merge tag → the kind of merge field that it is, where that matters."""


@dataclass(frozen=True, slots=True)
class Row:
    """One write as it is sent. ``named``: what the path names the member by, where it names one.

    The body of a DELETE goes before it, to the member's tags, which an archived member would keep.
    """

    record_id: RecordId
    call: Call
    named: str = ""
    body: Mapping[str, object] = field(default_factory=dict[str, object])

    @property
    def method(self) -> str:
        """POST makes, PUT makes or changes, PATCH changes only, DELETE archives."""
        return _METHODS[self.call]

    @property
    def params(self) -> Mapping[str, str]:
        """An update of some fields isn't to be refused for another that is required and happens to be blank."""
        return {"skip_merge_validation": "true"} if self.call is Call.UPDATE else {}

    @property
    def values(self) -> Iterable[str]:
        """What is sent, as texts: not to be repeated in reasons."""
        merged = self.body.get("merge_fields")
        held = [*self.body.values(), *(merged.values() if isinstance(merged, Mapping) else ())]
        return [str(value) for value in held if isinstance(value, str | int | float)]


_METHODS = {Call.CREATE: "POST", Call.UPSERT: "PUT", Call.UPDATE: "PATCH", Call.DELETE: "DELETE"}


def row_of(write: Write, matching: Matching, kinds: Kinds) -> Row | Refused:
    """A write as it is sent; refused where a value has no form that Mailchimp takes."""
    match write:
        case Delete(record_id=who, remote_id=remote_id, groups=groups):
            return Row(who, Call.DELETE, remote_id, tags_body(groups, active=False) if groups else {})
        case Create() | Upsert() if matching.by_id:
            return Refused("Mailchimp has no member of this id, and gives ids itself", MEMBER_ID)
        case Create(record_id=who, wanted=wanted):
            body = _body(wanted.fields, kinds)
            return body if isinstance(body, Refused) else Row(who, Call.CREATE, "", _new(body, wanted.key, "status"))
        case Upsert(record_id=who, wanted=wanted):
            body = _body(wanted.fields, kinds)
            named = digest(wanted.key)
            return body if isinstance(body, Refused) else Row(who, Call.UPSERT, named, _new(body, wanted.key))
        case Update():
            return _update(write, matching, kinds)


def tags_body(names: Iterable[str], *, active: bool) -> Mapping[str, object]:
    """The body that puts tags on a member or takes them off; others stay."""
    return {"tags": [{"name": name, "status": "active" if active else "inactive"} for name in sorted(names)]}


def _new(body: Mapping[str, object], key: str, status: str = "status_if_new") -> Mapping[str, object]:
    return {EMAIL: key, **body, status: SUBSCRIBED}


def _update(write: Update, matching: Matching, kinds: Kinds) -> Row | Refused:
    fields = dict(write.diff.fields)
    if write.diff.rekeyed is not None and not matching.by_id:
        fields[EMAIL] = write.wanted.fields.get(EMAIL) or write.wanted.key
    body = _body(fields, kinds)
    return body if isinstance(body, Refused) else Row(write.record_id, Call.UPDATE, write.remote_id, body)


def _body(fields: Mapping[str, Value], kinds: Kinds) -> dict[str, object] | Refused:
    """Only what is spoken of. An e-mail can't be cleared, so null leaves it."""
    body: dict[str, object] = {}
    merged: dict[str, object] = {}
    for name, value in sorted(fields.items()):
        form = VIP if name == VIP else kinds.get(name, "")
        rendered = render(value, form)
        if isinstance(rendered, Refusal):
            return Refused(rendered.reason, name)
        if name not in OWN_FIELDS:
            merged[name] = rendered
        elif name != MEMBER_ID and (name != EMAIL or rendered):
            body[name] = rendered
    return {**body, "merge_fields": merged} if merged else body


def render(value: Value, kind: str = "") -> Json | Refusal:
    """A value as Mailchimp takes it: "" for null, `true` and `false` as texts, numbers as numbers, dates YYYY-MM-DD."""
    if isinstance(value, tuple):
        return Refusal("takes a single value, and this is a list")
    if kind == VIP:
        return value is True or value == "true"
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(value)
    if kind == BIRTHDAY and isinstance(value, date):
        return f"{value:%m/%d}"
    written = text_of(value.replace(microsecond=0) if isinstance(value, datetime) else value)
    return written if isinstance(written, Refusal) else _formed(written, kind)


def _number(value: float | Decimal) -> Json | Refusal:
    """A JSON number where that says all of it, else its digits."""
    written = text_of(Decimal(repr(value)) if isinstance(value, float) else value)
    if isinstance(written, Refusal):
        return written
    exact = Decimal(written)
    if exact == exact.to_integral_value() and abs(exact) < _LARGEST:
        return int(exact)
    return float(exact) if Decimal(repr(float(exact))) == exact else written


def _formed(written: str, kind: str) -> Json:
    match kind:
        case "birthday":
            found = _ISO_DATE.fullmatch(written.strip())
            return f"{found[1]}/{found[2]}" if found else written
        case "us phone":
            found = _US_NUMBER.fullmatch(written)
            return f"{found[1]}-{found[2]}-{found[3]}" if found else written
        case "address" if written.lstrip().startswith("{"):
            return _address(written)
        case _:
            return written


def _address(written: str) -> Json:
    try:
        parsed = orjson.loads(written)
    except orjson.JSONDecodeError:
        return written
    return parsed if isinstance(parsed, dict) else written
