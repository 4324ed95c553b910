"""Mailchimp as a Sandbox: takes calls, lets the account answer them, and looks like Mailchimp around that."""

from __future__ import annotations

import time
from collections.abc import Mapping

from joey.adapters.destinations.mailchimp.sandbox import calls, errors, state
from joey.adapters.destinations.mailchimp.sandbox.account import TESTED
from joey.adapters.destinations.mailchimp.sandbox.books import Books
from joey.adapters.sandbox import Allowance, Clock, Json, RateRule, ReplayRules, Reply, Request, Switches, Try, bears

_MEMBER = '{"email_address": "ada@demo.com", "status_if_new": "subscribed", "merge_fields": {"FNAME": "Ada"}}'
_TAGS = '{"tags": [{"name": "VIP", "status": "active"}]}'
_M = f"/3.0/lists/{TESTED}/members/ada@demo.com"


class MailchimpSandbox:
    """The account of the recordings, behind the calls of the Marketing API 3.0."""

    name = "mailchimp"
    title = "Mailchimp Marketing"
    usual_rate = RateRule(calls=10, seconds=1)
    tries = (
        Try("GET", "/3.0/ping", "is it there?"),
        Try("GET", "/3.0/lists?fields=lists.id,lists.name", "the audiences"),
        Try("GET", f"/3.0/lists/{TESTED}/merge-fields?count=1000", "the merge fields of one"),
        Try("PUT", _M, "make or change a member", _MEMBER),
        Try("POST", f"{_M}/tags", "tag it", _TAGS),
        Try("DELETE", _M, "archive it"),
    )
    rules = ReplayRules(
        hosts=("api.mailchimp.com", "login.mailchimp.com"),
        ids=frozenset({"contact_id", "unique_email_id"}),
        # id: the recordings show two audiences with one; web_id: an account's numbering; the rest is of no use here
        volatile=frozenset(
            "_links id web_id instance stats permission_reminder campaign_defaults subscribe_url_short"
            " subscribe_url_long beamer_address ip_opt login".split()
        ),
    )

    def __init__(self, clock: Clock) -> None:
        self._books = Books(clock, self._run)
        self._routes = calls.routes(self._books)

    @property
    def switches(self) -> Switches:
        """What is switched on."""
        return self._books.switches

    @switches.setter
    def switches(self, given: Switches) -> None:
        self._books.switches = given

    def answer(self, request: Request) -> Reply:
        """Mailchimp's answer; batches that are due run before it."""
        self._books.settle()
        return self._run(request)

    def _run(self, request: Request) -> Reply:
        found = self._routes.find(request.method, request.path)
        if found is None:
            known = self._routes.methods(request.path)
            return self._books.refuse(errors.NO_SUCH_METHOD if known else errors.NOT_FOUND)
        handler, parts = found
        try:
            return handler(request, parts)
        except (AttributeError, KeyError, TypeError, ValueError):
            return self._books.refuse(errors.UNREADABLE)

    def unauthorized(self, request: Request) -> Reply | None:
        """401 for the credential `wrong`."""
        return self._books.refuse(errors.BAD_KEY) if bears(request) else None

    def throttled(self, request: Request, allowance: Allowance) -> Reply:  # noqa: ARG002 - it says no more than that
        """429; Mailchimp's limit is of connections at once, and it says nothing of when to come again."""
        return self._books.refuse(errors.THROTTLED)

    def headers(self, request: Request, allowance: Allowance) -> Mapping[str, str]:  # noqa: ARG002 - there are none
        """No rate headers."""
        return {}

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


def create(clock: Clock = time.time) -> MailchimpSandbox:
    """A fresh Mailchimp account; `clock` gives seconds since 1970."""
    return MailchimpSandbox(clock)
