"""One write as a call of its own, and what that call's failure says of the row; pure."""

from __future__ import annotations

from typing import assert_never

from joey.adapters.destinations.zendesk import paths
from joey.adapters.destinations.zendesk.payload import Row
from joey.adapters.http.exchange import Request
from joey.domain.facts import Call
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Throttled, Unanswered, Unavailable
from joey.ports.gateway import Answer, Refused, RowThrottled, RowUnknown


def request_of(row: Row) -> Request:
    """POST makes, PUT changes, DELETE deletes softly; a body goes with each."""
    match row.call:
        case Call.DELETE:
            return Request("DELETE", paths.user(row.remote_id), Call.DELETE, json={})
        case Call.UPDATE:
            return Request("PUT", paths.user(row.remote_id), Call.UPDATE, json={"user": dict(row.body)})
        case _:
            return Request("POST", paths.USERS, Call.CREATE, json={"user": dict(row.body)})


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
