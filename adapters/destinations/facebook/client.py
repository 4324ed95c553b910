"""Facebook's address, credentials, errors and throttling, as the HTTP client has to understand them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

import orjson
from returns.result import Result

from joey.adapters.destinations.facebook.complaints import (
    NO_TERMS,
    OLD_VERSION,
    PASSING,
    PERMISSION,
    THROTTLED,
    TOKEN,
    Complaint,
    complaint_of,
)
from joey.adapters.http.auth import BearerToken
from joey.adapters.http.client import HttpOptions, VendorHttp
from joey.adapters.http.exchange import Reply, Request, Scalar
from joey.adapters.http.reading import StatusReading, by_status, retry_after
from joey.adapters.http.untrusted import mapping, mappings
from joey.adapters.http.verdict import Allowance, Denied, Fine, Throttle, Transient, Verdict
from joey.domain.facts import Call, Facts
from joey.ports.errors import GatewayError
from joey.ports.plugin import World

HINT = "Make a new token of a system user with ads_management, and set access_token to it."
PERMISSION_HINT = "Give the system user of the token ads_management, and this ad account with full control."
TERMS_HINT = "Accept the terms of custom audiences for this ad account (Ads Manager, Audiences)."
VERSION_HINT = "Use a newer Joey: Facebook has ended this version of its API."
_USAGE = "x-business-use-case-usage"
_MINUTE, _HOUR = 60.0, 3_600.0
_TOLD_FROM = 80.0


@dataclass(frozen=True, slots=True)
class Graph:
    """The App's one connection; ``proof`` goes with each call where the App has an app secret."""

    http: VendorHttp
    proof: str = ""

    async def send(
        self,
        method: str,
        path: str,
        call: Call,
        json: object | None = None,
        params: Mapping[str, Scalar] | None = None,
    ) -> Result[Reply, GatewayError]:
        """One call, signed if need be."""
        signed = {"appsecret_proof": self.proof} if self.proof else {}
        return await self.http.send(Request(method, path, call, json=json, params={**(params or {}), **signed}))


def graph(base_url: str, token: str, app_secret: str, facts: Facts, world: World) -> Graph:
    """The connection; raises ValueError where ``base_url`` is none that may get the token."""
    http = VendorHttp(
        base_url,
        facts.limits,
        BearerToken(token, HINT),
        FacebookReading(facts.limits.rates[0].calls),
        world.clock,
        world.randomness,
        facts.repeatable,
        world.transport,
        options=HttpOptions(vendor="facebook"),
    )
    return Graph(http, proof_of(token, app_secret) if app_secret.strip() else "")


def proof_of(token: str, app_secret: str) -> str:
    """The signature that some apps demand (graph-api/securing-requests)."""
    return hmac.new(app_secret.strip().encode(), token.strip().encode(), hashlib.sha256).hexdigest()


class FacebookReading(StatusReading):
    """Reads the Graph API's replies: by the error's code, whatever the status. ``calls``: those of an hour."""

    def __init__(self, calls: int) -> None:
        self._calls = calls

    def classify(self, reply: Reply) -> Verdict:
        complaint = complaint_of(reply.body)
        if complaint.code in THROTTLED:
            minutes = _most(reply, "estimated_time_to_regain_access")
            return Throttle(f"Facebook: {complaint.reason}", wait=minutes * _MINUTE if minutes else retry_after(reply))
        if complaint.code in PASSING or complaint.transient:
            return Transient(f"Facebook: {complaint.reason}")
        if complaint.code:
            return _denied(complaint) or (Fine() if reply.status < 500 else by_status(reply))
        return by_status(reply)

    def allowance(self, reply: Reply) -> Allowance | None:
        """From four fifths on, what is left of the hour by Facebook's count, which is of time spent too."""
        used = max(_most(reply, name) for name in ("call_count", "total_cputime", "total_time"))
        if used < _TOLD_FROM:
            return None
        minutes = _most(reply, "estimated_time_to_regain_access")
        left = int(self._calls * max(0.0, 100.0 - used) / 100)
        return Allowance(remaining=left, seconds=_HOUR, resets=minutes * _MINUTE if minutes else None)


def _denied(complaint: Complaint) -> Denied | None:
    if complaint.code in TOKEN:
        return Denied(f"Facebook doesn't accept the access token: {complaint.reason}", HINT)
    if complaint.subcode == NO_TERMS:
        return Denied(f"Facebook: {complaint.reason}", TERMS_HINT)
    if complaint.code in PERMISSION:
        return Denied(f"Facebook forbids this call: {complaint.reason}", PERMISSION_HINT)
    if complaint.code == OLD_VERSION:
        return Denied(f"Facebook: {complaint.reason}", VERSION_HINT)
    if "appsecret_proof" in complaint.message:
        return Denied(f"Facebook: {complaint.reason}", "Set app_secret to the secret of the app that made the token.")
    return None


def _most(reply: Reply, name: str) -> float:
    """The largest of a number that the usage header tells, over all its accounts; 0 where it doesn't."""
    try:
        told: object = orjson.loads(reply.headers.get(_USAGE, "{}"))
    except orjson.JSONDecodeError:
        return 0.0
    values = [one.get(name) for rows in mapping(told).values() for one in mappings(rows)]
    numbers = [float(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    return max(numbers, default=0.0)
