"""Mailchimp's replies to writes of one member, in calls of their own or within a batch; pure, and total on any JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from joey.adapters.destinations.mailchimp.complaints import Complaint, complaint_of
from joey.adapters.destinations.mailchimp.payload import SUBSCRIBED
from joey.adapters.http.untrusted import mapping, text
from joey.domain.facts import Call
from joey.ports.gateway import Answer, Exists, Gone, Refused, RowThrottled, RowUnknown, Written

ARCHIVED = "archived"
NO_CONTENT = 204
"""What archiving, and tagging a member, is answered with: nothing else says that it was done."""

_SILENT = "Mailchimp's answer doesn't say what became of this member"


@dataclass(frozen=True, slots=True)
class Dormant:
    """The member took the values, and is still archived: its status has to be set."""

    id: str


Read: TypeAlias = Answer | Dormant


def read_answer(call: Call, named: str, status: int, body: object, sent: Iterable[str] = ()) -> Read:
    """What a reply says of the row. ``named``: what the path named it by; ``sent``: values to keep silent on."""
    if 200 <= status < 300:
        return _archived(named, status) if call is Call.DELETE else _accepted(call, body)
    complaint = complaint_of(body)
    gone = status == 404 or (status == 405 and call is Call.DELETE)
    if gone and call in {Call.UPDATE, Call.DELETE}:
        return Gone()
    if complaint.is_taken:
        return Exists()
    return _refused(status, complaint, sent)


def _archived(named: str, status: int) -> Read:
    return Written(named) if status == NO_CONTENT else RowUnknown(_SILENT)


def _accepted(call: Call, body: object) -> Read:
    member = mapping(body)
    remote_id = text(member.get("contact_id")) or text(member.get("id"))
    state = text(member.get("status"))
    if not remote_id:
        return RowUnknown(_SILENT)
    if state == ARCHIVED:
        return Gone() if call is Call.UPDATE else Dormant(remote_id)
    return Written(remote_id, note_of(state))


def note_of(state: str) -> str:
    """What is to be said of a member that gets no mail."""
    return "" if state in {SUBSCRIBED, ""} else f"the member is {state} at Mailchimp, and stays so"


def _refused(status: int, complaint: Complaint, sent: Iterable[str]) -> Answer:
    reason = complaint.reason(sent)
    if status == 429:
        return RowThrottled(reason)
    if status >= 500 or status in {403, 408}:
        return RowUnknown(reason)
    return Refused(reason, complaint.field)
