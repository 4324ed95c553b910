"""Intercom's replies to writes, as answers; pure, and total on any JSON."""

from __future__ import annotations

from typing import assert_never

from joey.adapters.destinations.intercom.complaints import Complaint, complaint_of
from joey.adapters.destinations.intercom.keys import EXTERNAL_ID, Matching
from joey.adapters.destinations.intercom.payload import Row
from joey.adapters.http.exchange import Reply
from joey.adapters.http.untrusted import mapping, text
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import Answer, Exists, Gone, Refused, RowThrottled, RowUnknown, Written

GONE = frozenset({404, 410})
"""Not there, archived or deleted; 410: merged into another contact."""

_LEAD = "the contact is a lead, and Intercom keeps a lead's own external_id; `creation: lifecycle` makes it a user"
FOR_GOOD = "the contact with this external_id was deleted for good, and Intercom doesn't take it again"


def read_written(reply: Reply, row: Row, matching: Matching, note: str = "") -> Answer:
    """What a create or an update came to; a 409 is for whoever asked."""
    if reply.status in GONE:
        return Gone()
    if not reply.ok:
        return refusal_of(complaint_of(reply.body), row)
    told = mapping(reply.body)
    contact_id = text(told.get("id"))
    if not contact_id:
        return RowUnknown("Intercom's answer doesn't say which contact was written")
    ignored = row.external_id is not None and text(told.get(EXTERNAL_ID)) != row.external_id and EXTERNAL_ID in told
    if ignored and not matching.by_email:
        return Refused(_LEAD, EXTERNAL_ID)
    return Written(contact_id, "; ".join(one for one in (note, row.note, _LEAD if ignored else "") if one))


def refusal_of(complaint: Complaint, row: Row) -> Refused:
    """A row that Intercom refuses."""
    return Refused(complaint.reason(row.values), complaint.field)


def in_the_way(complaint: Complaint, *, about_key: bool) -> Answer:
    """A 409 that names a live contact: the one that is wanted, or one that has this external id besides."""
    if about_key:
        return Exists(complaint.existing)
    named = f"contact {complaint.existing}" if complaint.existing else "another contact"
    return Refused(f"{named} has this external_id already; merge them in Intercom, or map another one", EXTERNAL_ID)


def of_row(error: GatewayError) -> Answer:
    """What the failure of a row's own call says of it."""
    match error:
        case BatchRefused(reason=reason, field=field):
            return Refused(reason, field)
        case Throttled(reason=reason, until=until):
            return RowThrottled(reason, until)
        case Misconfigured(reason=reason) | Unavailable(reason=reason) | Unanswered(reason=reason):
            return RowUnknown(reason)
        case _:
            assert_never(error)
