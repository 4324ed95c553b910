"""A Facebook ad account with its credentials: who it is, and the gateways of its Connection."""

from __future__ import annotations

from collections.abc import Mapping

from returns.result import Failure, Result, Success

from joey.adapters.destinations.facebook.client import Graph
from joey.adapters.destinations.facebook.gateway import FacebookGateway, account_of
from joey.adapters.destinations.facebook.lists import FacebookAudiences
from joey.adapters.destinations.facebook.schema import PRIMARY_KEYS
from joey.adapters.http.untrusted import text
from joey.domain.facts import Facts
from joey.ports.cache import Cache
from joey.ports.errors import GatewayError
from joey.ports.gateway import AccountId
from joey.ports.plugin import Choice, ConnectedDestination, OptionRefused, Options

CONNECTION = "facebook-custom-audiences"
FILE_SOURCES = ("USER_PROVIDED_ONLY", "PARTNER_PROVIDED_ONLY", "BOTH_USER_AND_PARTNER_PROVIDED")


class FacebookApp:
    """The ad account; its Destinations share one connection, its parallelism and its rate."""

    def __init__(self, graph: Graph, ad_account: str, facts: Facts, cache: Cache) -> None:
        self.graph = graph
        self._ad_account = ad_account
        self._facts = facts
        self._cache = cache

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls Facebook was sent so far, by kind."""
        return {kind.value: count for kind, count in self.graph.http.calls.by_kind.items()}

    async def check(self) -> Result[str, GatewayError]:
        """Which ad account the token opens."""
        known = await account_of(self.graph, self._ad_account)
        return known.map(lambda given: f"Connected to the Facebook ad account {text(given.get('name'))}".rstrip())

    async def account(self) -> Result[AccountId, GatewayError]:
        """Facebook's id of the ad account, without `act_`."""
        known = await account_of(self.graph, self._ad_account)
        return known.map(lambda given: AccountId(text(given.get("account_id"))))

    async def choices(
        self,
        connection: str,  # noqa: ARG002 - there is one
        option: str,
        chosen: Options,  # noqa: ARG002 - nothing depends on anything
    ) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        """None: all choices are fixed."""
        return Failure(OptionRefused(option, "has no choices to ask Facebook for"))

    def connect(self, connection: str, options: Options) -> Result[ConnectedDestination, OptionRefused]:
        """A gateway and its audiences; no call is made."""
        if connection != CONNECTION:
            return Failure(OptionRefused("connection", f"Facebook has no connection {connection!r}"))
        primary_key = str(options.get("primary_key", "")).strip().upper()
        if primary_key not in PRIMARY_KEYS:
            return Failure(OptionRefused("primary_key", f"must be one of {', '.join(PRIMARY_KEYS)}"))
        source = str(options.get("customer_file_source") or FILE_SOURCES[0]).strip()
        if source not in FILE_SOURCES:
            return Failure(OptionRefused("customer_file_source", f"must be one of {', '.join(FILE_SOURCES)}"))
        gateway = FacebookGateway(self.graph, self._ad_account, primary_key, self._facts)
        audiences = FacebookAudiences(self.graph, self._ad_account, primary_key, source, self._cache)
        return Success(ConnectedDestination(gateway, audiences))

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self.graph.http.aclose()
