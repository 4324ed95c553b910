"""Sailthru as a Sandbox: takes signed calls, lets the account answer them, and looks like Sailthru around that."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from joey.adapters.destinations.sailthru.sandbox import errors, lists, signing, state, users
from joey.adapters.destinations.sailthru.sandbox.books import Books
from joey.adapters.sandbox import Allowance, Clock, Json, RateRule, ReplayRules, Reply, Request, Switches, Try, bears

_ADA = (
    '{"id": "ada@demo.com", "key": "email", "vars": {"first_name": "Ada"}, "lists": {"VIP": 1}, "fields": {"keys": 1}}'
)
_KEY = "?api_key=any&format=json&json="

Handler = Callable[[Books, Mapping[str, Json]], Json]

_SETTINGS: dict[str, Json] = {"domains": {}, "from_emails": ["dev@example.com"]}
"""Its shape is unverified."""

_HANDLERS: Mapping[tuple[str, str], Handler] = {
    ("GET", "/user"): users.get,
    ("POST", "/user"): users.post,
    ("DELETE", "/user"): users.delete,
    ("GET", "/list"): lists.get,
    ("POST", "/list"): lists.post,
    ("DELETE", "/list"): lists.delete,
    ("GET", "/settings"): lambda _, __: _SETTINGS,
}
_PATHS = frozenset(path for _, path in _HANDLERS)


class SailthruSandbox:
    """The account of the recordings, behind the calls about users and lists."""

    name = "sailthru"
    title = "Sailthru"
    usual_rate = RateRule(calls=36_000, seconds=60)
    tries = (
        Try("GET", f"/settings{_KEY}%7B%7D", "is the key good?"),
        Try("POST", "/user", "make or change a user (a form)", urlencode({"api_key": "any", "json": _ADA})),
        Try("GET", f"/user{_KEY}%7B%22id%22%3A%22ada%40demo.com%22%7D", "find it (reads may lag)"),
        Try("GET", f"/list{_KEY}%7B%7D", "the lists"),
    )
    rules = ReplayRules(
        hosts=("api.sailthru.com",),
        ids=frozenset({"sid", "list_id"}),
        volatile=frozenset({"cookie", "create_time", "send_time"}),
        forms=("/user", "/list"),
    )

    def __init__(self, clock: Clock) -> None:
        self._books = Books(clock)

    @property
    def switches(self) -> Switches:
        """What is switched on."""
        return self._books.switches

    @switches.setter
    def switches(self, given: Switches) -> None:
        self._books.switches = given

    def answer(self, request: Request) -> Reply:
        """Sailthru's answer."""
        try:
            return self._answer(request)
        except errors.SailthruError as error:
            return error.reply()
        except (AttributeError, KeyError, TypeError, ValueError):
            return errors.bad_json().reply()

    def _answer(self, request: Request) -> Reply:
        path = request.path.rstrip("/")
        handler = _HANDLERS.get((request.method, path))
        if handler is None:
            raise errors.bad_method() if path in _PATHS else errors.other("Unknown API endpoint", 404)
        given = signing.parameters(request)
        if self._books.secret and not given.get("api_key"):
            raise errors.missing("api_key")
        return Reply(200, handler(self._books, signing.payload(given, self._books.secret)))

    def unauthorized(self, request: Request) -> Reply | None:
        """401 for the credential `wrong`, in the query or in the form."""
        told = signing.parameters(request).get("api_key", "")
        return errors.bad_key("wrong").reply() if told == "wrong" or bears(request) else None

    def throttled(self, request: Request, allowance: Allowance) -> Reply:  # noqa: ARG002 - the headers have it
        """429; when to come again is in the headers."""
        return errors.too_many(request.method, request.path.strip("/")).reply()

    def headers(self, request: Request, allowance: Allowance) -> Mapping[str, str]:  # noqa: ARG002 - one count for all
        """What is left of the window, and when (seconds since 1970) it ends."""
        ends = self._books.now() + (allowance.wait or allowance.seconds)
        return {
            "x-rate-limit-limit": str(allowance.calls),
            "x-rate-limit-remaining": str(max(0, allowance.remaining)),
            "x-rate-limit-reset": str(-int(-ends // 1)),
        }

    def state(self) -> dict[str, Json]:
        """The account as JSON."""
        return state.shown(self._books)

    def put(self, given: Mapping[str, Json]) -> None:
        """Replace parts of the account; raises ValueError naming a part that doesn't exist."""
        state.put(self._books, given)

    def reset(self) -> None:
        """Back to the fresh account."""
        self._books.reset()


def create(clock: Clock = time.time) -> SailthruSandbox:
    """A fresh Sailthru account; `clock` gives seconds since 1970."""
    return SailthruSandbox(clock)
