"""Intercom's addresses, version, credentials, errors and throttling, as the HTTP client has to understand them."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.intercom.complaints import complaint_of
from joey.adapters.destinations.intercom.facts import WINDOW
from joey.adapters.http.auth import BearerToken
from joey.adapters.http.client import HttpOptions, VendorHttp
from joey.adapters.http.exchange import Params, Reply, Request
from joey.adapters.http.reading import StatusReading, by_status, retry_after
from joey.adapters.http.verdict import Allowance, Denied, Throttle, Verdict
from joey.domain.facts import Call, Facts
from joey.ports.plugin import World

VERSION = "2.14"
"""The API version that goes with every call (developers.intercom.com: versioning)."""

HOSTS = {
    "us": "https://api.intercom.io",
    "eu": "https://api.eu.intercom.io",
    "au": "https://api.au.intercom.io",
}
"""Where the workspaces of a region are."""

_HEADERS = {"accept": "application/json", "intercom-version": VERSION}
_HINT = "Check access_token and region; in Intercom: Developer Hub, your app, Authentication."
_BAD_VERSION, _TOO_MANY = "intercom_version_invalid", "rate_limit_exceeded"
_LONGEST_WAIT = 3_600.0


def client(base_url: str, token: str, facts: Facts, world: World) -> VendorHttp:
    """The App's one connection; raises ValueError where ``base_url`` is none that may get the token."""
    return VendorHttp(
        base_url,
        facts.limits,
        BearerToken(token, _HINT),
        IntercomReading(),
        world.clock,
        world.randomness,
        facts.repeatable,
        world.transport,
        options=HttpOptions(vendor="intercom"),
    )


def call(
    method: str, path: str, kind: Call, body: Mapping[str, object] | None = None, params: Params | None = None
) -> Request:
    """A call in the pinned version."""
    return Request(method, path, kind, json=None if body is None else dict(body), params=params, headers=_HEADERS)


class IntercomReading(StatusReading):
    """Reads Intercom's replies; what a 4xx says of a row is left to whoever asked."""

    def classify(self, reply: Reply) -> Verdict:
        complaint = complaint_of(reply.body) if reply.status >= 400 else None
        if complaint is None:
            return by_status(reply)
        if reply.status == 429 or complaint.code == _TOO_MANY:
            return Throttle(f"Intercom: {complaint.reason()}", wait=_to_reset(reply) or retry_after(reply))
        if complaint.code == _BAD_VERSION:
            return Denied(f"Intercom no longer has the version {VERSION} of its API", "Update Joey.")
        if reply.status == 402:
            return Denied(f"Intercom: {complaint.reason()}", "The workspace's plan doesn't have this.")
        return by_status(reply)

    def allowance(self, reply: Reply) -> Allowance | None:
        """Calls left in the window of ten seconds, and when it ends."""
        left = _number(reply, "x-ratelimit-remaining")
        return None if left is None else Allowance(remaining=left, seconds=WINDOW, resets=_to_reset(reply))


def _to_reset(reply: Reply) -> float | None:
    """Seconds to the window's end; None where it isn't said, or the two clocks can't be of one time."""
    reset = _number(reply, "x-ratelimit-reset")
    if reset is None:
        return None
    seconds = reset - reply.at.timestamp()
    return max(seconds, 1.0) if abs(seconds) <= _LONGEST_WAIT else None


def _number(reply: Reply, name: str) -> int | None:
    told = reply.headers.get(name, "").strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) < 12 else None
