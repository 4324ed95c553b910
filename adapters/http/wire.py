"""One attempt over the wire: Request to bytes, bytes to Reply, and what is known where no answer came."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlencode

import httpx
import orjson
from returns.result import Failure, Result, Success

from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.origin import is_loopback, same_origin
from joey.adapters.http.transport import Timeouts, network, never_sent, what_happened
from joey.adapters.http.unpacking import Unpacking
from joey.adapters.http.verdict import Transient
from joey.ports.clock import Clock
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Unanswered, Unavailable

_JSON = "application/json"
_ALWAYS = {"user-agent": "joey", "accept": _JSON, "accept-encoding": "gzip, deflate"}
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Letter:
    """A request, ready to be sent any number of times: only the credentials are missing."""

    request: Request
    url: httpx.URL = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    content: bytes | None = field(repr=False)
    trusted: bool


class _TooLargeError(Exception):
    pass


class Wire:
    """Sends letters. ``most_bytes``: the largest answer that is read, unpacked.

    httpx's requests, answers and transports, without its client: that would follow redirects, keep cookies and log
    whole addresses, none of which is wanted, for a quarter of a call's processor time.
    """

    def __init__(
        self,
        base_url: str,
        clock: Clock,
        parallelism: int,
        timeouts: Timeouts,
        most_bytes: int,
        transport: httpx.AsyncBaseTransport | None,
    ) -> None:
        self._base = httpx.URL(base_url)
        self._prefix = base_url
        self._clock = clock
        self._total = timeouts.total
        self._most_bytes = most_bytes
        self._transport = transport or network(base_url, parallelism)
        self._extensions = {"timeout": timeouts.of_httpx().as_dict()}

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._transport.aclose()

    def write(self, request: Request) -> Result[Letter, GatewayError]:
        """Request to letter. A value that JSON or an address can't hold refuses the batch, so that its row is found."""
        try:
            url, trusted = self._address(request)
            content, kind = _body(request)
        except (orjson.JSONEncodeError, httpx.InvalidURL, UnicodeError, ValueError) as refusal:
            return Failure(BatchRefused(f"a value can't be sent: {refusal}"))
        headers = dict(_ALWAYS) if kind is None else {**_ALWAYS, "content-type": kind}
        headers.update({name.lower(): value for name, value in (request.headers or {}).items()})
        return Success(Letter(request, url, headers, content, trusted))

    async def send(self, letter: Letter, credentials: Mapping[str, str]) -> Reply | Transient | GatewayError:
        """One attempt. A GatewayError is final: nothing would be different the next time."""
        headers = {**credentials, **letter.headers}
        bad = next((name for name, value in headers.items() if not (value.isascii() and value.isprintable())), None)
        if bad is not None:
            return Misconfigured(f"The {bad} header can't be sent: it has characters that none may have.")
        try:
            async with asyncio.timeout(self._total):
                return await self._exchange(letter, headers)
        except _TooLargeError:
            reason = f"the answer is larger than {self._most_bytes} bytes"
            return Unanswered(reason) if letter.request.acts else Unavailable(reason)
        except httpx.RequestError as lost:
            return Transient(what_happened(lost), acted=False if never_sent(lost) else None)
        except (TimeoutError, OSError) as lost:
            return Transient(what_happened(lost))

    async def _exchange(self, letter: Letter, headers: Mapping[str, str]) -> Reply | Transient:
        request = httpx.Request(
            letter.request.method, letter.url, headers=headers, content=letter.content, extensions=self._extensions
        )
        response = await self._transport.handle_async_request(request)
        try:
            content = await self._read(response)
        except ValueError as broken:
            return Transient(f"the answer can't be read: {broken}")
        finally:
            await response.aclose()
        return self._reply(response, content)

    async def _read(self, response: httpx.Response) -> bytes:
        pieces: list[bytes] = []
        size = 0
        if response.is_stream_consumed:  # a transport that has read and unpacked it already
            if len(response.content) > self._most_bytes:
                raise _TooLargeError
            return response.content
        unpacking = Unpacking(response.headers.get("content-encoding", ""))
        async for raw in response.aiter_raw():
            for piece in unpacking.pieces(raw):
                size += len(piece)
                if size > self._most_bytes:
                    raise _TooLargeError
                pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _reply(self, response: httpx.Response, content: bytes) -> Reply | Transient:
        headers = _headers(response)
        body: object = None
        if content:
            try:
                body = orjson.loads(content)
            except orjson.JSONDecodeError as broken:
                kind = headers.get("content-type", "")
                if response.is_success and ("json" in kind or "text/html" in kind):
                    return Transient(f"the answer isn't the JSON that it should be: {broken}")
                body = content.decode("utf-8", "replace")
        return Reply(response.status_code, headers, body, content, self._clock.now())

    def _address(self, request: Request) -> tuple[httpx.URL, bool]:
        if request.path.startswith("/"):
            return self._with_params(_parsed(self._prefix + request.path), request), not request.anonymous
        url = self._with_params(httpx.URL(request.path), request)
        near = same_origin(url, self._base)
        if not near and url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host)):
            raise ValueError("its address is neither a path nor https")
        return url, near and not request.anonymous

    @staticmethod
    def _with_params(url: httpx.URL, request: Request) -> httpx.URL:
        return url.copy_merge_params(request.params) if request.params else url


@lru_cache(maxsize=256)
def _parsed(address: str) -> httpx.URL:
    return httpx.URL(address)


def _headers(response: httpx.Response) -> dict[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _body(request: Request) -> tuple[bytes | None, str | None]:
    if request.json is not None:
        return orjson.dumps(request.json), _JSON
    if request.form is not None:
        return urlencode(request.form).encode(), _FORM
    return request.content, None
