"""Zendesk's replies to writes of one user; pure, and total on any JSON."""

from __future__ import annotations

from datetime import timedelta

from returns.result import Failure, Result, Success

from joey.adapters.destinations.zendesk.complaints import Complaint, complaint_of
from joey.adapters.destinations.zendesk.keys import EXTERNAL_ID
from joey.adapters.destinations.zendesk.payload import Row
from joey.adapters.destinations.zendesk.schema import EMAIL
from joey.adapters.http.exchange import Reply
from joey.adapters.http.reading import retry_after
from joey.adapters.http.untrusted import mapping, text
from joey.domain.facts import Call
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured
from joey.ports.gateway import Answer, Exists, Gone, Refused, RowThrottled, RowUnknown, Written

ONE_USER = "single unique user"
"""In the text of the 429 that is about changing one user too often (recorded); other users may go on."""

EMAIL_TAKEN = Refused("another Zendesk user has this e-mail address; merge the two there, or free it", EMAIL)

_SILENT = "Zendesk's answer doesn't say what became of this user"
_HINT = "Give the credentials' user the role of an admin, or of an agent who may manage end users."


def read_answer(row: Row, reply: Reply) -> Result[Answer, GatewayError]:
    """What a reply says of the row."""
    if reply.ok:
        return Success(_deleted(row, reply.body) if row.call is Call.DELETE else _accepted(row, reply.body))
    if reply.status == 404 and row.call in {Call.UPDATE, Call.DELETE}:
        return Success(Gone())
    if reply.status == 403:
        return Failure(forbidden(reply))
    if reply.status == 429:
        wait = retry_after(reply)
        until = None if wait is None else reply.at + timedelta(seconds=wait)
        return Success(RowThrottled("Zendesk takes no more changes of this user for now", until))
    return Success(refused(row.call, complaint_of(reply.body), row))


def _deleted(row: Row, body: object) -> Answer:
    told = text(mapping(mapping(body).get("user")).get("id"))
    return Written(row.remote_id) if told else RowUnknown(_SILENT)


def _accepted(row: Row, body: object) -> Answer:
    user = mapping(mapping(body).get("user"))
    remote_id = text(user.get("id"))
    if not remote_id:
        return RowUnknown(_SILENT)
    if user.get("active") is False:
        return Gone() if row.call is Call.UPDATE else RowUnknown("Zendesk shows the new user as deleted")
    return Written(remote_id, "the user is suspended at Zendesk, and stays so" if user.get("suspended") is True else "")


def refused(call: Call, complaint: Complaint, row: Row | None = None) -> Answer:
    """A value that another user has makes a create, or a change of key, one of somebody who exists."""
    taken = complaint.taken
    reason = complaint.reason(row.values if row is not None else ())
    if taken and (call is Call.CREATE or EXTERNAL_ID in taken):
        return Exists()
    if EMAIL in taken:
        return EMAIL_TAKEN
    return Refused(reason, complaint.field)


def forbidden(reply: Reply) -> Misconfigured:
    """The credentials may not do this."""
    return Misconfigured(f"Zendesk forbids this call: {complaint_of(reply.body).reason()}", _HINT)


def trouble(reply: Reply, what: str) -> GatewayError:
    """A refused call that isn't about a row."""
    if reply.status == 403:
        return forbidden(reply)
    complaint = complaint_of(reply.body)
    return BatchRefused(f"Zendesk, asked for {what}: {complaint.reason()}", complaint.field)
