"""What a vendor's room gives for its Sandbox to be served, switched and replayed."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from joey.adapters.sandbox.exchange import Json, Reply, Request
from joey.adapters.sandbox.switches import Allowance, RateRule, Switches

Clock = Callable[[], float]
"""Seconds since 1970, as `time.time`; a test gives its own."""

_SECRET_HEADERS = ("api-key", "x-api-key")
_SECRET_PARAMS = ("hapikey", "access_token", "api_key", "token")


@dataclass(frozen=True, slots=True)
class Try:
    """One call worth trying, for the index page: `path` is within the vendor."""

    method: str
    path: str
    note: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class ReplayRules:
    """How recordings of the vendor are held against its Sandbox.

    hosts: the hosts (or their endings) that it stands for. ids: keys whose values the vendor
    makes up; they are mapped, recorded to ours, in later calls too. volatile: keys whose values
    are never compared. lagging: path endings answered from an index that lags; there the rows
    under `rows` may be missing or too many, and the keys in `totals` differ; `stale`: what it
    shows of a row may be old too.
    """

    hosts: tuple[str, ...]
    ids: frozenset[str] = frozenset({"id"})
    volatile: frozenset[str] = frozenset()
    lagging: tuple[str, ...] = ()
    rows: str = "results"
    totals: frozenset[str] = frozenset({"total"})
    stale: bool = False
    forms: tuple[str, ...] = ()


class Sandbox(Protocol):
    """A vendor's behaviour with its state in memory; calls come one at a time, on one thread.

    The kit mounts it under `/<name>`, keeps its log, obeys `switches` (limits, failures,
    latency), and leaves to the vendor what only the vendor can do: lag, job delay, refusals.
    """

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def tries(self) -> Sequence[Try]: ...
    @property
    def rules(self) -> ReplayRules: ...
    @property
    def usual_rate(self) -> RateRule: ...
    @property
    def switches(self) -> Switches: ...
    @switches.setter
    def switches(self, given: Switches) -> None: ...

    def answer(self, request: Request) -> Reply:
        """The vendor's answer; acts on the state."""
        ...

    def unauthorized(self, request: Request) -> Reply | None:
        """The vendor's own refusal where the call bears the credential `wrong`, else None."""
        ...

    def throttled(self, request: Request, allowance: Allowance) -> Reply:
        """The vendor's own refusal of a call above its rate limit."""
        ...

    def headers(self, request: Request, allowance: Allowance) -> Mapping[str, str]:
        """The rate headers that go with every answer."""
        ...

    def state(self) -> dict[str, Json]:
        """All that is held, as JSON, without the switches."""
        ...

    def put(self, given: Mapping[str, Json]) -> None:
        """Replace the parts of the state that are given; raises ValueError saying what is wrong."""
        ...

    def reset(self) -> None:
        """Back to the fresh account."""
        ...


def bears(request: Request, credential: str = "wrong") -> bool:
    """Whether the call carries this credential: bearer, either half of basic, a key's header, or in the query."""
    return credential in _credentials(request)


def _credentials(request: Request) -> Iterator[str]:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        yield from _basic(value)
    elif value:
        yield value.strip()
    yield from (request.headers[name] for name in _SECRET_HEADERS if name in request.headers)
    yield from (value for key, value in request.query if key in _SECRET_PARAMS)


def _basic(encoded: str) -> Iterator[str]:
    try:
        user, _, password = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return
    yield from (user, password)
