"""The one place that paces, repeats, classifies and redacts HTTP; a vendor's client is built on it."""

from __future__ import annotations

from joey.adapters.http.auth import Auth, BasicAuth, BearerToken, HeaderAuth, NoAuth, Send
from joey.adapters.http.client import HttpOptions, VendorHttp
from joey.adapters.http.counters import Calls
from joey.adapters.http.exchange import Params, Reply, Request
from joey.adapters.http.oauth import OAuth
from joey.adapters.http.origin import check_base_url
from joey.adapters.http.reading import StatusReading, by_status, message, retry_after
from joey.adapters.http.retrying import Patience
from joey.adapters.http.transport import Timeouts
from joey.adapters.http.verdict import (
    Allowance,
    Denied,
    Expired,
    Fine,
    Reading,
    Refusal,
    Throttle,
    Transient,
    Verdict,
)

__all__ = [
    "Allowance",
    "Auth",
    "BasicAuth",
    "BearerToken",
    "Calls",
    "Denied",
    "Expired",
    "Fine",
    "HeaderAuth",
    "HttpOptions",
    "NoAuth",
    "OAuth",
    "Params",
    "Patience",
    "Reading",
    "Refusal",
    "Reply",
    "Request",
    "Send",
    "StatusReading",
    "Throttle",
    "Timeouts",
    "Transient",
    "VendorHttp",
    "Verdict",
    "by_status",
    "check_base_url",
    "message",
    "retry_after",
]
