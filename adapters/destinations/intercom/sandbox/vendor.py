"""Intercom as a Sandbox: takes calls, lets the workspace answer them, and looks like Intercom around that."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping

from joey.adapters.destinations.intercom.sandbox import calls, errors, state
from joey.adapters.destinations.intercom.sandbox.books import Books
from joey.adapters.sandbox import Allowance, Clock, Json, RateRule, ReplayRules, Reply, Request, Switches, Try, bears

_USER = '{"role": "user", "external_id": "1", "email": "ada@demo.com", "name": "Ada"}'
_SEARCH = '{"query": {"field": "email", "operator": "IN", "value": ["ada@demo.com"]}}'
_VERSION = re.compile(r"(1\.[0-4]|2\.(\d|1[0-7])|Unstable|Preview)")


class IntercomSandbox:
    """The workspace of the recordings, behind the contacts' part of the REST API."""

    name = "intercom"
    title = "Intercom"
    usual_rate = RateRule(calls=1_667, seconds=10)  # a private app's of today; 167 were recorded in 2021
    tries = (
        Try("GET", "/me", "whose token is it?"),
        Try("GET", "/data_attributes?model=contact", "the attributes of contacts"),
        Try("POST", "/contacts", "make a user", _USER),
        Try("POST", "/contacts/search", "find it (search may lag)", _SEARCH),
        Try("POST", "/tags", "make a tag", '{"name": "VIP"}'),
    )
    rules = ReplayRules(
        hosts=("intercom.io",),
        ids=frozenset({"id"}),
        # description: words of Intercom's; url holds ids
        volatile=frozenset("request_id created_at updated_at workspace_id admin_id url description".split()),
        lagging=("/contacts/search",),
        rows="data",
        totals=frozenset({"total_count", "pages"}),
        stale=True,
    )

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
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
        """Intercom's answer."""
        version = request.headers.get("intercom-version", "2.14")
        if not _VERSION.fullmatch(version):
            return errors.BAD_VERSION.reply()
        found = self._routes.find(request.method, request.path)
        if found is None:
            return errors.NO_PATH.reply()
        handler, parts = found
        try:
            return handler(request, parts)
        except (AttributeError, KeyError, TypeError, ValueError):
            return errors.UNREADABLE.reply()

    def unauthorized(self, request: Request) -> Reply | None:
        """401 for the credential `wrong`."""
        return errors.UNAUTHORIZED.reply() if bears(request) else None

    def throttled(self, request: Request, allowance: Allowance) -> Reply:  # noqa: ARG002 - it's the same for all
        """429; when to come again is in the headers."""
        return errors.too_many(allowance.calls, allowance.seconds).reply()

    def headers(self, request: Request, allowance: Allowance) -> Mapping[str, str]:
        """What is left of the window, and when (seconds since 1970) it ends."""
        ends = self._clock() + (allowance.wait or allowance.seconds)
        return {
            "x-ratelimit-limit": str(allowance.calls),
            "x-ratelimit-remaining": str(max(0, allowance.remaining)),
            "x-ratelimit-reset": str(math.ceil(ends)),
            "intercom-version": request.headers.get("intercom-version", "2.14"),
        }

    def state(self) -> dict[str, Json]:
        """The workspace as JSON."""
        return state.shown(self._books)

    def put(self, given: Mapping[str, Json]) -> None:
        """Replace parts of the workspace; raises ValueError naming a part that doesn't exist."""
        state.put(self._books, given)

    def reset(self) -> None:
        """Back to the fresh workspace."""
        self._books.reset()


def create(clock: Clock = time.time) -> IntercomSandbox:
    """A fresh Intercom workspace; `clock` gives seconds since 1970."""
    return IntercomSandbox(clock)
