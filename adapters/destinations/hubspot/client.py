"""HubSpot's errors, throttling and rate headers, as the HTTP client has to understand them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from joey.adapters.destinations.hubspot.complaints import complaint_of, trimmed
from joey.adapters.destinations.hubspot.facts import SEARCH_LANE, SEARCH_RATE
from joey.adapters.http.auth import BearerToken
from joey.adapters.http.client import HttpOptions, VendorHttp
from joey.adapters.http.exchange import Reply
from joey.adapters.http.reading import StatusReading, by_status, message, retry_after
from joey.adapters.http.untrusted import mapping, mappings, text, texts
from joey.adapters.http.verdict import Allowance, Denied, Throttle, Transient, Verdict
from joey.domain.facts import Facts
from joey.ports.plugin import World

BASE_URL = "https://api.hubapi.com"
MISSING_SCOPES = "HubSpot: the access token lacks scopes"

_TOKEN_HINT = "Check access_token: a private app's token or a service key of this account, not expired or revoked."  # noqa: S105
_SCOPE_NAMES = ("requiredGranularScopes", "requiredScopes", "missingScopes", "scopes")
_OPTIONS_WRONG = {
    "unable to infer object type": "Choose an object that this account has.",
    "non-unique": "Choose a match_field whose values are unique in HubSpot.",
}
_PREFIX = "x-hubspot-ratelimit-"


def client(base_url: str, token: str, facts: Facts, reading: HubSpotReading, world: World) -> VendorHttp:
    """The App's one connection; raises ValueError where ``base_url`` is none that may get the token."""
    return VendorHttp(
        base_url,
        facts.limits,
        BearerToken(token, _TOKEN_HINT),
        reading,
        world.clock,
        world.randomness,
        facts.repeatable,
        world.transport,
        options=HttpOptions(lanes={SEARCH_LANE: (SEARCH_RATE,)}, vendor="hubspot"),
    )


class HubSpotReading(StatusReading):
    """Reads HubSpot's replies. ``zone``: the account's time zone, once known; its midnight renews the day's quota."""

    def __init__(self) -> None:
        self.zone = "UTC"

    def classify(self, reply: Reply) -> Verdict:
        match reply.status:
            case 401:
                return Denied(f"HubSpot doesn't accept the access token: {trimmed(message(reply))}", _TOKEN_HINT)
            case 403:
                return _forbidden(reply)
            case 429:
                return self._throttle(reply)
            case 400:
                return _bad_options(reply) or by_status(reply)
            case 477:
                return Transient("HubSpot is moving this account", acted=False, wait=retry_after(reply))
            case _:
                return by_status(reply)

    def allowance(self, reply: Reply) -> Allowance | None:
        remaining = _number(reply, _PREFIX + "remaining")
        interval = _number(reply, _PREFIX + "interval-milliseconds")
        daily = _number(reply, _PREFIX + "daily-remaining")
        if remaining is None and daily is None:
            return None
        return Allowance(
            remaining=remaining,
            seconds=None if not interval else interval / 1000,
            daily=daily,
            daily_until=None if daily is None else self._midnight(reply.at),
        )

    def _throttle(self, reply: Reply) -> Throttle:
        """By policy: HubSpot's own client waits 10 s for the rolling limit and 1 s for the secondly one."""
        body = mapping(reply.body)
        told = trimmed(message(reply))
        policy = (text(body.get("policyName")) or told).upper()
        asked = retry_after(reply)
        if "DAILY" in policy:
            return Throttle(f"HubSpot: {told}", until=self._midnight(reply.at), daily=True)
        if "TEN_SECONDLY" in policy:
            return Throttle(f"HubSpot: {told}", wait=max(asked or 0.0, 10.0))
        if "SECONDLY" in policy:
            return Throttle(f"HubSpot: {told}", wait=max(asked or 0.0, 1.0))
        return Throttle(f"HubSpot: {told}", wait=asked)

    def _midnight(self, at: datetime) -> datetime:
        zone = _zone(self.zone)
        tomorrow = at.astimezone(zone).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), zone).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # an unknown zone is a KeyError
        return ZoneInfo("UTC")


def _number(reply: Reply, name: str) -> int | None:
    told = reply.headers.get(name, "")
    return int(told) if told.isascii() and told.isdigit() else None


def _forbidden(reply: Reply) -> Denied:
    body = mapping(reply.body)
    contexts = [mapping(body.get("context")), *(mapping(e.get("context")) for e in mappings(body.get("errors")))]
    scopes = sorted({scope for context in contexts for name in _SCOPE_NAMES for scope in texts(context.get(name))})
    if scopes or text(body.get("category")) == "MISSING_SCOPES":
        named = ", ".join(scopes) or "that this call needs"
        return Denied(f"{MISSING_SCOPES}: {named}", "Add them to the private app (or service key) and try again.")
    return Denied(f"HubSpot forbids this call: {trimmed(message(reply))}", _TOKEN_HINT)


def _bad_options(reply: Reply) -> Denied | None:
    """Refusals that are about how the Destination is set up, and would meet every batch alike."""
    told = complaint_of(reply.body).message
    hint = next((hint for part, hint in _OPTIONS_WRONG.items() if part in told.lower()), None)
    return None if hint is None else Denied(f"HubSpot: {trimmed(told)}", hint)
