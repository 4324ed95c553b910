"""The one redaction at the edge: what vendors say, in errors and about rows, comes in without secrets and addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from returns.pipeline import is_successful
from returns.result import Failure, Result, Success

from joey.adapters.redaction import PROCESS, Redactor
from joey.domain.action import Lookup, RemoteRecord, Write
from joey.domain.facts import Facts
from joey.domain.projection import GroupRule, KeyField
from joey.domain.record import RecordId
from joey.domain.schema import Schema
from joey.ports.errors import GatewayError, Misconfigured
from joey.ports.gateway import (
    AccountId,
    Answer,
    DestinationGateway,
    Handle,
    Refused,
    RowThrottled,
    RowUnknown,
    Written,
)
from joey.ports.lists import ListId, ListRepository, Member
from joey.ports.plugin import (
    Choice,
    ConnectedApp,
    ConnectedDestination,
    OptionRefused,
    Options,
    Plugin,
    PluginSpec,
    World,
)

T = TypeVar("T")


class _Ear:
    """Hears for the others."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def result(self, asked: Result[T, GatewayError]) -> Result[T, GatewayError]:
        """The same, a failure's words made discreet."""
        return asked if is_successful(asked) else Failure(self._error(asked.failure()))

    def answers(
        self, asked: Result[Mapping[RecordId, Answer], GatewayError]
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        """The same, what is said of rows made discreet."""
        if not is_successful(asked):
            return Failure(self._error(asked.failure()))
        answers = asked.unwrap()
        said = {who: told for who, answer in answers.items() if (told := self._answer(answer)) is not answer}
        return Success({**answers, **said}) if said else asked

    def text(self, text: str) -> str:
        """Words that aren't trimmed: what people are told, an account's id."""
        return self._redactor.text(text)

    def _error(self, error: GatewayError) -> GatewayError:
        if isinstance(error, Misconfigured):
            return replace(error, reason=self._redactor.reason(error.reason), hint=self.text(error.hint))
        return replace(error, reason=self._redactor.reason(error.reason))

    def _answer(self, answer: Answer) -> Answer:
        if isinstance(answer, Refused | RowThrottled | RowUnknown):
            return replace(answer, reason=self._redactor.reason(answer.reason))
        if isinstance(answer, Written) and answer.note:
            return replace(answer, note=self._redactor.reason(answer.note))
        return answer


class DiscreetGateway(DestinationGateway):
    """A gateway whose words are discreet."""

    def __init__(self, inner: DestinationGateway, ear: _Ear) -> None:
        self._inner = inner
        self._ear = ear

    @property
    def facts(self) -> Facts:
        return self._inner.facts

    @property
    def key(self) -> KeyField:
        return self._inner.key

    @property
    def group_rule(self) -> GroupRule:
        return self._inner.group_rule

    async def schema(self) -> Result[Schema, GatewayError]:
        return self._ear.result(await self._inner.schema())

    async def find(self, lookups: Sequence[Lookup]) -> Result[Mapping[Lookup, tuple[RemoteRecord, ...]], GatewayError]:
        return self._ear.result(await self._inner.find(lookups))

    async def prepare(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Refused], GatewayError]:
        prepared = await self._inner.prepare(writes)
        if not is_successful(prepared) or not prepared.unwrap():
            return self._ear.result(prepared)
        return Success({who: replace(no, reason=self._ear.text(no.reason)) for who, no in prepared.unwrap().items()})

    async def write(self, writes: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        return self._ear.answers(await self._inner.write(writes))

    async def poll(self, handle: Handle) -> Result[Mapping[RecordId, Answer] | None, GatewayError]:
        polled = await self._inner.poll(handle)
        if is_successful(polled) and polled.unwrap() is None:
            return polled
        return self._ear.answers(polled.map(lambda answers: answers or {}))


class DiscreetLists(ListRepository):
    """Lists whose words are discreet."""

    def __init__(self, inner: ListRepository, ear: _Ear) -> None:
        self._inner = inner
        self._ear = ear

    async def find(self, name: str) -> Result[ListId | None, GatewayError]:
        return self._ear.result(await self._inner.find(name))

    async def find_or_create(self, name: str) -> Result[ListId, GatewayError]:
        return self._ear.result(await self._inner.find_or_create(name))

    async def add(self, list_id: ListId, members: Sequence[Member]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        return self._ear.answers(await self._inner.add(list_id, members))

    async def remove(
        self, list_id: ListId, members: Sequence[Member]
    ) -> Result[Mapping[RecordId, Answer], GatewayError]:
        return self._ear.answers(await self._inner.remove(list_id, members))


class DiscreetApp(ConnectedApp):
    """An App whose words are discreet, and those of its Destinations."""

    def __init__(self, inner: ConnectedApp, ear: _Ear) -> None:
        self._inner = inner
        self._ear = ear

    @property
    def calls(self) -> Mapping[str, int]:
        return self._inner.calls

    async def check(self) -> Result[str, GatewayError]:
        return self._ear.result(await self._inner.check()).map(self._ear.text)

    async def account(self) -> Result[AccountId, GatewayError]:
        asked = self._ear.result(await self._inner.account())
        return asked.map(lambda account: AccountId(self._ear.text(account)))

    async def choices(
        self, connection: str, option: str, chosen: Options
    ) -> Result[tuple[Choice, ...], GatewayError | OptionRefused]:
        asked = await self._inner.choices(connection, option, chosen)
        if is_successful(asked) or isinstance(asked.failure(), OptionRefused):
            return asked
        heard: Result[tuple[Choice, ...], GatewayError] = self._ear.result(asked)  # type: ignore[arg-type]
        return heard.alt(lambda error: error)

    def connect(self, connection: str, options: Options) -> Result[ConnectedDestination, OptionRefused]:
        return self._inner.connect(connection, options).map(self._discreet)

    async def aclose(self) -> None:
        await self._inner.aclose()

    def _discreet(self, made: ConnectedDestination) -> ConnectedDestination:
        lists = DiscreetLists(made.lists, self._ear) if made.lists is not None else None
        return ConnectedDestination(DiscreetGateway(made.gateway, self._ear), lists)


class DiscreetPlugin(Plugin):
    """A plugin, anybody's, whose words are discreet."""

    def __init__(self, inner: Plugin, redactor: Redactor = PROCESS) -> None:
        self._inner = inner
        self._ear = _Ear(redactor)

    @property
    def spec(self) -> PluginSpec:
        return self._inner.spec

    def app(self, options: Options, world: World) -> Result[ConnectedApp, OptionRefused]:
        made = self._inner.app(options, world)
        return made.map(lambda app: DiscreetApp(app, self._ear))


def discreet(plugins: Mapping[str, Plugin]) -> Mapping[str, Plugin]:
    """All of them."""
    return {name: DiscreetPlugin(plugin) for name, plugin in plugins.items()}
