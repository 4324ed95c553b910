"""Mailchimp's address, credentials, errors and throttling, as the HTTP client has to understand them."""

from __future__ import annotations

from joey.adapters.destinations.mailchimp.complaints import complaint_of
from joey.adapters.http.auth import Auth, BasicAuth, BearerToken
from joey.adapters.http.client import HttpOptions, VendorHttp
from joey.adapters.http.exchange import Reply
from joey.adapters.http.reading import StatusReading, by_status, retry_after
from joey.adapters.http.verdict import Denied, Throttle, Verdict
from joey.domain.facts import Facts
from joey.ports.plugin import World

HINT = "Check api_key (an API key of this account, not revoked) or oauth_token, and that it is of this data centre."


def host(dc: str) -> str:
    """The address of a data centre."""
    return f"https://{dc}.api.mailchimp.com"


def data_centre(api_key: str) -> str:
    """What follows the first hyphen of an API key; blank where it has none."""
    return api_key.strip().partition("-")[2]


def key_auth(api_key: str) -> Auth:
    """An API key goes as the password of any user (fundamentals)."""
    return BasicAuth("joey", api_key.strip(), HINT)


def token_auth(token: str) -> Auth:
    """An OAuth token."""
    return BearerToken(token, HINT)


def client(base_url: str, auth: Auth, facts: Facts, world: World) -> VendorHttp:
    """The App's one connection; raises ValueError where ``base_url`` is none that may get the key."""
    return VendorHttp(
        base_url,
        facts.limits,
        auth,
        MailchimpReading(),
        world.clock,
        world.randomness,
        facts.repeatable,
        world.transport,
        options=HttpOptions(vendor="mailchimp"),
    )


class MailchimpReading(StatusReading):
    """Reads Mailchimp's replies. There are no rate headers and no Retry-After; 403 without JSON is throttling too."""

    def classify(self, reply: Reply) -> Verdict:
        match reply.status:
            case 401:
                return Denied(f"Mailchimp doesn't accept the credentials: {complaint_of(reply.body).reason()}", HINT)
            case 403 if not isinstance(reply.body, dict):
                return Throttle("Mailchimp: 403 without a problem document, which means too many calls")
            case 403:
                return Denied(f"Mailchimp forbids this call: {complaint_of(reply.body).reason()}", HINT)
            case 429:
                return Throttle(f"Mailchimp: {complaint_of(reply.body).reason()}", wait=retry_after(reply))
            case _:
                return by_status(reply)
