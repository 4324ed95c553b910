"""Marketo's address, tokens, errors and throttling, as the HTTP client has to understand them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from joey.adapters.destinations.marketo import paths
from joey.adapters.destinations.marketo.complaints import Complaint, complaints_of, trimmed
from joey.adapters.destinations.marketo.facts import SYNC_TIME
from joey.adapters.http.client import HttpOptions, VendorHttp
from joey.adapters.http.exchange import Reply
from joey.adapters.http.oauth import OAuth
from joey.adapters.http.reading import StatusReading, by_status, message
from joey.adapters.http.transport import Timeouts
from joey.adapters.http.untrusted import mapping
from joey.adapters.http.verdict import Denied, Expired, Fine, Refusal, Throttle, Transient, Verdict
from joey.domain.facts import Facts
from joey.ports.plugin import World

HINT = "Check client_id and client_secret (in Marketo: Admin, LaunchPoint), and that they are of this subscription."
_PERMISSIONS = "The role of the service's user needs Read-Write Lead and Read-Write Assets, and this address access."
_CENTRAL = ZoneInfo("America/Chicago")
_TAIL = re.compile(r"/(rest|identity)/*$")
_TIMEOUTS = Timeouts(read=SYNC_TIME + 30.0)
"""Marketo gives up on a sync of leads before this; whoever waits longer knows that it is over."""

_NOT_EXECUTED = frozenset({"608", "611", "614", "713"})
_MAY_HAVE_ACTED = frozenset({"500", "502", "604"})
_RATE_WAIT = 20.0


def host(base_url: str) -> str:
    """The subscription's address; the admin pages show it with /rest or /identity at its end."""
    return _TAIL.sub("", base_url.strip().rstrip("/"))


def token_auth(client_id: str, client_secret: str, world: World) -> OAuth:
    """Client credentials; the secret goes in a form, not in an address."""
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
    return OAuth(paths.TOKEN, form, world.clock)


def client(base_url: str, auth: OAuth, facts: Facts, world: World) -> VendorHttp:
    """The App's one connection; raises ValueError where ``base_url`` is none that may get the secret."""
    return VendorHttp(
        host(base_url),
        facts.limits,
        auth,
        MarketoReading(),
        world.clock,
        world.randomness,
        facts.repeatable,
        world.transport,
        options=HttpOptions(vendor="marketo", timeouts=_TIMEOUTS),
    )


class MarketoReading(StatusReading):
    """Reads Marketo's replies: most that goes wrong comes with HTTP 200 and a code. There are no rate headers."""

    def classify(self, reply: Reply) -> Verdict:
        if reply.status == 401:
            return Denied(f"Marketo doesn't accept the credentials: {trimmed(message(reply))}", HINT)
        if reply.status == 414:
            return Refusal("Marketo: the address is too long")
        if not reply.ok:
            return by_status(reply)
        if mapping(reply.body).get("success") is not False:
            return Fine()
        verdicts = (_meaning(complaint, reply.at) for complaint in complaints_of(reply.body))
        return next((verdict for verdict in verdicts if not isinstance(verdict, Fine)), Fine())


def _meaning(complaint: Complaint, at: datetime) -> Verdict:
    reason = f"Marketo: {complaint.reason()}"
    match complaint.code:
        case "601" | "602":
            return Expired(reason)
        case "600" | "603":
            return Denied(reason, _PERMISSIONS if complaint.code == "603" else HINT)
        case "606":
            return Throttle(reason, wait=_RATE_WAIT)
        case "607":
            return Throttle(reason, until=midnight(at), daily=True)
        case "615":
            return Throttle(reason)
        case code if code in _NOT_EXECUTED:
            return Transient(reason, acted=False)
        case code if code in _MAY_HAVE_ACTED:
            return Transient(reason)
        case _:
            return Fine()


def midnight(at: datetime) -> datetime:
    """When the day's quota is renewed: the next midnight in US Central time (error-codes, 607), in UTC."""
    tomorrow = at.astimezone(_CENTRAL).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), _CENTRAL).astimezone(UTC)
