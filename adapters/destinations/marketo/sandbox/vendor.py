"""Marketo as a Sandbox: takes calls, lets the subscription answer them, and looks like Marketo around that."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace

from joey.adapters.destinations.marketo.sandbox import answers, calls, state
from joey.adapters.destinations.marketo.sandbox.answers import MarketoError
from joey.adapters.destinations.marketo.sandbox.subscription import Subscription
from joey.adapters.sandbox import Allowance, Clock, Json, RateRule, ReplayRules, Reply, Request, Switches, Try, bears

_MOST_BODY, _LONGEST_ADDRESS = 1_048_576, 8_192
_SYNC = '{"action": "createOrUpdate", "lookupField": "email", "input": [{"email": "ada@demo.com", "firstName": "Ada"}]}'
_TOKEN = "/identity/oauth/token?grant_type=client_credentials&client_id=demo&client_secret=demo"  # noqa: S105


class MarketoSandbox:
    """The subscription of the recordings, behind the calls of the REST API."""

    name = "marketo"
    title = "Marketo Engage"
    usual_rate = RateRule(calls=100, seconds=20)
    tries = (
        Try("GET", _TOKEN, "a token"),
        Try("GET", "/rest/v1/leads/describe2.json", "the fields of leads, and what to find them by"),
        Try("POST", "/rest/v1/leads.json", "make a lead, or update it", _SYNC),
        Try("GET", "/rest/v1/leads.json?filterType=email&filterValues=ada@demo.com", "find it"),
        Try("GET", "/rest/asset/v1/folder/byName.json?name=Group%20Lists", "where lists are made"),
    )
    rules = ReplayRules(
        hosts=("mktorest.com",),
        volatile=frozenset("requestId createdAt updatedAt computedUrl access_token expires_in scope total".split())
        | {"count", "userId", "date"},
    )

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        """Back to the fresh subscription."""
        self._there = Subscription(self._clock)
        self._routes = calls.routes(self._there)

    @property
    def switches(self) -> Switches:
        """What is switched on."""
        return self._there.switches

    @switches.setter
    def switches(self, given: Switches) -> None:
        self._there.switches = given

    def answer(self, request: Request) -> Reply:
        """Marketo's answer; whatever it refuses is HTTP 200, but for bodies and addresses that are too large."""
        self._there.calls += 1
        if len(request.body) > _MOST_BODY:
            return answers.TOO_LARGE
        if len(request.path) + sum(len(key) + len(value) + 2 for key, value in request.query) > _LONGEST_ADDRESS:
            return answers.TOO_LONG
        try:
            return self._routed(_meant(request))
        except MarketoError as refusal:
            return self._there.say.refused(refusal)
        except (AttributeError, KeyError, TypeError, ValueError):
            return self._there.say.refused(MarketoError(611, "System error"))

    def _routed(self, request: Request) -> Reply:
        found = self._routes.find(request.method, request.path)
        if found is not None:
            handler, parts = found
            return handler(request, parts)
        if self._routes.methods(request.path):
            raise MarketoError(605, f"Request method '{request.method}' not supported")
        raise MarketoError(610, "Requested resource not found")

    def unauthorized(self, request: Request) -> Reply | None:
        """601 for the credential `wrong`, 602 for a token that has ended, 600 for one in the address."""
        if request.path.startswith("/identity"):
            return answers.BAD_CLIENT if bears(request) else None
        token = request.headers.get("authorization", "").partition(" ")[2].strip()
        if request.param("access_token"):
            return self._there.say.refused(MarketoError(600, "Access token not specified"))
        if bears(request):
            return self._there.say.refused(MarketoError(601, "Access token invalid"))
        if self._there.expired(token):
            return self._there.say.refused(MarketoError(602, "Access token expired"))
        return None

    def throttled(self, request: Request, allowance: Allowance) -> Reply:  # noqa: ARG002 - it is the same for all
        """606, with HTTP 200."""
        told = f"Max rate limit '{allowance.calls}' exceeded with in '{allowance.seconds:.0f}' secs"
        return self._there.say.refused(MarketoError(606, told))

    def headers(self, request: Request, allowance: Allowance) -> Mapping[str, str]:  # noqa: ARG002 - there are none
        """No rate headers."""
        return {}

    def state(self) -> dict[str, Json]:
        """The subscription as JSON."""
        return state.shown(self._there)

    def put(self, given: Mapping[str, Json]) -> None:
        """Replace parts of the subscription; raises ValueError naming a part that doesn't exist."""
        state.put(self._there, given)


def _meant(request: Request) -> Request:
    """A POST that says it is another method, in its address or its form, is that."""
    meant = request.param("_method")
    if not meant and "form-urlencoded" in request.headers.get("content-type", ""):
        meant = request.form().get("_method", "")
    return replace(request, method=meant.upper()) if request.method == "POST" and meant else request


def create(clock: Clock = time.time) -> MarketoSandbox:
    """A fresh Marketo subscription; `clock` gives seconds since 1970."""
    return MarketoSandbox(clock)
