"""A Salesforce organisation with its credentials: who it is, its options' choices, and its Connections' gateways."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.salesforce import choosing
from joey.adapters.destinations.salesforce.complaints import complaint_of
from joey.adapters.destinations.salesforce.facts import facts_of
from joey.adapters.destinations.salesforce.gateway import SalesforceGateway
from joey.adapters.destinations.salesforce.ids import eighteen
from joey.adapters.destinations.salesforce.lists import Memberships
from joey.adapters.destinations.salesforce.options import ACCOUNTS, CONTACTS, FIXED, OBJECTS, setup_of
from joey.adapters.destinations.salesforce.paths import VERSIONS, Paths
from joey.adapters.destinations.salesforce.reading import Reader
from joey.adapters.destinations.salesforce.session import Session
from joey.adapters.http.exchange import Reply, Request
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.facts import Call, Limits
from joey.ports.cache import Cache
from joey.ports.errors import GatewayError, Misconfigured, Unavailable
from joey.ports.gateway import AccountId
from joey.ports.plugin import Choice, ConnectedDestination, OptionRefused, Options


class SalesforceApp:
    """The organisation; its Destinations share one session, its parallelism and its calls."""

    def __init__(self, session: Session, paths: Paths, limits: Limits, cache: Cache) -> None:
        self._session = session
        self._paths = paths
        self._limits = limits
        self._cache = cache

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls Salesforce was sent so far, by kind."""
        return self._session.calls

    async def check(self) -> Result[str, GatewayError]:
        """Whether the login works, the version is there, and how many calls are left."""
        who = await self.account()
        if not is_successful(who):
            return Failure(who.failure())
        listed = await self._session.send(Request("GET", VERSIONS, Call.READ))
        known = listed.bind(self._has_version)
        if not is_successful(known):
            return Failure(known.failure())
        sent = await self._session.send(Request("GET", self._paths.limits, Call.READ))
        left = sent.map(_calls_left)
        return left.map(lambda told: f"Logged in to Salesforce organisation {who.unwrap()}{self._where()}{told}")

    def _where(self) -> str:
        host = urlsplit(text(self._session.granted.get("instance_url"))).hostname
        return f" at {host}" if host else ""

    def _has_version(self, reply: Reply) -> Result[None, GatewayError]:
        versions = [text(one.get("version")) for one in mappings(reply.body)]
        if not versions:
            return Failure(Unavailable("Salesforce didn't list the versions of its API"))
        if self._paths.version in versions:
            return Success(None)
        told = f"this Salesforce instance doesn't have version {self._paths.version} of the API"
        return Failure(Misconfigured(told, f"Set api_version; the newest there is {versions[-1]}."))

    async def account(self) -> Result[AccountId, GatewayError]:
        """The organisation's id, which the login's answer names; else it is asked for."""
        opened = await self._session.open()
        if not is_successful(opened):
            return Failure(opened.failure())
        parts = text(self._session.granted.get("id")).rstrip("/").split("/")
        if len(parts) >= 2 and parts[-2].startswith("00D"):
            return Success(AccountId(eighteen(parts[-2])))
        sent = await self._session.send(Request("GET", "/services/oauth2/userinfo", Call.READ))
        return sent.bind(_organisation)

    async def choices(
        self, connection: str, option: str, chosen: Options
    ) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        """Objects, fields to match by, groups, memberships, parents."""
        if connection not in {OBJECTS, CONTACTS, ACCOUNTS}:
            return Failure(OptionRefused("connection", f"Salesforce has no connection {connection!r}"))
        reader = Reader(self._session, self._paths)
        found = await choosing.choices(reader, option, chosen, FIXED.get(connection))
        return found.map(lambda pairs: tuple(Choice(value, told) for value, told in pairs))

    def connect(self, connection: str, options: Options) -> Result[ConnectedDestination, OptionRefused]:
        """A gateway; whether Salesforce has the objects and fields is found out by its ``schema``."""
        if connection not in {OBJECTS, CONTACTS, ACCOUNTS}:
            return Failure(OptionRefused("connection", f"Salesforce has no connection {connection!r}"))
        setup = setup_of(connection, options)
        if isinstance(setup, OptionRefused):
            return Failure(setup)
        reader = Reader(self._session, self._paths)
        lists = Memberships(reader, setup.grouping, self._cache) if setup.grouping is not None else None
        gateway = SalesforceGateway(reader, setup, facts_of(setup, self._limits), lists)
        return Success(ConnectedDestination(gateway, lists))

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._session.aclose()


def _organisation(reply: Reply) -> Result[AccountId, GatewayError]:
    told = text(mapping(reply.body).get("organization_id"))
    if told:
        return Success(AccountId(eighteen(told)))
    return Failure(
        Unavailable(f"Salesforce doesn't say which organisation this is: {complaint_of(reply.body).reason()}")
    )


def _calls_left(reply: Reply) -> str:
    told = mapping(mapping(reply.body).get("DailyApiRequests"))
    left, most = told.get("Remaining"), told.get("Max")
    return f"; {left:,} of {most:,} calls are left today" if isinstance(left, int) and isinstance(most, int) else ""
