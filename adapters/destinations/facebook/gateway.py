"""Facebook's DestinationGateway. There is nothing to find and nothing to write: audiences are all there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from returns.result import Failure, Result, Success

from joey.adapters.destinations.facebook import paths
from joey.adapters.destinations.facebook.client import Graph
from joey.adapters.destinations.facebook.complaints import complaint_of
from joey.adapters.destinations.facebook.payload import key_field
from joey.adapters.destinations.facebook.schema import schema_for
from joey.adapters.http.exchange import Reply
from joey.adapters.http.untrusted import mapping, text
from joey.domain.action import Lookup, RemoteRecord, Write
from joey.domain.facts import Call, Facts
from joey.domain.projection import GroupRule, KeyField
from joey.domain.record import RecordId
from joey.domain.schema import Schema
from joey.ports.errors import GatewayError, Misconfigured, Unavailable
from joey.ports.gateway import Answer, Handle, Refused

_HINT = "Check ad_account_id, and that the token's system user has this ad account."
_CLOSED = {2: "disabled", 101: "closed"}


class FacebookGateway:
    """The members of an ad account's audiences, known by one primary key."""

    def __init__(self, graph: Graph, ad_account: str, primary_key: str, facts: Facts) -> None:
        self._graph = graph
        self._ad_account = ad_account
        self._primary_key = primary_key
        self._facts = facts

    @property
    def facts(self) -> Facts:
        return self._facts

    @property
    def key(self) -> KeyField:
        return key_field(self._primary_key)

    @property
    def group_rule(self) -> GroupRule:
        return str.strip

    async def schema(self) -> Result[Schema, GatewayError]:
        """The same for all; what is asked is whether the ad account is there for this token."""
        known = await account_of(self._graph, self._ad_account)
        return known.map(lambda _: schema_for(self._primary_key))

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """Nobody: members can't be read back, which the Facts say."""
        return Success(dict.fromkeys(lookups, ()))

    async def prepare(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:  # noqa: ARG002
        return Success({})

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """Not for this vendor, which the Facts say; nothing is sent."""
        return Success({write.record_id: Refused("Facebook holds memberships only") for write in writes})

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:  # noqa: ARG002
        return Success({})


async def account_of(graph: Graph, ad_account: str) -> Result[Mapping[str, object], GatewayError]:
    """The ad account's id, name and status; Misconfigured where it isn't there, or is closed."""
    params = {"fields": "account_id,name,account_status"}
    read = await graph.send("GET", paths.account(ad_account), Call.READ, params=params)
    return read.bind(_account)


def _account(reply: Reply) -> Result[Mapping[str, object], GatewayError]:
    if not reply.ok:
        return Failure(Misconfigured(f"Facebook, asked about the ad account: {complaint_of(reply.body).reason}", _HINT))
    given = mapping(reply.body)
    if not text(given.get("account_id")):
        return Failure(Unavailable("Facebook doesn't say which ad account this is"))
    status = given.get("account_status")
    closed = _CLOSED.get(status) if isinstance(status, int) else None
    if closed is not None:
        return Failure(Misconfigured(f"The Facebook ad account is {closed}", "Use another, or have it opened again."))
    return Success(given)
