"""SmallSandbox: a Sandbox whose state is plain JSON under names, and whose calls are a table of functions."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from joey.adapters.sandbox.exchange import Json, Reply, Request
from joey.adapters.sandbox.routes import Handler, Routes
from joey.adapters.sandbox.switches import Allowance, RateRule, Switches
from joey.adapters.sandbox.vendor import Clock, ReplayRules, Try, bears


class SmallSandbox(ABC):
    """A vendor's behaviour in a page. A room says what a fresh account holds, and answers the calls.

    ``books``: all that is held, JSON by name; it is shown and replaced by these names. ``calls``: "GET /path/{id}" to a
    function of the request and the path's parameters; one that trips over the request answers 400. ``words``: under
    which name this vendor's errors say why.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    words: ClassVar[str] = "message"
    tries: Sequence[Try] = ()
    rules = ReplayRules(hosts=())
    usual_rate = RateRule(calls=100, seconds=10)

    def __init__(self, clock: Clock = time.time) -> None:
        self.clock = clock
        self.switches = Switches()
        self.books = self.fresh()
        self._routes = Routes()
        for call, handler in self.calls().items():
            method, path = call.split(" ", 1)
            self._routes.add(method, path, handler)

    @abstractmethod
    def fresh(self) -> dict[str, Json]:
        """What a new account holds."""

    @abstractmethod
    def calls(self) -> Mapping[str, Handler]:
        """What the vendor answers."""

    def answer(self, request: Request) -> Reply:
        """The vendor's answer."""
        found = self._routes.find(request.method, request.path)
        if found is None:
            return self.refusal(404, "there is no such call")
        handler, parameters = found
        try:
            return handler(request, parameters)
        except (AttributeError, KeyError, TypeError, ValueError):
            return self.refusal(400, "the request isn't well-formed")

    def refusal(self, status: int, message: str) -> Reply:
        """How this vendor says no."""
        return Reply(status, {self.words: message})

    def unauthorized(self, request: Request) -> Reply | None:
        """401 for the credential ``wrong``; a vendor with a header of its own overrides this."""
        return self.refusal(401, "the credentials are not valid") if bears(request) else None

    def throttled(self, request: Request, allowance: Allowance) -> Reply:  # noqa: ARG002 - the same for all
        """429, and when to come again."""
        refused = self.refusal(429, "too many calls")
        return Reply(refused.status, refused.body, {"retry-after": str(-int(-allowance.wait // 1))})

    def headers(self, request: Request, allowance: Allowance) -> Mapping[str, str]:  # noqa: ARG002 - none at first
        """The rate headers that go with every answer."""
        return {}

    def state(self) -> dict[str, Json]:
        """All that is held."""
        return dict(self.books)

    def put(self, given: Mapping[str, Json]) -> None:
        """Replace parts; raises ValueError naming one that doesn't exist."""
        unknown = given.keys() - self.books.keys()
        if unknown:
            raise ValueError(f"no such part of the state: {', '.join(sorted(unknown))}; there are {sorted(self.books)}")
        self.books.update(given)

    def reset(self) -> None:
        """Back to the fresh account."""
        self.books = self.fresh()
