"""How an answer reads where a vendor does nothing special: by its status. A vendor's reading starts from here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from joey.adapters.http.exchange import Reply
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

_NOT_ACTED = frozenset({408, 423, 425})
_LOCKED_WAIT = 2.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MESSAGE_NAMES = tuple("message msg error_description errormsg description detail title error errors".split())


class StatusReading(Reading):
    """Reads the status alone; 4xx without a meaning of its own is handed to the vendor's code."""

    def classify(self, reply: Reply) -> Verdict:
        return by_status(reply)

    def allowance(self, reply: Reply) -> Allowance | None:  # noqa: ARG002 - a status alone says nothing of it
        return None


def by_status(reply: Reply) -> Verdict:
    """The meaning of an HTTP status (RFC 9110, RFC 6585), as far as it has one for every vendor."""
    status = reply.status
    if status == 401:
        return Expired(f"HTTP 401: {message(reply)}")
    if status == 403:
        return Denied(f"HTTP 403: {message(reply)}", "Give the credentials the permissions that this needs.")
    if status == 413:
        return Refusal(f"HTTP 413: {message(reply)}")
    if status == 429:
        return Throttle(f"HTTP 429: {message(reply)}", wait=retry_after(reply))
    if status in _NOT_ACTED:
        least = _LOCKED_WAIT if status == 423 else 0.0
        return Transient(f"HTTP {status}: {message(reply)}", acted=False, wait=max(retry_after(reply) or 0.0, least))
    if status >= 500:
        return Transient(f"HTTP {status}: {message(reply)}", wait=retry_after(reply))
    return _redirected(reply) if status in _REDIRECTS else Fine()


def _redirected(reply: Reply) -> Denied:
    host = urlsplit(reply.headers.get("location", "")).hostname or "another address"
    return Denied(f"HTTP {reply.status}: the vendor sends us to {host}", "Check base_url; redirects aren't followed.")


def retry_after(reply: Reply) -> float | None:
    """Seconds that ``Retry-After`` asks for, as a number or as a date (RFC 9110 10.2.3); None where it doesn't."""
    text = reply.headers.get("retry-after", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        return _seconds_to(text, reply.at)
    return min(max(seconds, 0.0), 1e9) if seconds == seconds else None  # noqa: PLR0124 - not a number


def _seconds_to(text: str, at: datetime) -> float | None:
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    aware = then if then.tzinfo is not None else then.replace(tzinfo=UTC)
    return max((aware - at).total_seconds(), 0.0)


def message(reply: Reply) -> str:
    """The vendor's own words, wherever its body has them; the client trims and redacts them."""
    is_page = isinstance(reply.body, str) and "<html" in reply.body[:500].lower()
    return "no message" if is_page else _message(reply.body, depth=4) or "no message"


def _message(body: object, depth: int) -> str:
    if depth == 0:
        return ""
    if isinstance(body, Mapping):
        parts = (_message(body.get(name), depth - 1) for name in _MESSAGE_NAMES)
        return next((part for part in parts if part), "")
    if isinstance(body, list):
        return next((part for part in (_message(item, depth - 1) for item in body) if part), "")
    return body if isinstance(body, str) else ""
