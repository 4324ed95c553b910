"""An Intercom workspace with its credentials: who it is, and the gateways of its Connections."""

from __future__ import annotations

from collections.abc import Mapping

from returns.result import Failure, Result, Success

from joey.adapters.destinations.intercom import keys, paths
from joey.adapters.destinations.intercom.client import call
from joey.adapters.destinations.intercom.complaints import complaint_of
from joey.adapters.destinations.intercom.facts import facts_of
from joey.adapters.destinations.intercom.gateway import IntercomGateway
from joey.adapters.destinations.intercom.lists import IntercomTags
from joey.adapters.http.client import VendorHttp
from joey.adapters.http.exchange import Reply
from joey.adapters.http.untrusted import mapping, text
from joey.domain.facts import Call, Limits
from joey.ports.cache import Cache
from joey.ports.clock import Clock
from joey.ports.errors import BatchRefused, GatewayError, Unavailable
from joey.ports.gateway import AccountId
from joey.ports.plugin import Choice, ConnectedDestination, OptionRefused, Options

CONNECTION = "intercom-contacts"


class IntercomApp:
    """The workspace; its Destinations share one connection, its parallelism and its rate."""

    def __init__(self, http: VendorHttp, allowed: Limits, clock: Clock, cache: Cache) -> None:
        self.http = http
        self._limits = allowed
        self._clock = clock
        self._cache = cache

    @property
    def calls(self) -> Mapping[str, int]:
        """How many calls Intercom was sent so far, by kind."""
        return {kind.value: count for kind, count in self.http.calls.by_kind.items()}

    async def check(self) -> Result[str, GatewayError]:
        """Which workspace the token is good for."""
        known = await self._workspace()
        return known.map(lambda app: f"Connected to the Intercom workspace {_name_of(app)}")

    async def account(self) -> Result[AccountId, GatewayError]:
        """The workspace's id code."""
        known = await self._workspace()
        return known.map(lambda app: AccountId(text(app.get("id_code"))))

    async def _workspace(self) -> Result[Mapping[str, object], GatewayError]:
        sent = await self.http.send(call("GET", paths.ME, Call.READ))
        return sent.bind(_workspace)

    async def choices(
        self,
        connection: str,
        option: str,
        chosen: Options,  # noqa: ARG002 - no option depends on another
    ) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        """None are Intercom's to tell: every option has fixed ones."""
        if connection != CONNECTION:
            return Failure(OptionRefused("connection", f"Intercom has no connection {connection!r}"))
        return Failure(OptionRefused(option, "has no choices to ask Intercom for"))

    def connect(self, connection: str, options: Options) -> Result[ConnectedDestination, OptionRefused]:
        """A gateway and its tags."""
        if connection != CONNECTION:
            return Failure(OptionRefused("connection", f"Intercom has no connection {connection!r}"))
        matching = _matching(options)
        if isinstance(matching, OptionRefused):
            return Failure(matching)
        tags = IntercomTags(self.http, self._cache)
        gateway = IntercomGateway(self.http, matching, facts_of(matching, self._limits), tags, self._clock)
        return Success(ConnectedDestination(gateway, tags))

    async def aclose(self) -> None:
        """Let go of the connection."""
        await self.http.aclose()


def _matching(options: Options) -> keys.Matching | OptionRefused:
    given = {name: str(options.get(name) or "").strip().lower() for name in ("match_field", "creation", "removal")}
    given["removal"] = given["removal"] or keys.ARCHIVE
    allowed = {"match_field": keys.MATCH_FIELDS, "creation": keys.CREATIONS, "removal": keys.REMOVALS}
    for name, values in allowed.items():
        if given[name] not in values:
            return OptionRefused(name, f"must be one of {', '.join(values)}")
    matching = keys.Matching(given["match_field"], given["creation"], given["removal"])
    if matching.creation == keys.LEAD and not matching.by_email:
        return OptionRefused("match_field", "must be email where leads are made: Intercom makes their external ids")
    return matching


def _workspace(reply: Reply) -> Result[Mapping[str, object], GatewayError]:
    if not reply.ok:
        return Failure(BatchRefused(f"Intercom, asked for the workspace: {complaint_of(reply.body).reason()}"))
    app = mapping(mapping(reply.body).get("app"))
    if not text(app.get("id_code")):
        return Failure(Unavailable("Intercom doesn't say which workspace this is"))
    return Success(app)


def _name_of(app: Mapping[str, object]) -> str:
    name, id_code, region = (text(app.get(part)) for part in ("name", "id_code", "region"))
    about = ", ".join(part for part in (id_code if name else "", region) if part)
    return f"{name or id_code}" + (f" ({about})" if about else "")
