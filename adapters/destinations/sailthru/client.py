"""Sailthru's address, signatures, errors and throttling, as the HTTP client has to understand them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import orjson

from joey.adapters.destinations.sailthru import complaints
from joey.adapters.destinations.sailthru.complaints import complaint_of
from joey.adapters.destinations.sailthru.facts import SLOW_CALLS_PER_SECOND
from joey.adapters.http.auth import NoAuth
from joey.adapters.http.client import HttpOptions, VendorHttp
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.reading import StatusReading, by_status
from joey.adapters.http.verdict import Allowance, Denied, Fine, Throttle, Transient, Verdict
from joey.adapters.redaction import PROCESS, Redactor
from joey.domain.facts import Call, Facts, Rate
from joey.ports.plugin import World

HOST = "https://api.sailthru.com"
SLOW = "slow"
"""The lane of calls that Sailthru takes fewer of."""

_MINUTE = 60.0
_MOST_DIGITS = 20
_HINTS: Mapping[int, str] = {
    complaints.BAD_KEY: "Check api_key (in Sailthru: Settings, API & Postbacks).",
    complaints.BAD_ADDRESS: "Allow this machine's address (in Sailthru: Settings, API & Postbacks).",
    complaints.BAD_SIGNATURE: "Check api_secret, and that it is this api_key's.",
}


class Signer:
    """Signs calls. The secret goes into signatures, and nowhere else."""

    def __init__(self, api_key: str, api_secret: str, redactor: Redactor = PROCESS) -> None:
        redactor.plant(api_key, api_secret)
        self._api_key = api_key
        self._api_secret = api_secret

    @property
    def account(self) -> str:
        """What names the account, since no call does: a digest of its API key."""
        return hashlib.sha256(self._api_key.encode()).hexdigest()[:16]

    def request(self, method: str, path: str, call: Call, said: Mapping[str, object], lane: str = "") -> Request:
        """A call that says this, serialised once: what is signed is what is sent."""
        given = {"api_key": self._api_key, "format": "json", "json": orjson.dumps(said).decode()}
        signed = {**given, "sig": signature(self._api_secret, given.values())}
        if method == "POST":
            return Request(method, path, call, form=signed, lane=lane)
        return Request(method, path, call, params=signed, lane=lane)


def signature(secret: str, values: Iterable[str]) -> str:
    """MD5, in hex, of the secret and the sorted values of all other parameters (api-basics/technical)."""
    return hashlib.md5((secret + "".join(sorted(values))).encode(), usedforsecurity=False).hexdigest()


def client(base_url: str, facts: Facts, world: World) -> VendorHttp:
    """The App's one connection; raises ValueError where ``base_url`` is none that may get signed calls."""
    per_minute = next(rate.calls for rate in facts.limits.rates if rate.seconds == _MINUTE)
    return VendorHttp(
        base_url,
        facts.limits,
        NoAuth(),
        SailthruReading(per_minute),
        world.clock,
        world.randomness,
        facts.repeatable,
        world.transport,
        options=HttpOptions(vendor="sailthru", lanes={SLOW: (Rate(SLOW_CALLS_PER_SECOND, 1.0),)}),
    )


class SailthruReading(StatusReading):
    """Reads Sailthru's replies, by the error's code first. ``per_minute``: the calls that the App declares."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute

    def classify(self, reply: Reply) -> Verdict:
        complaint = complaint_of(reply.body)
        reason = f"Sailthru: {complaint.reason()}"
        if reply.status == 429 or complaint.code == complaints.TOO_MANY:
            return Throttle(reason, until=_reset(reply))
        hint = _HINTS.get(complaints.BAD_KEY if reply.status == 401 else complaint.code or 0)
        if hint is not None:
            return Denied(reason, hint)
        if complaint.code == complaints.INTERNAL:
            return Transient(reason)
        known = complaint.code is not None and reply.status < 500
        return Fine() if known else by_status(reply)

    def allowance(self, reply: Reply) -> Allowance | None:
        """Each endpoint has a count and a limit of its own; told is what the App's minute has left by that count."""
        limit, left = _number(reply, "x-rate-limit-limit"), _number(reply, "x-rate-limit-remaining")
        if limit is None or left is None:
            return None
        reset = _reset(reply)
        resets = None if reset is None else (reset - reply.at).total_seconds()
        remaining = 0 if left == 0 else max(0, self._per_minute - (limit - left))
        return Allowance(remaining=remaining, seconds=_MINUTE, resets=resets)


def _reset(reply: Reply) -> datetime | None:
    """When the count starts anew; None where that isn't told, or is past already by our clock."""
    seconds = _number(reply, "x-rate-limit-reset")
    if seconds is None or not reply.at.timestamp() < seconds < 1e11:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _number(reply: Reply, name: str) -> int | None:
    told = reply.headers.get(name, "").strip()
    return int(told) if told.isascii() and told.isdigit() and len(told) < _MOST_DIGITS else None
