"""Actions to the bodies of Zendesk's calls; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from joey.adapters.destinations.zendesk.keys import EXTERNAL_ID, address_of, tag_of
from joey.adapters.destinations.zendesk.schema import EMAIL, NAME, OWN_FIELDS, FieldTags, own_key
from joey.domain.action import Create, Delete, Update, Upsert, Write
from joey.domain.canonical import text_of
from joey.domain.facts import Call
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.gateway import Refused

_LARGEST = 2**53

Json = str | int | float | bool | list[str] | None
Tags = frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One write as it is sent.

    ``address``: the primary e-mail that a user is to have. ``former``: those that Joey may have given it before.
    """

    record_id: RecordId
    call: Call
    key: str
    remote_id: str = ""
    body: Mapping[str, object] = field(default_factory=dict[str, object])
    address: str = ""
    former: frozenset[str] = frozenset()

    @property
    def moves(self) -> bool:
        """Whether an e-mail may have to be made the primary one after the write: a call of its own."""
        return self.call is Call.UPDATE and bool(self.address)

    @property
    def values(self) -> Iterable[str]:
        """What is sent, as texts: not to be repeated in reasons."""
        own = self.body.get("user_fields")
        held = [*self.body.values(), *(own.values() if isinstance(own, Mapping) else ())]
        return [str(value) for value in held if isinstance(value, str | int | float)]


def row_of(write: Write, tags: FieldTags, has: Tags = frozenset()) -> Row | Refused:
    """A write as it is sent; ``has``: the tags that the user has now."""
    match write:
        case Delete():
            return Row(write.record_id, Call.DELETE, write.key, write.remote_id)
        case Create() | Upsert():
            return _created(write, tags)
        case Update():
            return _updated(write, tags, has)


def _created(write: Create | Upsert, tags: FieldTags) -> Row | Refused:
    wanted = write.wanted
    body = _body(wanted.fields)
    if isinstance(body, Refused):
        return body
    name = body.get(NAME) if str(body.get(NAME) or "").strip() else default_name(wanted)
    named = {EXTERNAL_ID: wanted.key, **body, NAME: name, "role": "end-user"}
    joined = frozenset(map(tag_of, wanted.groups))
    if joined:
        named["tags"] = sorted(joined.union(*_given(wanted.fields, tags)))
    return Row(write.record_id, Call.CREATE, wanted.key, "", named, address_of(wanted.fields.get(EMAIL)))


def _updated(write: Update, tags: FieldTags, has: Tags) -> Row | Refused:
    diff, wanted = write.diff, write.wanted
    fields = dict(diff.fields)
    if diff.rekeyed is not None:
        fields[EXTERNAL_ID] = wanted.fields.get(EXTERNAL_ID) or wanted.key
    body = _body(fields)
    if isinstance(body, Refused):
        return body
    if NAME in fields and not str(body.get(NAME) or "").strip():
        body[NAME] = default_name(wanted)
    if diff.moves:
        kept = has - frozenset(map(tag_of, diff.left)) - frozenset().union(*map(tags.of, map(own_key, fields)))
        body["tags"] = sorted(kept.union(map(tag_of, diff.joined), *_given(fields, tags)))
    past = frozenset(address_of(snapshot.fields.get(EMAIL)) for snapshot in write.past) - {""}
    address = address_of(fields.get(EMAIL))
    return Row(write.record_id, Call.UPDATE, wanted.key, write.remote_id, body, address, past - {address})


def _given(fields: Mapping[str, Value], tags: FieldTags) -> Iterator[Tags]:
    return (tags.given(own_key(name), value) for name, value in fields.items())


def default_name(wanted: Snapshot) -> str:
    """What a user without a name is called, since Zendesk wants one: its alias, e-mail or external id."""
    named = (str(wanted.fields.get(name) or "").strip() for name in ("alias", EMAIL, EXTERNAL_ID))
    return next((name for name in named if name), wanted.key)


def _body(fields: Mapping[str, Value]) -> dict[str, object] | Refused:
    """Only what is spoken of. A user keeps an address that is cleared here; a new one is taken to be verified."""
    body: dict[str, object] = {}
    own: dict[str, object] = {}
    for name, value in sorted(fields.items()):
        rendered = render(value)
        if isinstance(rendered, Refusal):
            return Refused(rendered.reason, name)
        if name not in OWN_FIELDS:
            own[own_key(name)] = rendered
        elif name == EMAIL:
            body |= {EMAIL: rendered, "verified": True, "skip_verify_email": True} if rendered else {}
        else:
            body[name] = rendered.strip() if name == EXTERNAL_ID and isinstance(rendered, str) else rendered
    return {**body, "user_fields": own} if own else body


def render(value: Value) -> Json | Refusal:
    """A value as Zendesk takes it: null clears, numbers and booleans as such, dates YYYY-MM-DD, lists as arrays."""
    if isinstance(value, tuple):
        written = [render(one) for one in value]
        refused = next((one for one in written if isinstance(one, Refusal)), None)
        return refused if refused is not None else [str(one) for one in written]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, datetime):
        return text_of(value.replace(microsecond=0))
    return value.isoformat() if isinstance(value, date) else value


def _number(value: float | Decimal) -> Json | Refusal:
    """A JSON number where that says all of it, else its digits."""
    written = text_of(Decimal(repr(value)) if isinstance(value, float) else value)
    if isinstance(written, Refusal):
        return written
    exact = Decimal(written)
    if exact == exact.to_integral_value() and abs(exact) < _LARGEST:
        return int(exact)
    return float(exact) if Decimal(repr(float(exact))) == exact else written
