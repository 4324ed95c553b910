"""A Sailthru account with its credentials, and the gateway of its Connection."""

from __future__ import annotations

from collections.abc import Mapping

from returns.result import Failure, Result, Success

from joey.adapters.destinations.sailthru import paths
from joey.adapters.destinations.sailthru.client import Signer
from joey.adapters.destinations.sailthru.facts import facts_of
from joey.adapters.destinations.sailthru.gateway import SailthruGateway, settled
from joey.adapters.destinations.sailthru.lists import ListMaker
from joey.adapters.http.client import VendorHttp
from joey.domain.facts import Call, Limits
from joey.ports.cache import Cache
from joey.ports.errors import GatewayError
from joey.ports.gateway import AccountId
from joey.ports.plugin import Choice, ConnectedDestination, OptionRefused, Options

USERS = "sailthru-users"


class SailthruApp:
    """The account; its Destinations share one connection, its rate, and what is known of its lists."""

    def __init__(self, http: VendorHttp, signer: Signer, limits: Limits, cache: Cache) -> None:
        self.http = http
        self._signer = signer
        self._limits = limits
        self._lists = ListMaker(http, signer, cache)

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls Sailthru was sent so far, by kind."""
        return {kind.value: count for kind, count in self.http.calls.by_kind.items()}

    async def check(self) -> Result[str, GatewayError]:
        """Whether Sailthru takes the key and the signature; it doesn't tell whose they are."""
        sent = await self.http.send(self._signer.request("GET", paths.SETTINGS, Call.READ, {}))
        return sent.bind(settled).map(lambda _: "Sailthru accepts the API key and secret")

    async def account(self) -> Result[AccountId, GatewayError]:
        """A digest of the API key; no call tells the account's own id."""
        return Success(AccountId(self._signer.account))

    async def choices(
        self,
        connection: str,
        option: str,
        chosen: Options,  # noqa: ARG002 - there is nothing to choose
    ) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        """The Connection has no options."""
        if connection != USERS:
            return Failure(OptionRefused("connection", f"Sailthru has no connection {connection!r}"))
        return Failure(OptionRefused(option, "has no choices to ask Sailthru for"))

    def connect(
        self,
        connection: str,
        options: Options,  # noqa: ARG002 - there are none
    ) -> Result[ConnectedDestination, OptionRefused]:
        """A gateway; no call is made."""
        if connection != USERS:
            return Failure(OptionRefused("connection", f"Sailthru has no connection {connection!r}"))
        facts = facts_of(self._limits)
        return Success(ConnectedDestination(SailthruGateway(self.http, self._signer, self._lists, facts)))

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self.http.aclose()
