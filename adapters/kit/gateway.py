"""VendorGateway: a DestinationGateway without the parts that are alike, and the one for memberships only."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from returns.result import Result, Success

from joey.adapters.http import Request, VendorHttp
from joey.adapters.kit.calling import asked
from joey.domain.action import Lookup, RemoteRecord, Write
from joey.domain.facts import Call, Facts
from joey.domain.projection import GroupRule, KeyField
from joey.domain.record import RecordId
from joey.domain.schema import Schema
from joey.ports.errors import GatewayError
from joey.ports.gateway import Answer, Handle, Refused


class VendorGateway(ABC):
    """A gateway to whose writes nothing needs preparing, and that has no jobs. A room adds its fields, find and write.

    ``fields_path``: where the vendor tells the fields; where it doesn't, another call that needs credentials.
    """

    def __init__(
        self, http: VendorHttp, facts: Facts, key: KeyField, fields_path: str, group_rule: GroupRule = str.strip
    ) -> None:
        self.http = http
        self._facts = facts
        self._key = key
        self._fields_path = fields_path
        self._group_rule = group_rule

    @property
    def facts(self) -> Facts:
        """What the vendor can do and allows."""
        return self._facts

    @property
    def key(self) -> KeyField:
        """The Field that identifies a remote record."""
        return self._key

    @property
    def group_rule(self) -> GroupRule:
        """How a group's remote name is kept."""
        return self._group_rule

    async def schema(self) -> Result[Schema, GatewayError]:
        """The Target's Fields, fresh from the vendor."""
        answered = await asked(self.http, Request("GET", self._fields_path, Call.READ), "its fields")
        return answered.map(self.fields)

    @abstractmethod
    def fields(self, body: object) -> Schema:
        """The Schema that the vendor's answer tells."""

    @abstractmethod
    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """Every remote record that matches, for each lookup."""

    @abstractmethod
    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """Write a batch of one kind; an answer for every Record."""

    async def prepare(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:  # noqa: ARG002
        """Nothing has to be there beforehand."""
        return Success({})

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:  # noqa: ARG002
        """There are no jobs."""
        return Success({})


class MembershipGateway(VendorGateway):
    """A vendor of whom nothing is known but memberships (``Facts.membership_only``); all happens in its lists."""

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        """Nobody: members can't be read."""
        return Success(dict.fromkeys(lookups, ()))

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """Never asked for; nothing is sent."""
        return Success({write.record_id: Refused("the vendor holds memberships only") for write in writes})
