"""VendorHttp: the one place that paces, repeats, classifies and redacts the calls to an App."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import assert_never

import httpx
from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.http.auth import Auth, SharedAuth
from joey.adapters.http.counters import Calls
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.origin import check_base_url
from joey.adapters.http.pace import Hold, Pace, Started
from joey.adapters.http.retrying import Again, Patience, Tries
from joey.adapters.http.transport import Timeouts
from joey.adapters.http.verdict import Denied, Expired, Fine, Reading, Refusal, Throttle, Transient, Verdict
from joey.adapters.http.wire import Letter, Wire
from joey.adapters.logging import logger
from joey.adapters.redaction import PROCESS, Redactor
from joey.domain.facts import Call, Limits, Rate
from joey.ports.clock import Clock, Randomness
from joey.ports.errors import BatchRefused, GatewayError, Misconfigured, Throttled, Unanswered, Unavailable

_LOG = logger("http")
_STANDARD = logging.getLogger("joey.http")
_READS = frozenset({Call.READ, Call.FIND})


@dataclass(frozen=True, slots=True)
class HttpOptions:
    """What rarely differs.

    ``lanes``: special rates by name, beside the App's (see ``Request.lane``). ``margin``: the part of each rate that is
    kept back for the network's jitter. ``most_bytes``: the largest answer. ``insecure``: plain http to other machines.
    ``debug_bodies``: log bodies too, at debug level; they hold personal data.
    """

    patience: Patience = field(default_factory=Patience)
    timeouts: Timeouts = field(default_factory=Timeouts)
    lanes: Mapping[str, tuple[Rate, ...]] = field(default_factory=dict[str, tuple[Rate, ...]])
    margin: float = 0.02
    most_bytes: int = 64 * 1024 * 1024
    insecure: bool = False
    debug_bodies: bool = False
    vendor: str = ""


class VendorHttp:
    """An App's connection to its vendor; one per App, shared by its Destinations.

    ``base_url``: scheme, host, and what comes before every path (checked: see ``check_base_url``; a bad one is a
    ValueError here). ``repeatable``: the kinds of call that may be sent again after a lost answer. ``transport``: an
    ``httpx.AsyncBaseTransport`` that replaces the network, or None.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what it needs of the house, each by name
        self,
        base_url: str,
        limits: Limits,
        auth: Auth,
        reading: Reading,
        clock: Clock,
        randomness: Randomness,
        repeatable: frozenset[Call] = _READS,
        transport: object | None = None,
        *,
        options: HttpOptions | None = None,
        redactor: Redactor = PROCESS,
    ) -> None:
        self._options = options or HttpOptions()
        base = check_base_url(base_url, insecure=self._options.insecure)
        if not is_successful(base):
            raise ValueError(f"base_url: {base.failure()}")
        if transport is not None and not isinstance(transport, httpx.AsyncBaseTransport):
            raise TypeError(f"a transport must be an httpx.AsyncBaseTransport, not {type(transport).__name__}")
        patience = self._options.patience
        self._wire = Wire(
            base.unwrap(), clock, limits.parallelism, self._options.timeouts, self._options.most_bytes, transport
        )
        self.calls = Calls()
        self._pace = Pace(limits, clock, self._options.lanes, self._options.margin, patience.max_wait, self.calls)
        self._auth = SharedAuth(auth)
        self._reading = reading
        self._clock = clock
        self._randomness = randomness
        self._repeatable = repeatable
        self._redactor = redactor

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._wire.aclose()

    async def send(self, request: Request) -> Result[Reply, GatewayError]:
        """The vendor's answer, after as many attempts as it takes; or why there is none, without secrets.

        A reply of any status that the vendor's reading calls Fine is a success here.
        """
        written = self._wire.write(request)
        if not is_successful(written):
            return Failure(self._discreet(written.failure()))
        letter = written.unwrap()
        repeatable = request.call in self._repeatable if request.repeatable is None else request.repeatable
        tries = Tries(request, repeatable, self._options.patience, self._clock, self._randomness)
        while True:
            step = await self._attempt(letter, tries)
            if isinstance(step, Reply):
                return Success(step)
            if not isinstance(step, Again):
                return Failure(self._discreet(tries.failed(step)))
            if step.wait > 0:
                await self._clock.sleep(step.wait)

    async def _attempt(self, letter: Letter, tries: Tries) -> Reply | GatewayError | Again:
        if letter.trusted and self._auth.headers() is None:
            return await self._first_token()
        started = await self._pace.enter(letter.request.lane)
        if isinstance(started, Hold):
            until = self._clock.now() + timedelta(seconds=started.seconds) if started.seconds else None
            return Throttled(started.reason, until, started.daily)
        generation = self._auth.generation
        credentials = (self._auth.headers() or {}) if letter.trusted else {}
        try:
            answer = await self._timed(letter, credentials, tries)
        finally:
            self._pace.leave()
        if isinstance(answer, Reply):
            return await self._judge(answer, letter, tries, started, generation)
        return self._after_trouble(answer, tries, started) if isinstance(answer, Transient) else answer

    async def _timed(
        self, letter: Letter, credentials: Mapping[str, str], tries: Tries
    ) -> Reply | Transient | GatewayError:
        self._count(letter, tries)
        self._redactor.plant_headers(credentials)
        before = self._clock.monotonic()
        answer = await self._wire.send(letter, credentials)
        if isinstance(answer, Reply):
            self.calls.bytes_received += len(answer.content)
        if _STANDARD.isEnabledFor(logging.DEBUG):
            self._log(letter, answer, tries, self._clock.monotonic() - before)
        return answer

    async def _judge(
        self, reply: Reply, letter: Letter, tries: Tries, started: Started, generation: int
    ) -> Reply | GatewayError | Again:
        allowance = self._reading.allowance(reply)
        if allowance is not None:
            self._pace.hear(allowance, started)
        verdict = self._verdict(reply)
        match verdict:
            case Fine():
                return reply
            case Throttle():
                return self._after_throttle(verdict, tries, started)
            case Transient():
                return self._after_trouble(verdict, tries, started)
            case Denied(reason, hint):
                return Misconfigured(reason, hint)
            case Expired(reason):
                return await self._renewed(reason, letter, tries, generation)
            case Refusal(reason, its_field):
                return BatchRefused(reason, its_field)
        assert_never(verdict)

    def _verdict(self, reply: Reply) -> Verdict:
        verdict = self._reading.classify(reply)
        if not isinstance(verdict, Transient):
            self._pace.outage.over()
        return verdict

    def _after_trouble(self, trouble: Transient, tries: Tries, started: Started) -> GatewayError | Again:
        step = tries.after_trouble(trouble)
        if isinstance(step, Unavailable | Unanswered):
            self._pace.outage.gave_up(tries.began, started.at, self._redactor.reason(trouble.reason))
        return step

    def _after_throttle(self, throttle: Throttle, tries: Tries, started: Started) -> GatewayError | Again:
        self.calls.throttled += 1
        self._pace.slow(started)
        step = tries.after_throttle(throttle)
        if isinstance(step, Again):
            self._pace.pause(step.wait, throttle.reason)
            return Again()
        left = None if step.until is None else (step.until - self._clock.now()).total_seconds()
        self._pace.pause(left, throttle.reason, daily=step.daily)
        return step

    async def _first_token(self) -> GatewayError | Again:
        done = await self._auth.refresh(self._auth.generation, self._send_anonymously)
        if not is_successful(done):
            return done.failure()
        if self._auth.headers() is None:
            return Misconfigured("The vendor gave no token.", "Check the App's credentials.")
        return Again()

    async def _renewed(self, reason: str, letter: Letter, tries: Tries, generation: int) -> GatewayError | Again:
        if tries.refreshed or not letter.trusted:
            return Misconfigured(reason, "Check the App's credentials.")
        tries.refreshed = True
        self.calls.refreshed += 1
        done = await self._auth.refresh(generation, self._send_anonymously)
        if is_successful(done):
            return Again()
        error = done.failure()
        return replace(error, reason=f"{error.reason} {reason}") if isinstance(error, Misconfigured) else error

    async def _send_anonymously(self, request: Request) -> Result[Reply, GatewayError]:
        return await self.send(replace(request, anonymous=True))

    def _count(self, letter: Letter, tries: Tries) -> None:
        self.calls.by_kind[letter.request.call] += 1
        self.calls.bytes_sent += len(letter.content or b"")
        if tries.sent:
            self.calls.repeated += 1
        tries.sent += 1

    def _discreet(self, error: GatewayError) -> GatewayError:
        return replace(error, reason=self._redactor.reason(error.reason))

    def _log(self, letter: Letter, answer: Reply | Transient | GatewayError, tries: Tries, seconds: float) -> None:
        request = letter.request
        event: dict[str, object] = {
            "vendor": self._options.vendor,
            "call": request.call.value,
            "method": request.method,
            "path": letter.url.path,
            "status": answer.status if isinstance(answer, Reply) else None,
            "ms": round(seconds * 1000, 1),
            "attempt": tries.sent,
        }
        if not isinstance(answer, Reply):
            event["trouble"] = answer.reason
        if self._options.debug_bodies:
            event["sent"] = (letter.content or b"").decode("utf-8", "replace")
            event["received"] = answer.content.decode("utf-8", "replace") if isinstance(answer, Reply) else None
        _LOG.debug("called", **self._safe(event))

    def _safe(self, event: Mapping[str, object]) -> dict[str, object]:
        return {name: self._redactor.value(item) for name, item in event.items()}
