"""Where calls may go: https, or plain http to this very machine."""

from __future__ import annotations

import ipaddress

import httpx
from returns.result import Failure, Result, Success


def check_base_url(text: str, *, insecure: bool = False) -> Result[str, str]:
    """The base address without a trailing slash, or why it can't be used. ``insecure``: plain http to anywhere."""
    try:
        url = httpx.URL(text.strip())
    except (httpx.InvalidURL, ValueError):
        return Failure("it is not a web address")
    if url.scheme not in {"http", "https"} or not url.host:
        return Failure("it is not a web address that starts with https://")
    if url.userinfo or url.query or url.fragment:
        return Failure("it must have no user, no question mark and no #; credentials are options of their own")
    if url.scheme == "http" and not insecure and not is_loopback(url.host):
        return Failure("it must start with https://, or credentials and customers' data would travel in the clear")
    return Success(str(url).rstrip("/"))


def is_loopback(host: str) -> bool:
    """Whether that is this machine, by its name or address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def same_origin(url: httpx.URL, base: httpx.URL) -> bool:
    """Whether credentials for the one may be sent to the other."""
    return (url.scheme, url.host, url.port) == (base.scheme, base.host, base.port)
