"""Salesforce's errors, throttling and count of calls, as the HTTP client has to understand them."""

from __future__ import annotations

import re

from joey.adapters.destinations.salesforce.complaints import complaint_of
from joey.adapters.http.auth import Auth
from joey.adapters.http.client import HttpOptions, VendorHttp
from joey.adapters.http.exchange import Reply
from joey.adapters.http.reading import StatusReading, by_status, message
from joey.adapters.http.transport import Timeouts
from joey.adapters.http.verdict import Allowance, Denied, Expired, Refusal, Throttle, Transient, Verdict
from joey.domain.facts import Call, Limits
from joey.ports.plugin import World

OUT_OF_CALLS = "REQUEST_LIMIT_EXCEEDED"

_USAGE = re.compile(r"api-usage=(\d+)/(\d+)")
_AT_ONCE_WAIT = 10.0
_HINT = "Give the integration's user the permissions that this needs (API Enabled, the object, the fields)."
_RETIRED = "Set api_version to one that Salesforce still has."


def client(
    base_url: str, auth: Auth, limits: Limits, spare: int, repeatable: frozenset[Call], world: World
) -> VendorHttp:
    """A connection to one host; raises ValueError where ``base_url`` is none that may get the token."""
    return VendorHttp(
        base_url,
        limits,
        auth,
        SalesforceReading(spare),
        world.clock,
        world.randomness,
        repeatable,
        world.transport,
        options=HttpOptions(vendor="salesforce", timeouts=Timeouts()),
    )


class SalesforceReading(StatusReading):
    """Reads Salesforce's replies. ``spare``: calls of the day that are left to other programs."""

    def __init__(self, spare: int = 0) -> None:
        self._spare = spare

    def classify(self, reply: Reply) -> Verdict:
        match reply.status:
            case 401:
                return Expired(f"Salesforce: {complaint_of(reply.body).reason()}")
            case 403:
                return _forbidden(reply)
            case 410:
                return Denied(f"Salesforce no longer has this version: {message(reply)}", _RETIRED)
            case 414 | 431:
                return Refusal("the query is too long for Salesforce")
            case 503:
                return Transient(f"Salesforce is busy: {message(reply)}", acted=False)
            case _:
                return by_status(reply)

    def allowance(self, reply: Reply) -> Allowance | None:
        """Of the calls of the last 24 hours; when they come back isn't said."""
        told = _USAGE.search(reply.headers.get("sforce-limit-info", ""))
        return None if told is None else Allowance(daily=int(told[2]) - int(told[1]) - self._spare)


def _forbidden(reply: Reply) -> Verdict:
    complaint = complaint_of(reply.body)
    told = f"Salesforce: {complaint.reason()}"
    if complaint.code != OUT_OF_CALLS:
        return Denied(told, _HINT)
    if "concurrent" in complaint.message.lower():
        return Throttle(told, wait=_AT_ONCE_WAIT)
    return Throttle(told, daily=True)
