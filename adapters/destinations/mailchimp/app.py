"""A Mailchimp account with its credentials: who it is, its audiences, and the gateways of its Connections."""

from __future__ import annotations

from collections.abc import Mapping

from returns.result import Failure, Result, Success

from joey.adapters.destinations.mailchimp import paths
from joey.adapters.destinations.mailchimp.facts import DEFAULT_BULK_ABOVE, facts_of
from joey.adapters.destinations.mailchimp.gateway import MailchimpGateway
from joey.adapters.destinations.mailchimp.keys import Matching
from joey.adapters.destinations.mailchimp.lists import MailchimpTags
from joey.adapters.destinations.mailchimp.pages import body_of, pages
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Request
from joey.adapters.http.untrusted import text
from joey.domain.facts import Call
from joey.ports.cache import Cache
from joey.ports.errors import GatewayError, Unavailable
from joey.ports.gateway import AccountId
from joey.ports.plugin import Choice, ConnectedDestination, OptionRefused, Options

BY_EMAIL = "mailchimp-contacts"
BY_ID = "mailchimp-contacts-by-id"


class MailchimpApp:
    """The account; its Destinations share one connection and its parallelism."""

    def __init__(self, http: VendorHttp, parallelism: int, cache: Cache) -> None:
        self.http = http
        self._parallelism = parallelism
        self._cache = cache

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls Mailchimp was sent so far, by kind."""
        return {kind.value: count for kind, count in self.http.calls.by_kind.items()}

    async def check(self) -> Result[str, GatewayError]:
        """Which account the key is good for."""
        known = await self._account()
        return known.map(lambda given: f"Connected to the Mailchimp account {text(given.get('account_name'))}".rstrip())

    async def account(self) -> Result[AccountId, GatewayError]:
        """Mailchimp's id of the account."""
        known = await self._account()
        return known.map(lambda given: AccountId(text(given.get("account_id"))))

    async def _account(self) -> Result[Mapping[str, object], GatewayError]:
        params = {"fields": "account_id,account_name"}
        sent = await self.http.send(Request("GET", paths.ACCOUNT, Call.READ, params=params))
        return sent.bind(lambda reply: body_of(reply, "the account")).bind(_identified)

    async def choices(
        self,
        connection: str,
        option: str,
        chosen: Options,  # noqa: ARG002 - list_id depends on nothing
    ) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        """The audiences."""
        if connection not in {BY_EMAIL, BY_ID}:
            return Failure(OptionRefused("connection", f"Mailchimp has no connection {connection!r}"))
        if option != "list_id":
            return Failure(OptionRefused(option, "has no choices to ask Mailchimp for"))
        fields = "lists.id,lists.name,total_items"
        listed = await pages(self.http, paths.LISTS, "lists", fields)
        choices: Result[tuple[Choice, ...], GatewayError | OptionRefused] = listed.map(
            lambda rows: tuple(Choice(text(row.get("id")), text(row.get("name"))) for row in rows)
        )
        return choices

    def connect(self, connection: str, options: Options) -> Result[ConnectedDestination, OptionRefused]:
        """A gateway; whether Mailchimp has the audience is found out by its ``schema``."""
        if connection not in {BY_EMAIL, BY_ID}:
            return Failure(OptionRefused("connection", f"Mailchimp has no connection {connection!r}"))
        list_id = str(options.get("list_id", "")).strip()
        if not list_id:
            return Failure(OptionRefused("list_id", "is missing: which audience?"))
        bulk_above = whole_number(options.get("bulk_above", DEFAULT_BULK_ABOVE))
        if bulk_above is None or bulk_above < 0:
            return Failure(OptionRefused("bulk_above", "must be a whole number of rows; 0 is never"))
        matching = Matching(list_id, by_id=connection == BY_ID)
        facts = facts_of(matching, self._parallelism, bulk_above)
        gateway = MailchimpGateway(self.http, matching, facts)
        return Success(ConnectedDestination(gateway, MailchimpTags(self.http, matching, self._cache)))

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self.http.aclose()


def _identified(given: Mapping[str, object]) -> Result[Mapping[str, object], GatewayError]:
    if not text(given.get("account_id")):
        return Failure(Unavailable("Mailchimp doesn't say which account this is"))
    return Success(given)


def whole_number(given: object) -> int | None:
    """A whole number, also as a text; None where it is something else."""
    if isinstance(given, bool):
        return None
    try:
        return int(str(given))
    except ValueError:
        return None
