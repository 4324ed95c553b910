"""Servers on a loopback port that misbehave as servers do, for tests of what a client may conclude."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from joey.adapters.clock import SystemClock
from joey.adapters.http import Auth, BearerToken, HttpOptions, Patience, Reading, StatusReading, Timeouts, VendorHttp
from joey.adapters.redaction import Redactor
from joey.adapters.virtual_clock import SeededRandomness
from joey.domain.facts import Limits

Handler: TypeAlias = Callable[["Peer"], Awaitable[None]]
OK = b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}'


@dataclass(slots=True)
class Peer:
    """One connection, from the server's side."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    server: Server

    async def request(self) -> bytes:
        """Read one whole request, head and body; empty where the client is gone."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return b""
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        body = await self.reader.readexactly(length)
        self.server.requests.append(head + body)
        return head + body

    async def say(self, text: bytes) -> None:
        self.writer.write(text)
        await self.writer.drain()


@dataclass(slots=True)
class Server:
    """What the server saw."""

    requests: list[bytes] = field(default_factory=list[bytes])
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def serving(handle: Handler) -> AsyncGenerator[Server]:
    """A server that treats each connection as the handler says, and then closes it."""
    seen = Server()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        try:
            await handle(Peer(reader, writer, seen))
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()


class Impatient(SystemClock):
    """Real time, but sleeping takes none: tests of repeating don't wait."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


@asynccontextmanager
async def client(
    url: str,
    *,
    auth: Auth | None = None,
    reading: Reading | None = None,
    redactor: Redactor | None = None,
    read: float = 5.0,
    total: float = 10.0,
    most_bytes: int = 1_000_000,
    attempts: int = 3,
) -> AsyncGenerator[VendorHttp]:
    """A client on the real network, with short time-outs."""
    options = HttpOptions(
        timeouts=Timeouts(connect=5.0, read=read, total=total),
        patience=Patience(attempts=attempts),
        most_bytes=most_bytes,
    )
    http = VendorHttp(
        url,
        Limits(parallelism=4),
        auth or BearerToken("tok-1234567890"),
        reading or StatusReading(),
        Impatient(),
        SeededRandomness(1),
        options=options,
        redactor=redactor or Redactor(),
    )
    try:
        yield http
    finally:
        await http.aclose()
