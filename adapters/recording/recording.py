"""Recording: a World whose network is recorded, or is a recording."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from joey.adapters.clock import SystemClock
from joey.adapters.http.transport import network
from joey.adapters.recording.call import Call, answered, asked
from joey.adapters.recording.files import Head, calls_of, head_of, written
from joey.adapters.recording.people import disguised
from joey.adapters.recording.pinned import StandingClock
from joey.adapters.recording.secrets import Secrets
from joey.adapters.recording.tape import Tape, UnexpectedRequest
from joey.adapters.recording.troubles import RecordingRefused
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.ports.plugin import World

_AT_ONCE = 10


@dataclass(frozen=True, slots=True)
class Recording:
    """``world``: for the plugin's App. ``live``: whether the vendor is asked."""

    world: World
    live: bool


class _Recorder(httpx.AsyncBaseTransport):
    def __init__(self, real: httpx.AsyncBaseTransport, secrets: Secrets) -> None:
        self._real = real
        self._secrets = secrets
        self.calls: list[Call] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self._secrets.learn(request)
        response = await self._real.handle_async_request(request)
        content = await response.aread()
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in _TRANSPORTS]
        plain = httpx.Response(response.status_code, headers=headers, content=content)
        self.calls.append(answered(asked(request), plain))
        return plain

    async def aclose(self) -> None:
        await self._real.aclose()


_TRANSPORTS = frozenset({b"content-encoding", b"transfer-encoding", b"content-length"})


class _Player(httpx.AsyncBaseTransport):
    def __init__(self, tape: Tape, secrets: Secrets) -> None:
        self._tape = tape
        self._secrets = secrets
        self.unexpected: UnexpectedRequest | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self._secrets.learn(request)
        try:
            return self._tape.play(self._secrets.without(asked(request))).response()
        except UnexpectedRequest as unexpected:
            self.unexpected = self.unexpected or unexpected
            raise


@asynccontextmanager
async def record(
    path: Path, base_url: str, secrets: Iterable[str], transport: httpx.AsyncBaseTransport | None = None
) -> AsyncGenerator[Recording]:
    """Ask the vendor, and write what was said when the block ends well; ``RecordingRefused`` where it would leak.

    ``transport``: what stands for the network; None is the real one.
    """
    known, started = Secrets(secrets), datetime.now(UTC).replace(microsecond=0)
    recorder = _Recorder(transport or network(base_url, _AT_ONCE), known)
    yield Recording(World(StandingClock(started, SystemClock()), SeededRandomness(), recorder), live=True)
    safe = [known.without(call) for call in recorder.calls]
    written(path, Head(started, base_url), disguised([known.without(call) for call in safe]), known)


@asynccontextmanager
async def replay(path: Path, secrets: Iterable[str]) -> AsyncGenerator[Recording]:
    """Answer from a recording, without a network; every call of it must be made, and no other."""
    started, tape = head_of(path).started, Tape(calls_of(path))
    player = _Player(tape, Secrets(secrets))
    yield Recording(World(StandingClock(started, VirtualClock(started)), SeededRandomness(), player), live=False)
    if player.unexpected is not None:
        raise player.unexpected
    if left := tape.left():
        told = f"{path.name}: {len(left)} recorded calls were not made: {', '.join(left[:5])}"
        raise RecordingRefused(f"{told}; record it anew with --live, if the change is meant")
