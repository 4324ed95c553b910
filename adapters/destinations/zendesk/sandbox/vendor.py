"""Zendesk as a Sandbox: takes calls, lets the account answer them, and looks like Zendesk around that."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from dataclasses import replace

from joey.adapters.destinations.zendesk.sandbox import calls, errors, state
from joey.adapters.destinations.zendesk.sandbox.books import Books
from joey.adapters.sandbox import Allowance, Clock, Json, RateRule, ReplayRules, Reply, Request, Switches, Try, bears

_USER = '{"user": {"name": "Ada", "email": "ada@demo.com", "external_id": "1", "tags": ["vip"]}}'
_ONE_USER = re.compile(r"/api/v2/users/\d+(\.json)?")
_TOO_OFTEN = "You have exceeded the rate limit for updating a single unique user. user email:  id:  external_id: "


class ZendeskSandbox:
    """The account of the recordings, behind the users' part of the Support API v2."""

    name = "zendesk"
    title = "Zendesk Support"
    usual_rate = RateRule(calls=700, seconds=60)
    tries = (
        Try("GET", "/api/v2/users/me.json", "who am I?"),
        Try("GET", "/api/v2/user_fields.json", "the user fields"),
        Try("POST", "/api/v2/users/create_or_update.json", "make or change a user", _USER),
        Try("GET", "/api/v2/users/show_many.json?external_ids=1,2", "by external ids"),
        Try("GET", "/api/v2/users/search.json?query=email:ada@demo.com", "by address"),
    )
    rules = ReplayRules(
        hosts=("zendesk.com",),
        ids=frozenset({"id", "user_id"}),
    )

    def __init__(self, clock: Clock) -> None:
        self._books = Books(clock)
        self._routes = calls.routes(self._books)

    @property
    def switches(self) -> Switches:
        """What is switched on."""
        return self._books.switches

    @switches.setter
    def switches(self, given: Switches) -> None:
        self._books.switches = given

    def answer(self, request: Request) -> Reply:
        """Zendesk's answer; jobs that are due run before it."""
        self._books.settle()
        request = replace(request, path=request.path.removesuffix(".json"))
        found = self._routes.find(request.method, request.path)
        if found is None:
            return errors.NO_SUCH_PATH.reply()
        handler, parts = found
        try:
            return handler(request, parts)
        except (AttributeError, KeyError, TypeError, ValueError):
            return errors.UNREADABLE.reply()

    def unauthorized(self, request: Request) -> Reply | None:
        """401 for the credential `wrong`."""
        return errors.BAD_CREDENTIALS.reply() if bears(request) else None

    def throttled(self, request: Request, allowance: Allowance) -> Reply:
        """429 in plain text (recorded); a change of one user has words of its own."""
        told = _TOO_OFTEN if request.method == "PUT" and _ONE_USER.fullmatch(request.path) else "Rate limit exceeded"
        wait = str(max(1, math.ceil(allowance.wait)))
        return Reply(429, told.encode(), {"content-type": "text/plain; charset=UTF-8", "retry-after": wait})

    def headers(self, request: Request, allowance: Allowance) -> Mapping[str, str]:  # noqa: ARG002 - the same for all
        """What is left of the minute."""
        return {
            "x-rate-limit": str(allowance.calls),
            "x-rate-limit-remaining": str(max(0, allowance.remaining)),
            "ratelimit-reset": str(max(1, math.ceil(allowance.wait or allowance.seconds))),
        }

    def state(self) -> dict[str, Json]:
        """The account as JSON."""
        self._books.settle()
        return state.shown(self._books)

    def put(self, given: Mapping[str, Json]) -> None:
        """Replace parts of the account; raises ValueError naming a part that doesn't exist."""
        state.put(self._books, given)

    def reset(self) -> None:
        """Back to the fresh account."""
        self._books.reset()


def create(clock: Clock = time.time) -> ZendeskSandbox:
    """A fresh Zendesk account; `clock` gives seconds since 1970."""
    return ZendeskSandbox(clock)
