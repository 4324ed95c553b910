"""Sailthru's replies to lookups and writes of users; pure, and total on any JSON."""

from __future__ import annotations

from returns.result import Failure, Result, Success

from joey.adapters.destinations.sailthru.complaints import BAD_EMAIL, complaint_of
from joey.adapters.destinations.sailthru.keys import EMAIL
from joey.adapters.destinations.sailthru.payload import Row
from joey.adapters.http.exchange import Reply
from joey.adapters.http.untrusted import mapping, text
from joey.domain.action import RemoteRecord
from joey.domain.facts import Call
from joey.ports.errors import BatchRefused, GatewayError, Unavailable
from joey.ports.gateway import Answer, Gone, Refused, RowUnknown, Written

_SILENT = RowUnknown("Sailthru's answer doesn't say what became of this user")


def read_answer(row: Row, reply: Reply) -> Answer:
    """What a reply says of the row."""
    complaint = complaint_of(reply.body)
    if reply.ok and complaint.code is None:
        return _accepted(row, mapping(reply.body))
    if complaint.user_unknown and row.call in {Call.UPDATE, Call.DELETE}:
        return Gone()
    reason = complaint.reason(row.values)
    return Refused(reason if complaint.code is not None else f"HTTP {reply.status}: {reason}", _field(complaint.code))


def _accepted(row: Row, body: object) -> Answer:
    told = mapping(body)
    if told.get("ok") is not True:
        return _SILENT
    sid = row.remote_id or text(mapping(told.get("keys")).get("sid"))
    return Written(sid) if sid else _SILENT


def _field(code: int | None) -> str | None:
    return EMAIL if code == BAD_EMAIL else None


def read_user(reply: Reply) -> Result[RemoteRecord | None, GatewayError]:
    """The user that a lookup found; None where nobody has the key, or where it is none that anybody could have."""
    complaint = complaint_of(reply.body)
    if complaint.user_unknown or complaint.code == BAD_EMAIL:
        return Success(None)
    if not reply.ok or complaint.code is not None:
        return Failure(refused(reply, "a user"))
    keys = mapping(mapping(reply.body).get("keys"))
    sid, email = text(keys.get("sid")), text(keys.get("email")).strip().lower()
    if not sid:
        return Failure(Unavailable("Sailthru's answer about a user doesn't say its sid"))
    return Success(RemoteRecord(sid, frozenset({email} if email else ())))


def refused(reply: Reply, what: str) -> BatchRefused:
    """A refused call that isn't a write of a user."""
    return BatchRefused(f"Sailthru, asked for {what}: HTTP {reply.status}, {complaint_of(reply.body).reason()}")
