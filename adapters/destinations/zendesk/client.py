"""Zendesk's address, credentials, errors and throttling, as the HTTP client has to understand them."""

from __future__ import annotations

from joey.adapters.destinations.zendesk import paths
from joey.adapters.destinations.zendesk.answers import ONE_USER
from joey.adapters.destinations.zendesk.complaints import complaint_of
from joey.adapters.http.auth import Auth, BasicAuth, BearerToken
from joey.adapters.http.client import HttpOptions, VendorHttp
from joey.adapters.http.exchange import Reply
from joey.adapters.http.oauth import OAuth
from joey.adapters.http.reading import StatusReading, by_status, retry_after
from joey.adapters.http.transport import Timeouts
from joey.adapters.http.verdict import Allowance, Fine, Throttle, Transient, Verdict
from joey.domain.facts import Facts
from joey.ports.clock import Clock
from joey.ports.plugin import World

HINT = "Check oauth_token, client_id and client_secret, or email and api_token, and that subdomain is their account."
_MINUTE = 60.0


def host(subdomain: str) -> str:
    """The address of an account."""
    return f"https://{subdomain}.zendesk.com"


def token_auth(token: str) -> Auth:
    """An OAuth access token."""
    return BearerToken(token, HINT)


def client_auth(client_id: str, client_secret: str, clock: Clock) -> Auth:
    """A confidential OAuth client: tokens are had for its secret, and again when they end."""
    form = {"grant_type": "client_credentials", "client_id": client_id.strip(), "client_secret": client_secret.strip()}
    return OAuth(paths.TOKENS, {**form, "scope": "read write"}, clock, as_json=True)


def api_token_auth(email: str, api_token: str) -> Auth:
    """An API token goes as the password of `email/token`; Zendesk ends these on 30 April 2027."""
    return BasicAuth(f"{email.strip()}/token", api_token.strip(), HINT)


def client(base_url: str, auth: Auth, facts: Facts, world: World) -> VendorHttp:
    """The App's one connection; raises ValueError where ``base_url`` is none that may get the credentials."""
    return VendorHttp(
        base_url,
        facts.limits,
        auth,
        ZendeskReading(),
        world.clock,
        world.randomness,
        facts.repeatable,
        world.transport,
        options=HttpOptions(vendor="zendesk", timeouts=Timeouts()),
    )


class ZendeskReading(StatusReading):
    """Reads Zendesk's replies. 403 has several meanings, so whoever asked reads it; 409 is a user busy elsewhere."""

    def classify(self, reply: Reply) -> Verdict:
        match reply.status:
            case 403:
                return Fine()
            case 409:
                wait = retry_after(reply)
                return Transient(f"Zendesk: {complaint_of(reply.body).reason()}", acted=False, wait=wait)
            case 429 if isinstance(reply.body, str) and ONE_USER in reply.body:
                return Fine()
            case 429:
                return Throttle(f"Zendesk: {complaint_of(reply.body).reason()}", wait=retry_after(reply))
            case _:
                return by_status(reply)

    def allowance(self, reply: Reply) -> Allowance | None:
        """Calls left in the minute."""
        left = _number(reply, "x-rate-limit-remaining", "ratelimit-remaining")
        if left is None:
            return None
        return Allowance(remaining=left, seconds=_MINUTE, resets=_number(reply, "ratelimit-reset"))


def _number(reply: Reply, *names: str) -> int | None:
    told = (reply.headers.get(name, "").strip() for name in names)
    return next((int(text) for text in told if text.isascii() and text.isdigit()), None)
