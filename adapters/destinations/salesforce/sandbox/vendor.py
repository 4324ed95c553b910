"""Salesforce as a Sandbox: takes calls, lets the organisation answer them, and looks like Salesforce around that."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping

from joey.adapters.destinations.salesforce.sandbox import calls, errors, state
from joey.adapters.destinations.salesforce.sandbox.bulk import Jobs
from joey.adapters.destinations.salesforce.sandbox.errors import Fault, RowFault
from joey.adapters.destinations.salesforce.sandbox.org import USUAL_CALLS, Org
from joey.adapters.destinations.salesforce.sandbox.reads import VERSIONS
from joey.adapters.sandbox import Allowance, Clock, Json, RateRule, ReplayRules, Reply, Request, Switches, Try, bears

_DAY = 86_400
_B = "/services/data/v67.0"
_ROWS = '{"allOrNone": false, "records": [{"attributes": {"type": "Contact"}, "LastName": "Lovelace"}]}'
_QUERY = "SELECT Id, Name FROM Contact WHERE LastName = 'Lovelace'"
_JOB = '{"object": "Contact", "operation": "insert", "contentType": "CSV", "lineEnding": "LF"}'
_VERSION = re.compile(r"/services/data/v([\d.]+)/")


class SalesforceSandbox:
    """The organisation of the recordings, behind the REST API, any version."""

    name = "salesforce"
    title = "Salesforce"
    usual_rate = RateRule(calls=USUAL_CALLS, seconds=_DAY)
    tries = (
        Try("GET", f"{_B}/limits", "what is left of the day's calls"),
        Try("GET", f"{_B}/sobjects", "the objects"),
        Try("GET", f"{_B}/sobjects/Contact/describe", "the fields of one"),
        Try("POST", f"{_B}/composite/sobjects", "make contacts", _ROWS),
        Try("GET", f"{_B}/query?q={_QUERY}", "find them"),
        Try("POST", f"{_B}/jobs/ingest", "begin a bulk job", _JOB),
    )
    rules = ReplayRules(
        hosts=("salesforce.com",),
        ids=frozenset(
            "id Id AccountId ContactId LeadId CampaignId TopicId EntityId ConvertedAccountId ConvertedContactId".split()
        ),
        # the many links of a describe; what XML of a login hides or names the host by
        volatile=frozenset(
            "urls url childRelationships recordTypeInfos serverUrl metadataServerUrl sessionId userName userId".split()
        ),
        forms=("/services/oauth2/",),
    )

    def __init__(self, clock: Clock) -> None:
        self._org = Org(clock)
        self._jobs = Jobs(self._org)
        self._routes = calls.routes(self._org, self._jobs)

    @property
    def switches(self) -> Switches:
        """What is switched on."""
        return self._org.switches

    @switches.setter
    def switches(self, given: Switches) -> None:
        self._org.switches = given

    def answer(self, request: Request) -> Reply:
        """Salesforce's answer; jobs that are due are worked off before it."""
        self._jobs.settle()
        if not _counts(request):
            return self._act(request)
        if self._org.calls >= self._org.most_calls:
            return errors.OUT_OF_CALLS.reply()
        self._org.calls += 1
        reply = self._act(request)
        self._jobs.settle()
        return reply

    def _act(self, request: Request) -> Reply:
        version = _VERSION.match(request.path)
        found = self._routes.find(request.method, request.path)
        if found is None or (version is not None and version[1] not in VERSIONS):
            known = self._routes.methods(request.path)
            return (errors.NO_METHOD if known and found is None else errors.NOT_FOUND).reply()
        handler, parts = found
        try:
            return handler(request, parts)
        except Fault as fault:
            return fault.reply()
        except RowFault as fault:
            return Fault(400, fault.code, fault.message).reply()
        except (AttributeError, KeyError, TypeError, ValueError) as problem:
            return errors.unreadable(f"Unexpected shape: {problem!r}").reply()

    def unauthorized(self, request: Request) -> Reply | None:
        """401 for the credential `wrong`, and for a session that has ended."""
        if not _counts(request):
            return None
        session = request.headers.get("authorization", "").partition(" ")[2]
        return errors.NO_SESSION.reply() if bears(request) or session in self._org.ended else None

    def throttled(self, request: Request, allowance: Allowance) -> Reply:  # noqa: ARG002 - one limit for all calls
        """403: the day's calls, or, where the limit is of a shorter time, too many at once."""
        fault = errors.OUT_OF_CALLS if allowance.seconds >= _DAY else errors.TOO_MANY_AT_ONCE
        return fault.reply()

    def headers(self, request: Request, allowance: Allowance) -> Mapping[str, str]:  # noqa: ARG002 - its own count
        """How many of the day's calls are used."""
        if not _counts(request):
            return {}
        return {"sforce-limit-info": f"api-usage={self._org.calls}/{self._org.most_calls}"}

    def state(self) -> dict[str, Json]:
        """The organisation as JSON."""
        self._jobs.settle()
        return state.shown(self._org)

    def put(self, given: Mapping[str, Json]) -> None:
        """Replace parts of the organisation; raises ValueError naming a part that doesn't exist."""
        state.put(self._org, given)

    def reset(self) -> None:
        """Back to an organisation without records."""
        self._org.reset()


def _counts(request: Request) -> bool:
    return request.path.startswith("/services/data/")


def create(clock: Clock = time.time) -> SalesforceSandbox:
    """A fresh organisation; `clock` gives seconds since 1970."""
    return SalesforceSandbox(clock)
