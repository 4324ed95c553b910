"""Actions to what Sailthru's calls say; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from joey.adapters.destinations.sailthru.facts import LONGEST_VAR
from joey.adapters.destinations.sailthru.keys import EMAIL, KEYS, unsendable_of
from joey.domain.action import Create, Delete, Update, Upsert, Write
from joey.domain.canonical import text_of
from joey.domain.diff import Diff
from joey.domain.facts import Call
from joey.domain.property import Refusal, Scalar, Value
from joey.domain.record import RecordId
from joey.ports.gateway import Refused

_LARGEST = 2**53

Json = str | int | float | bool | list[object] | None
Body = Mapping[str, object]

_CALLS: Mapping[type[Write], Call] = {
    Create: Call.CREATE,
    Update: Call.UPDATE,
    Upsert: Call.UPSERT,
    Delete: Call.DELETE,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One write as it is said. ``remote_id``: blank where the e-mail names the user."""

    record_id: RecordId
    call: Call
    remote_id: str
    body: Body = field(repr=False)

    @property
    def says_nothing(self) -> bool:
        """Whether it only names the user."""
        return self.call is Call.UPDATE and not self.body.keys() & {"keys", "vars", "lists"}

    @property
    def values(self) -> Iterator[str]:
        """What is sent, as texts: not to be repeated in reasons."""
        yield str(self.body["id"])
        for part in (self.body.get("keys"), self.body.get("vars")):
            if isinstance(part, dict):
                yield from (str(value) for value in part.values() if isinstance(value, str | int | float))


def row_of(write: Write) -> Row | Refused:
    """A write as it is said; refused where a name or a value has no form that Sailthru takes."""
    if isinstance(write, Delete):
        return Row(write.record_id, Call.DELETE, write.remote_id, by_sid(write.remote_id))
    if isinstance(write, Update):
        named, remote_id, fields = by_sid(write.remote_id), write.remote_id, write.diff.fields
    else:
        named, remote_id, fields = by_email(write.wanted.key), "", write.wanted.fields
    said = _said(fields, write.diff, write.wanted.key if write.diff.rekeyed is not None and remote_id else "")
    return (
        said if isinstance(said, Refused) else Row(write.record_id, _CALLS[type(write)], remote_id, {**named, **said})
    )


def by_sid(remote_id: str) -> Body:
    """The user of that sid."""
    return {"id": remote_id, "key": "sid"}


def by_email(key: str) -> Body:
    """The user of that e-mail."""
    return {"id": key, "key": EMAIL}


def joined(write: Write) -> frozenset[str]:
    """The lists that a write puts its user on."""
    return frozenset() if isinstance(write, Delete) else write.diff.joined


def _said(fields: Mapping[str, Value], change: Diff, new_email: str) -> Body | Refused:
    """`keys`, `vars` and `lists`, each where there is something to say; two users are never made one."""
    keys: dict[str, object] = {EMAIL: new_email} if new_email else {}
    own: dict[str, object] = {}
    for name, value in sorted(fields.items()):
        if len(name) > LONGEST_VAR:
            return Refused(f"Sailthru takes names of up to {LONGEST_VAR} characters", name)
        rendered = render(value)
        if isinstance(rendered, Refusal):
            return Refused(rendered.reason, name)
        if name not in KEYS:
            own[name] = rendered
        elif name != EMAIL:
            keys[name] = rendered
    lists = dict.fromkeys(sorted(change.left), 0) | dict.fromkeys(sorted(change.joined), 1)
    conflict = {"keysconflict": "error"} if keys else {}
    parts = {"keys": keys, "vars": own, "lists": lists}
    return {**{name: part for name, part in parts.items() if part}, **conflict, "fields": {"keys": 1}}


def render(value: Value) -> Json | Refusal:
    """A value as JSON: dates as texts, lists as lists, numbers as numbers where JSON holds them exactly."""
    if not isinstance(value, tuple):
        return None if value is None else _scalar(value)
    items = [_scalar(each) for each in value]
    return _first_refusal(items) or list(items)


def _first_refusal(items: Iterable[Json | Refusal]) -> Refusal | None:
    return next((each for each in items if isinstance(each, Refusal)), None)


def _scalar(value: Scalar) -> Json | Refusal:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unsendable_of(value) or value
    written = text_of(Decimal(repr(value)) if isinstance(value, float) else value)
    if isinstance(written, Refusal) or not isinstance(value, int | float | Decimal):
        return written
    exact = Decimal(written)
    if exact == exact.to_integral_value() and abs(exact) < _LARGEST:
        return int(exact)
    return float(exact) if Decimal(repr(float(exact))) == exact else written
