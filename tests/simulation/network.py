"""The network between Joey and a Sandbox: an httpx transport that loses, delays, cuts and garbles, by a seed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NoReturn, TypeAlias

import httpx

from tests.simulation import answers
from tests.simulation.answers import Canned
from tests.simulation.trace import Trace
from tests.simulation.virtual_loop import Time
from tests.simulation.weather import CALM, HOUR, Climate, Fate, fate

Respond: TypeAlias = Callable[[httpx.Request], Awaitable[httpx.Response]]

_LATENCY = (0.01, 0.2)
_CONNECT_TIMEOUT = 10.0

Watcher: TypeAlias = Callable[[httpx.Request, "Line"], None]
"""Told of each call as it leaves, and of the line that it leaves on."""


class Body(httpx.AsyncByteStream):
    """An answer's bytes, piece by piece, ``pause`` seconds between them; ``trouble`` cuts it."""

    def __init__(
        self, pieces: Sequence[bytes], pause: float = 0.0, trouble: httpx.TransportError | None = None
    ) -> None:
        self._pieces = pieces
        self._pause = pause
        self._trouble = trouble

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            if self._pause:
                await asyncio.sleep(self._pause)
            yield piece
        if self._trouble is not None:
            raise self._trouble


@dataclass(slots=True)
class Line:
    """One process's line to the vendor. ``step``: a moment at which the process may die. ``sent``: when calls left.

    ``broken``: what the first watcher said that a call broke a promise.
    """

    step: Callable[[], Awaitable[None]]
    weather: Climate = CALM
    in_flight: int = 0
    sent: list[float] = field(default_factory=list[float])
    down_until: float | None = None
    broken: AssertionError | None = None

    def is_down(self, now: float) -> bool:
        """Whether the vendor is; for an hour, from some call on."""
        after = self.weather.down_after
        if after is not None and self.down_until is None and len(self.sent) > after:
            self.down_until = now + HOUR
        return self.down_until is not None and now < self.down_until


class Network(httpx.AsyncBaseTransport):
    """Carries calls to the Sandbox. ``throttles`` and ``expired``: how this vendor says so."""

    def __init__(
        self,
        sandbox: httpx.AsyncBaseTransport,
        time: Time,
        trace: Trace,
        chance: random.Random,
        throttles: Sequence[Canned],
        expired: Canned,
    ) -> None:
        self._sandbox = sandbox
        self._time = time
        self._trace = trace
        self._chance = chance
        self.watchers: list[Watcher] = []
        self.line: Line | None = None
        self._instead: Mapping[Fate, Respond] = {
            Fate.DOWN: self._down,
            Fate.REFUSED_CONNECTION: self._refuse,
            Fate.LOST_REQUEST: self._lose,
            Fate.TIMED_OUT_BEFORE: self._time_out,
            Fate.THROTTLED: self._one_of(throttles),
            Fate.EXPIRED: self._one_of([expired]),
            Fate.UNAVAILABLE: self._one_of([*answers.FAILURES, *answers.BUSY]),
            Fate.WRONG_BEFORE: self._one_of([*answers.WRONG, *answers.REDIRECTS]),
        }
        self._afterwards: Mapping[Fate, Respond] = {
            Fate.LOST_ANSWER: self._lose,
            Fate.TIMED_OUT_AFTER: self._time_out,
            Fate.FAILED_AFTER: self._one_of(answers.FAILURES),
            Fate.WRONG_AFTER: self._one_of(answers.WRONG),
        }

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        line = self.line
        assert line is not None, "nobody may call without a process"
        await line.step()
        line.sent.append(self._time.seconds)
        line.in_flight += 1
        drawn = Fate.DOWN if line.is_down(self._time.seconds) else fate(line.weather, self._chance, len(line.sent))
        self._tell(request, drawn)
        try:
            self._watch(request, line)
            return await self._carried(request, line, drawn)
        finally:
            line.in_flight -= 1

    def _watch(self, request: httpx.Request, line: Line) -> None:
        try:
            for watcher in self.watchers:
                watcher(request, line)
        except AssertionError as broken:
            line.broken = line.broken or broken
            raise

    async def _carried(self, request: httpx.Request, line: Line, drawn: Fate) -> httpx.Response:
        if drawn in self._instead:
            return await self._instead[drawn](request)
        response = await self._answered(request)
        await line.step()
        if drawn in self._afterwards:
            return await self._afterwards[drawn](request)
        await asyncio.sleep(self._chance.uniform(1.0, 59.0) if drawn is Fate.SLOW else self._latency())
        return self._spoilt(response, drawn, request)

    async def _answered(self, request: httpx.Request) -> Canned:
        """The vendor's answer. It acts as soon as it has the call; what takes time is the way back."""
        response = await self._sandbox.handle_async_request(request)
        headers = tuple(pair for pair in response.headers.items() if pair[0] != "content-length")
        return Canned(response.status_code, await response.aread(), headers)

    def _spoilt(self, answer: Canned, drawn: Fate, request: httpx.Request) -> httpx.Response:
        content = answer.encoded()
        half = content[: len(content) // 2]
        match drawn:
            case Fate.RESET:
                body = Body([half], trouble=httpx.ReadError("connection reset", request=request))
            case Fate.TRUNCATED:
                body = Body([half], trouble=httpx.RemoteProtocolError("incomplete message body", request=request))
            case Fate.TRICKLE:
                body = Body([b" "] * 1_000, pause=20.0)
            case _:
                body = Body([content])
        return httpx.Response(answer.status, headers=answer.headers, stream=body, request=request)

    def _one_of(self, canned: Sequence[Canned]) -> Respond:
        async def respond(request: httpx.Request) -> httpx.Response:
            answer = self._chance.choice(canned)
            await asyncio.sleep(self._latency())
            self._trace.tell(f"  {answer.status} {answer.encoded()[:80]!r} {dict(answer.headers)}")
            return self._spoilt(answer, Fate.FINE, request)

        return respond

    async def _down(self, request: httpx.Request) -> httpx.Response:
        how = self._chance.randrange(3)
        if how == 0:
            await self._refuse(request)
        if how == 1:
            await asyncio.sleep(_CONNECT_TIMEOUT)
            raise httpx.ConnectTimeout("", request=request)
        return await self._one_of(answers.BUSY)(request)

    async def _refuse(self, request: httpx.Request) -> NoReturn:
        await asyncio.sleep(self._latency())
        raise httpx.ConnectError("Connection refused", request=request)

    async def _lose(self, request: httpx.Request) -> NoReturn:
        await asyncio.sleep(self._chance.uniform(0.0, 5.0))
        kind = self._chance.choice((httpx.ReadError, httpx.RemoteProtocolError, httpx.WriteError))
        raise kind("the connection was lost", request=request)

    async def _time_out(self, request: httpx.Request) -> NoReturn:
        await asyncio.sleep(request.extensions["timeout"]["read"])
        raise httpx.ReadTimeout("", request=request)

    def _latency(self) -> float:
        return self._chance.uniform(*_LATENCY)

    def _tell(self, request: httpx.Request, drawn: Fate) -> None:
        content = request.content
        digest = sha256(content).hexdigest()[:8] if content else "-"
        self._trace.tell(f"{request.method} {request.url.raw_path.decode()} {len(content)} {digest} {drawn}")
        self._trace.count("calls")
        if drawn is not Fate.FINE:
            self._trace.count(f"fault: {drawn}")
