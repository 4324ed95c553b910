"""A vendor in a process of its own, with a latency that can be set. Raw asyncio: it must cost less than its clients.

``python -m benchmarks.speed.simulator [--latency S] [--full]`` prints its address; ``GET /counts`` tells what it saw.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
import time
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

import httptools
import orjson
from benchmarks.speed.vendor import Vendor

_HEAD = b"HTTP/1.1 %d OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"


class Counts:
    """Calls by what they were, when each began, and how many were in flight at once."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.began = array("d")
        self.first_write = 0.0
        self.last = 0.0
        self.flying = 0
        self.most = 0

    def begin(self, method: str, path: str) -> None:
        """A call has arrived, whole."""
        self.calls[kind_of(method, path)] += 1
        self.began.append(time.monotonic())
        if method != "GET" and not self.first_write:
            self.first_write = self.began[-1]
        self.flying += 1
        self.most = max(self.most, self.flying)

    def end(self) -> None:
        """Its answer goes out."""
        self.flying -= 1
        self.last = time.monotonic()

    def told(self, records: int) -> dict[str, object]:
        """All of it, and what the simulator itself has used.

        ``seconds``: from the first call about records to the last answer. ``hundreds``: when the first call began, and
        each hundredth after it, in seconds after the first.
        """
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "calls": dict(self.calls),
            "records": records,
            "in_flight": self.most,
            "seconds": self.last - self.first_write if self.first_write else 0.0,
            "hundreds": [round(at - self.began[0], 3) for at in self.began[::100]],
            "busiest": {str(seconds): busiest(self.began, seconds) for seconds in (1.0, 10.0)},
            "own_cpu": used.ru_utime + used.ru_stime,
        }


def busiest(moments: Sequence[float], seconds: float) -> int:
    """The most calls that began within any window of so many seconds."""
    return max((bisect_right(moments, at + seconds) - first for first, at in enumerate(moments)), default=0)


def kind_of(method: str, path: str) -> str:
    """``POST batch/read``: enough to tell calls apart, and never an e-mail."""
    parts = path.partition("?")[0].strip("/").split("/")
    if "batch" in parts:
        return f"{method} batch/{parts[-1]}"
    if "objects" in parts:
        return f"{method} one"
    return f"{method} {'lists' if 'lists' in parts else parts[0 if 'properties' not in parts else 1]}"


class Conversation(asyncio.Protocol):
    """One connection."""

    def __init__(self, vendor: Vendor, counts: Counts, latency: float) -> None:
        self._vendor = vendor
        self._counts = counts
        self._latency = latency
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpRequestParser(self)
        self._path = b""
        self._body: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio says so
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        """A part of the address; called by the parser, as are the two below."""
        self._path += url

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """The whole of a call."""
        method, path, body = self._parser.get_method().decode(), self._path.decode(), b"".join(self._body)
        self._path, self._body = b"", []
        if path == "/counts":
            self._write(200, self._counts.told(self._vendor.records))
            return
        self._counts.begin(method, path)
        if self._latency:
            asyncio.get_running_loop().call_later(self._latency, self._answer, method, path, body)
        else:
            self._answer(method, path, body)

    def _answer(self, method: str, path: str, body: bytes) -> None:
        status, answer = self._vendor.answer(method, path, body)
        self._counts.end()
        self._write(status, answer)

    def _write(self, status: int, answer: object) -> None:
        written = b"" if answer is None else orjson.dumps(answer)
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(_HEAD % (status, len(written)) + written)


async def serve(latency: float, *, full: bool) -> None:
    """Until the process is ended."""
    vendor, counts = Vendor(full=full), Counts()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Conversation(vendor, counts, latency), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    sys.stdout.write(json.dumps({"address": f"http://127.0.0.1:{port}"}) + "\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--full", action="store_true", help="every id is known, as in an account that has everybody")
    asked = parser.parse_args()
    asyncio.run(serve(asked.latency, full=asked.full))
