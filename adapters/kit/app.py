"""VendorApp: an App on one connection to its vendor; and how that connection is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from returns.result import Failure, Result, Success

from joey.adapters.http import Auth, HttpOptions, Reading, Request, StatusReading, VendorHttp
from joey.adapters.kit.calling import asked
from joey.domain.facts import Facts, Rate
from joey.ports.errors import GatewayError, Misconfigured
from joey.ports.gateway import AccountId
from joey.ports.plugin import Choice, ConnectedDestination, OptionRefused, Options, World

Connect: TypeAlias = Callable[[Options], Result[ConnectedDestination, OptionRefused]]


@dataclass(frozen=True, slots=True)
class Account:
    """The vendor's own id of an account, and its name to people."""

    id: str
    name: str


class VendorApp:
    """An account.

    ``connections``: by its name, what makes a gateway of a Connection's options; no call is made. ``who``: the call
    that tells whose the credentials are, and ``told`` reads the account off its body. The id is never made of a
    credential, since another key would be another Target then.
    """

    def __init__(
        self, http: VendorHttp, connections: Mapping[str, Connect], who: Request, told: Callable[[object], Account]
    ) -> None:
        self._http = http
        self._connections = connections
        self._who = who
        self._told = told

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls the vendor was sent so far, by kind."""
        return {kind.value: count for kind, count in self._http.calls.by_kind.items()}

    async def check(self) -> Result[str, GatewayError]:
        """Try the credentials."""
        return (await self._account()).map(lambda account: f"Logged in to {account.name or account.id}")

    async def account(self) -> Result[AccountId, GatewayError]:
        """The vendor's own id of the account."""
        return (await self._account()).map(lambda account: AccountId(account.id))

    async def _account(self) -> Result[Account, GatewayError]:
        answered = await asked(self._http, self._who, "the account")
        return answered.map(self._told).bind(_known)

    async def choices(
        self,
        connection: str,  # noqa: ARG002 - a room that has choices overrides this
        option: str,
        chosen: Options,  # noqa: ARG002
    ) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        """There are none to ask the vendor for."""
        return Failure(OptionRefused(option, "has no choices to ask the vendor for"))

    def connect(self, connection: str, options: Options) -> Result[ConnectedDestination, OptionRefused]:
        """A gateway for a Connection."""
        known = self._connections.get(connection)
        if known is None:
            return Failure(OptionRefused("connection", f"must be one of {', '.join(self._connections)}"))
        return known(options)

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._http.aclose()


def _known(account: Account) -> Result[Account, GatewayError]:
    if account.id:
        return Success(account)
    return Failure(Misconfigured("the vendor doesn't say which account this is", "Check base_url."))


def vendor_http(
    base_url: str,
    auth: Auth,
    facts: Facts,
    world: World,
    *,
    reading: Reading | None = None,
    vendor: str = "",
    lanes: Mapping[str, tuple[Rate, ...]] | None = None,
) -> Result[VendorHttp, OptionRefused]:
    """An App's one connection, which paces and repeats by the Facts; refused where ``base_url`` is no good address.

    ``lanes``: special rates by name, for calls that the vendor takes fewer of (``Request.lane``).
    """
    try:
        http = VendorHttp(
            base_url,
            facts.limits,
            auth,
            reading or StatusReading(),
            world.clock,
            world.randomness,
            facts.repeatable,
            world.transport,
            options=HttpOptions(vendor=vendor, lanes=lanes or {}),
        )
    except ValueError as problem:
        return Failure(OptionRefused("base_url", str(problem).removeprefix("base_url: ")))
    return Success(http)
