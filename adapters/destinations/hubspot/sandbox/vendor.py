"""HubSpot as a Sandbox: takes calls, lets the account answer them, and looks like HubSpot around that."""

from __future__ import annotations

import time
from collections.abc import Mapping

from joey.adapters.destinations.hubspot.sandbox import calls, errors, state
from joey.adapters.destinations.hubspot.sandbox.errors import Fault
from joey.adapters.destinations.hubspot.sandbox.portal import Portal
from joey.adapters.sandbox import Allowance, Clock, Json, RateRule, ReplayRules, Reply, Request, Switches, Try, bears

_DAY = 86_400
_READ = '{"idProperty": "email", "inputs": [{"id": "grouparoo@demo.com"}], "properties": ["firstname"]}'
_CREATE = '{"inputs": [{"objectWriteTraceId": "1", "properties": {"email": "ada@example.com", "firstname": "Ada"}}]}'
_O = "/crm/objects/2026-03/contacts"


class HubSpotSandbox:
    """The account of the recordings, behind HubSpot's calls of date version 2026-03 (and v3, v4)."""

    name = "hubspot"
    title = "HubSpot CRM"
    usual_rate = RateRule(calls=100, seconds=10)
    tries = (
        Try("GET", "/account-info/2026-03/details", "the account"),
        Try("GET", _O, "the contacts"),
        Try("GET", "/crm/properties/2026-03/contacts", "the properties of contacts"),
        Try("POST", f"{_O}/batch/read", "find contacts by e-mail", _READ),
        Try("POST", f"{_O}/batch/create", "create contacts, each with its own answer", _CREATE),
        Try("GET", "/crm/lists/2026-03/object-type-id/0-1/name/All Admins", "a list by name"),
    )
    rules = ReplayRules(
        hosts=("hubapi.com",),
        ids=frozenset({"id", "hs_object_id", "hs_all_contact_vids", "vid", "canonical-vid", "listId", "recordId"}),
        volatile=frozenset(
            "createdAt updatedAt startedAt completedAt createdate lastmodifieddate hs_createdate hs_lastmodifieddate"
            " correlationId createdUserId updatedUserId description calculationFormula".split()
        ),
        lagging=("/search",),
    )

    def __init__(self, clock: Clock) -> None:
        self._portal = Portal(clock)
        self._routes = calls.routes(self._portal)

    @property
    def switches(self) -> Switches:
        """What is switched on."""
        return self._portal.switches

    @switches.setter
    def switches(self, given: Switches) -> None:
        self._portal.switches = given
        self._portal.turn()

    def answer(self, request: Request) -> Reply:
        """HubSpot's answer."""
        if self.switches.search_lag_calls or self.switches.search_lag_seconds:
            self._portal.turn()
        path = calls.unversioned(request.path)
        found = None if path is None else self._routes.find(request.method, path)
        if found is None:
            return self._lost(request, path)
        handler, parts = found
        try:
            return handler(request, parts)
        except (AttributeError, KeyError, TypeError, ValueError) as problem:
            return self._portal.refuse(errors.unreadable(f"unexpected shape: {problem!r}"))

    def _lost(self, request: Request, path: str | None) -> Reply:
        if path is not None and self._routes.methods(path):
            return self._portal.refuse(Fault(405, f"HTTP 405 Method Not Allowed: {request.method}"))
        return self._portal.refuse(errors.no_such_resource())

    def unauthorized(self, request: Request) -> Reply | None:
        """401 for the credential `wrong`."""
        return self._portal.refuse(errors.bad_credential()) if bears(request) else None

    def throttled(self, request: Request, allowance: Allowance) -> Reply:
        """429; search has a limit of its own, and says less (recorded in 2022)."""
        body: dict[str, Json] = {"status": "error", "correlationId": self._portal.correlation()}
        if request.path.endswith("/search"):
            told = {"message": "You have reached your secondly limit.", "category": "RATE_LIMITS"}
            return Reply(429, body | told)
        policy = "TEN_SECONDLY_ROLLING"
        if allowance.seconds <= 1 or allowance.seconds >= _DAY:
            policy = "DAILY" if allowance.seconds >= _DAY else "SECONDLY"
        message = f"You have reached your {policy.lower()} limit."
        return Reply(429, body | {"message": message, "errorType": "RATE_LIMIT", "policyName": policy})

    def headers(self, request: Request, allowance: Allowance) -> Mapping[str, str]:
        """The rate headers, which search does not have."""
        if request.path.endswith("/search"):
            return {}
        return {
            "x-hubspot-ratelimit-interval-milliseconds": str(int(allowance.seconds * 1000)),
            "x-hubspot-ratelimit-max": str(allowance.calls),
            "x-hubspot-ratelimit-remaining": str(allowance.remaining),
        }

    def state(self) -> dict[str, Json]:
        """The account as JSON."""
        return state.shown(self._portal)

    def put(self, given: Mapping[str, Json]) -> None:
        """Replace parts of the account; raises ValueError naming a part that doesn't exist."""
        state.put(self._portal, given)

    def reset(self) -> None:
        """Back to the fresh account."""
        self._portal.reset()


def create(clock: Clock = time.time) -> HubSpotSandbox:
    """A fresh HubSpot account; `clock` gives seconds since 1970."""
    return HubSpotSandbox(clock)
