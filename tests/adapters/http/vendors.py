"""A vendor that answers as told, in virtual time, for tests of what the client makes of it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
from returns.result import Result

from joey.adapters.http import (
    Auth,
    BearerToken,
    HttpOptions,
    Reading,
    Reply,
    Request,
    StatusReading,
    VendorHttp,
)
from joey.adapters.redaction import Redactor
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.domain.facts import Call, Limits
from joey.ports.clock import Clock
from joey.ports.errors import (
    GatewayError,
)

T = TypeVar("T")
Answer = Callable[[httpx.Request], httpx.Response]
READ = Request("GET", "/things", Call.READ)
CREATE = Request("POST", "/things", Call.CREATE, json={"name": "Zoë"})
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Vendor:
    """A vendor that answers as told, call by call (the last answer goes on), and what came of it.

    ``recovers``: when it starts to answer 200 whatever it was told.
    """

    answers: list[httpx.Response | Exception]
    reading: Reading
    auth: Auth
    limits: Limits
    clock: VirtualClock
    options: HttpOptions
    redactor: Redactor
    seen: list[httpx.Request]
    at: list[float]
    recovers: float = float("inf")

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        self.at.append(self.clock.monotonic())
        answer = self.answers[min(len(self.seen), len(self.answers)) - 1]
        if self.clock.monotonic() >= self.recovers:
            return httpx.Response(200)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def run(self, work: Callable[[VendorHttp], Coroutine[Any, Any, T]], clock: Clock | None = None) -> T:
        async def main() -> T:
            http = VendorHttp(
                "http://localhost/base",
                self.limits,
                self.auth,
                self.reading,
                clock or self.clock,
                SeededRandomness(7),
                transport=httpx.MockTransport(self),
                options=self.options,
                redactor=self.redactor,
            )
            try:
                return await work(http)
            finally:
                await http.aclose()

        return self.clock.run(main())

    def send(self, request: Request) -> Result[Reply, GatewayError]:
        return self.run(lambda http: http.send(request))


def vendor(
    *answers: httpx.Response | Exception,
    reading: Reading | None = None,
    auth: Auth | None = None,
    limits: Limits | None = None,
    options: HttpOptions | None = None,
    clock: VirtualClock | None = None,
) -> Vendor:
    return Vendor(
        list(answers),
        reading or StatusReading(),
        auth or BearerToken("tok-1234567890"),
        limits or Limits(parallelism=5),
        clock or VirtualClock(START),
        options or HttpOptions(),
        Redactor(),
        [],
        [],
    )
