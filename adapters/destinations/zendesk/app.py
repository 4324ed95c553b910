"""A Zendesk account with its credentials: who it is, and the gateway of its Connection."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.destinations.zendesk import paths
from joey.adapters.destinations.zendesk.client import HINT
from joey.adapters.destinations.zendesk.facts import DEFAULT_BULK_ABOVE, facts_of
from joey.adapters.destinations.zendesk.gateway import Bulk, ZendeskGateway
from joey.adapters.destinations.zendesk.pages import body_of
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Request
from joey.adapters.http.untrusted import mapping, text
from joey.domain.facts import Call, Limits
from joey.ports.errors import GatewayError, Misconfigured, Unavailable
from joey.ports.gateway import AccountId
from joey.ports.plugin import Choice, ConnectedDestination, OptionRefused, Options

USERS = "zendesk-users"
AUTO, ON, OFF = "auto", "on", "off"


class ZendeskApp:
    """The account; its Destinations share one connection, its rate, and what is known of its jobs."""

    def __init__(self, http: VendorHttp, limits: Limits) -> None:
        self.http = http
        self._limits = limits
        self._bulk = {AUTO: Bulk(), ON: Bulk(insisted=True)}

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls Zendesk was sent so far, by kind."""
        return {kind.value: count for kind, count in self.http.calls.by_kind.items()}

    async def check(self) -> Result[str, GatewayError]:
        """Whose credentials these are. Bad ones may be answered as if nobody had asked, so the role is looked at."""
        known = await self._me()
        return known.map(lambda me: f"Logged in as {text(me.get('name'))} ({text(me.get('role'))})")

    async def account(self) -> Result[AccountId, GatewayError]:
        """The account as Zendesk names it: the host in its own address of the user who asks."""
        known = await self._me()
        if not is_successful(known):
            return Failure(known.failure())
        host = urlsplit(text(known.unwrap().get("url"))).hostname
        if not host:
            return Failure(Unavailable("Zendesk doesn't say which account this is"))
        return Success(AccountId(host))

    async def _me(self) -> Result[Mapping[str, object], GatewayError]:
        sent = await self.http.send(Request("GET", paths.ME, Call.READ))
        return sent.bind(lambda reply: body_of(reply, "who is logged in")).bind(_staff)

    async def choices(
        self,
        connection: str,
        option: str,
        chosen: Options,  # noqa: ARG002 - no option has choices at the vendor
    ) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        """None of the options is asked for."""
        if connection != USERS:
            return Failure(OptionRefused("connection", f"Zendesk has no connection {connection!r}"))
        return Failure(OptionRefused(option, "has no choices to ask Zendesk for"))

    def connect(self, connection: str, options: Options) -> Result[ConnectedDestination, OptionRefused]:
        """A gateway; no call is made."""
        if connection != USERS:
            return Failure(OptionRefused("connection", f"Zendesk has no connection {connection!r}"))
        how = str(options.get("bulk") or AUTO).strip().lower()
        if how not in {AUTO, ON, OFF}:
            return Failure(OptionRefused("bulk", "must be auto, on or off"))
        above = whole_number(options.get("bulk_above", DEFAULT_BULK_ABOVE))
        if above is None or above < 0:
            return Failure(OptionRefused("bulk_above", "must be a whole number of rows, 0 or more"))
        facts = facts_of(self._limits, None if how == OFF else above)
        return Success(ConnectedDestination(ZendeskGateway(self.http, facts, self._bulk.get(how, Bulk()))))

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self.http.aclose()


def _staff(body: Mapping[str, object]) -> Result[Mapping[str, object], GatewayError]:
    me = mapping(body.get("user"))
    if not text(me.get("id")):
        return Failure(Misconfigured("Zendesk takes these credentials for nobody's", HINT))
    if text(me.get("role")) not in {"admin", "agent"}:
        return Failure(Misconfigured("these credentials are an end user's; an admin's or agent's are needed", HINT))
    return Success(me)


def whole_number(given: object) -> int | None:
    """A whole number, also as a text; None where it is something else."""
    if isinstance(given, bool):
        return None
    try:
        return int(str(given))
    except ValueError:
        return None
