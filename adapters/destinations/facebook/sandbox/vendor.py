"""Facebook as a Sandbox: takes calls, lets the ad account answer them, and looks like the Graph API around that."""

from __future__ import annotations

import hashlib
import hmac
import math
import re
import time
from collections.abc import Mapping

import orjson

from joey.adapters.destinations.facebook.sandbox import calls, errors, state
from joey.adapters.destinations.facebook.sandbox.account import AD_ACCOUNT, Books
from joey.adapters.destinations.facebook.sandbox.errors import Fault
from joey.adapters.sandbox import Allowance, Clock, Json, RateRule, ReplayRules, Reply, Request, Switches, Try, bears

_VERSION = re.compile(r"/v(\d\d)\.0/.+")
_OLDEST, _NEWEST = 12, 26
_AUDIENCES = f"/v26.0/act_{AD_ACCOUNT}/customaudiences"
_NEW = '{"name": "High Value", "subtype": "CUSTOM", "customer_file_source": "USER_PROVIDED_ONLY"}'


class FacebookSandbox:
    """The ad account of the recordings, behind the audiences' part of the Marketing API.

    The recordings' v12.0 and all versions up to today's are answered alike.
    """

    name = "facebook"
    title = "Facebook custom audiences"
    usual_rate = RateRule(calls=5_000, seconds=3_600)
    tries = (
        Try("GET", f"/v26.0/act_{AD_ACCOUNT}?fields=name,account_status", "the ad account"),
        Try("GET", f"{_AUDIENCES}?fields=id,name,subtype", "its audiences"),
        Try("POST", _AUDIENCES, "make one", _NEW),
    )
    rules = ReplayRules(
        hosts=("facebook.com",),
        ids=frozenset({"id", "audience_id"}),
        volatile=frozenset({"session_id", "before", "after"}),
        rows="data",
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
        """The Graph API's answer."""
        amiss = self._amiss(request)
        if amiss is not None:
            return amiss.reply()
        found = self._routes.find(request.method, request.path)
        if found is None:
            return errors.unknown_path(request.path).reply()
        handler, parts = found
        try:
            return handler(request, parts)
        except (AttributeError, KeyError, TypeError, ValueError):
            return errors.NOT_JSON.reply()

    def _amiss(self, request: Request) -> Fault | None:
        """What is wrong with a call before its path is looked at: version, token, signature."""
        version = _VERSION.fullmatch(request.path)
        if version is None or int(version[1]) > _NEWEST:
            return errors.unknown_path(request.path)
        if int(version[1]) < _OLDEST:
            return errors.OLD_VERSION
        token = _token(request)
        if not token:
            return errors.NO_TOKEN
        return _unsigned(token, request.param("appsecret_proof"), self._books.app_secret)

    def unauthorized(self, request: Request) -> Reply | None:
        """190 for the credential `wrong`."""
        return errors.BAD_TOKEN.reply() if bears(request) else None

    def throttled(self, request: Request, allowance: Allowance) -> Reply:  # noqa: ARG002 - the same for all
        """Status 400 with a code; the header says how long."""
        return errors.too_many().reply()

    def headers(self, request: Request, allowance: Allowance) -> Mapping[str, str]:  # noqa: ARG002 - the same for all
        """The share of the hour that is used, in percent, and the minutes until there is access again."""
        used = 100 if allowance.wait else round(100 * (allowance.calls - allowance.remaining) / max(1, allowance.calls))
        usage = {
            "type": "custom_audience",
            "call_count": used,
            "total_cputime": 1,
            "total_time": 1,
            "estimated_time_to_regain_access": math.ceil(allowance.wait / 60),
        }
        told = orjson.dumps({str(self._books.account["account_id"]): [usage]}).decode()
        return {"x-business-use-case-usage": told, "facebook-api-version": f"v{_NEWEST}.0"}

    def state(self) -> dict[str, Json]:
        """The account as JSON."""
        return state.shown(self._books)

    def put(self, given: Mapping[str, Json]) -> None:
        """Replace parts of the account; raises ValueError naming a part that doesn't exist."""
        state.put(self._books, given)

    def reset(self) -> None:
        """Back to the fresh account."""
        self._books.reset()


def _token(request: Request) -> str:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() in {"bearer", "oauth"} and value.strip():
        return value.strip()
    return request.param("access_token")


def _unsigned(token: str, proof: str, secret: str) -> Fault | None:
    """Where the app demands signed calls (its secret is in the state), why this one isn't good."""
    if not secret:
        return None
    good = hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    if not proof:
        return errors.NO_PROOF
    return None if hmac.compare_digest(good, proof) else errors.BAD_PROOF


def create(clock: Clock = time.time) -> FacebookSandbox:
    """A fresh ad account; `clock` gives seconds since 1970."""
    return FacebookSandbox(clock)
