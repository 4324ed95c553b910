"""httpx over aiohttp's connections, and telling a call that was never sent from one whose answer is lost."""

from __future__ import annotations

import ssl
import urllib.request
from dataclasses import dataclass
from functools import lru_cache

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport

from joey.adapters.http.origin import is_loopback

_KEEP_ALIVE = 4.0


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect; between two pieces of an answer; for the whole of a call."""

    connect: float = 10.0
    read: float = 60.0
    total: float = 180.0

    def of_httpx(self) -> httpx.Timeout:
        """The same, in httpx's words."""
        return httpx.Timeout(self.read, connect=self.connect, pool=self.connect)


class AnswerLost(aiohttp.ClientPayloadError):
    """The connection ended after it was made and before an answer came: the vendor may have acted."""


async def _honest(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Names a lost answer as one.

    aiohttp repeats PUT, DELETE and GET by itself when a kept connection turns out to be dead (unpaced, uncounted,
    though the first may have acted), and httpx-aiohttp reports a lost answer as a ConnectTimeout; this escapes both.
    """
    try:
        return await handler(request)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError):
        raise
    except (aiohttp.ClientError, OSError) as lost:
        raise AnswerLost(f"{type(lost).__name__}: {lost}") from lost


def network(base_url: str, parallelism: int) -> httpx.AsyncBaseTransport:
    """The network: TLS verified, as many connections as calls in flight, the environment's proxy where one is set.

    Idle connections are let go after 4 seconds, sooner than servers do (5 at the least): a call on a connection that
    the server is about to close would come back unanswered.
    """
    limits = httpx.Limits(max_connections=parallelism, keepalive_expiry=_KEEP_ALIVE)
    context = _tls()
    proxy = _proxy(httpx.URL(base_url))

    def session() -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(limit=parallelism, keepalive_timeout=_KEEP_ALIVE, ssl=context)
        jar = aiohttp.DummyCookieJar()
        return aiohttp.ClientSession(connector=connector, cookie_jar=jar, middlewares=(_honest,))

    return AiohttpTransport(verify=context, limits=limits, proxy=proxy, client=session)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """One for all Apps: reading the authorities' certificates takes some 50 ms."""
    return httpx.create_ssl_context()


def _proxy(url: httpx.URL) -> httpx.Proxy | None:
    address = urllib.request.getproxies().get(url.scheme)
    if address is None or is_loopback(url.host) or urllib.request.proxy_bypass(url.host):
        return None
    return httpx.Proxy(address if "://" in address else f"http://{address}")


def never_sent(error: Exception) -> bool:
    """Whether the request surely didn't leave: no connection was made."""
    return isinstance(
        error,
        httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError | httpx.UnsupportedProtocol,
    )


def what_happened(error: Exception) -> str:
    """The error for people; its own text may be empty."""
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
