"""Whatever a vendor answers, no port method raises, goes on for ever, or tells another host a secret; for all eight."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from hypothesis import settings
from returns.result import Failure, Result, Success

from joey.adapters.plugins import installed_plugins
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.domain.action import ById, ByKey, Create, Delete, Update, Upsert
from joey.domain.diff import whole
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.errors import GatewayError
from joey.ports.gateway import Answer, Handle
from joey.ports.lists import ListId, Member
from joey.ports.plugin import ConnectedApp, ConnectedDestination, World
from tests.hostile.answers import Said, hostile
from tests.hostile.counting import counted
from tests.hostile.everywhere import WAYS, Everywhere, Way

SECRET = "s3cret-0123456789abcdef"
MOST_CALLS = 400
PLUGINS = installed_plugins().by_type
ROUNDS = max(1, settings.default.max_examples // 12 if settings.default else 1)
BY_ANOTHER_LOGIN = frozenset({"check", "find by key"})

Op = Callable[[ConnectedApp, ConnectedDestination], Awaitable[object]]


def wanted(way: Way, n: int) -> Snapshot:
    values = {"mail": f"person{n}@example.com", "first": "Ann", "last": f"O'Neil {n}", "id": str(n)}
    fields = {name: values[column] for name, column in way.mapping.items()}
    return Snapshot(
        next(v for v in fields.values() if v in (f"person{n}@example.com", str(n))), fields, frozenset({"High"})
    )


def ops(way: Way) -> dict[str, Op]:
    """Every port method, with arguments that it may be given."""
    both = [wanted(way, n) for n in (1, 2)]
    ids = [RecordId(str(n)) for n in (1, 2)]
    members = [Member(who, f"70{who}", snap.key, snap) for who, snap in zip(ids, both, strict=True)]
    pairs = list(zip(ids, both, strict=True))

    def of(to: ConnectedDestination, kind: str, every: list[Any]) -> list[Any]:
        return every[: max(1, getattr(to.gateway.facts.sizes, kind))]

    async def write(to: ConnectedDestination, kind: str, every: list[Any]) -> object:
        batch = of(to, kind, every)
        prepared = await to.gateway.prepare(batch)
        return prepared if isinstance(prepared, Failure) else await to.gateway.write(batch)

    async def listed(to: ConnectedDestination, what: str) -> object:
        if to.lists is None:
            return Success(None)
        if what in ("find", "find_or_create"):
            return await getattr(to.lists, what)("High")
        return await getattr(to.lists, what)(ListId("44"), of(to, "members", members))

    return {
        "check": lambda app, to: app.check(),
        "account": lambda app, to: app.account(),
        "schema": lambda app, to: to.gateway.schema(),
        "find by key": lambda app, to: to.gateway.find(of(to, "find", [ByKey(one.key) for one in both])),
        "find by id": lambda app, to: to.gateway.find(of(to, "find", [ById("701"), ById("702")])),
        "create": lambda app, to: write(to, "create", [Create(who, s, whole(s)) for who, s in pairs]),
        "update": lambda app, to: write(to, "update", [Update(who, f"70{who}", s, whole(s)) for who, s in pairs]),
        "upsert": lambda app, to: write(to, "upsert", [Upsert(who, s, whole(s)) for who, s in pairs]),
        "delete": lambda app, to: write(to, "delete", [Delete(who, f"70{who}", s.key) for who, s in pairs]),
        "poll": lambda app, to: to.gateway.poll(Handle("batch-1")),
        "list find": lambda app, to: listed(to, "find"),
        "list make": lambda app, to: listed(to, "find_or_create"),
        "list add": lambda app, to: listed(to, "add"),
        "list remove": lambda app, to: listed(to, "remove"),
        "choices": lambda app, to: choices(way, app),
    }


async def choices(way: Way, app: ConnectedApp) -> object:
    spec = PLUGINS[way.vendor].spec.connection(way.connection)
    asked = [option for option in (spec.options if spec else ()) if option.dynamic]
    answered: object = Success(None)
    for option in asked:
        answered = await app.choices(way.connection, option.name, dict(way.options))  # type: ignore[arg-type]
    return answered


class Line:
    """The wire: says what it is told, and hears who is called."""

    def __init__(self, answers: list[Said], chance: random.Random | None = None, at: int = 0) -> None:
        self._answers = answers
        self._chance = chance
        self._at = at
        self.heard: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.heard.append(request)
        if len(self.heard) > MOST_CALLS:
            raise AssertionError(f"it calls again and again: {request.method} {request.url}")
        number = len(self.heard) - 1
        said = self._answers[min(number, len(self._answers) - 1)]
        if self._chance is not None and number >= self._at:
            said = hostile(said, self._chance)
        return said.response()


def run(way: Way, op: Op, transport: httpx.AsyncBaseTransport) -> object:
    """One port method of a fresh App."""
    plugin = PLUGINS[way.vendor]
    spec = plugin.spec.connection(way.connection)
    assert spec is not None
    stated = {o.name: o.default for o in plugin.spec.app.options if o.default is not None}
    base = {"base_url": f"http://localhost/{way.vendor}"}
    clock = VirtualClock()
    world = World(clock, SeededRandomness(1), transport)
    given: dict[str, Any] = {**stated, **way.app, **dict.fromkeys(way.secret, SECRET), **base}
    made = plugin.app(given, world)
    options = {**{o.name: o.default for o in spec.options if o.default is not None}, **way.options}

    async def once() -> object:
        app = made.unwrap()
        try:
            return await op(app, app.connect(way.connection, options).unwrap())  # type: ignore[arg-type]
        finally:
            await app.aclose()

    return clock.run(once())


def genuine(way: Way, op: Op, folder: Path) -> list[Said]:
    """What the Sandbox answers to that method."""
    there = Everywhere(folder, way)
    said: list[Said] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        answered = await there.sandbox(request)
        said.append(Said(answered.status_code, tuple(answered.headers.multi_items()), answered.content))
        return answered

    run(way, op, httpx.MockTransport(answer))
    return said or [Said(200, (("content-type", "application/json"),), b'{"id": "1"}')]


def well_formed(answered: object) -> None:
    """A Result, whose failure is one of the port's, and whose rows are answered in its words."""
    assert isinstance(answered, Result)
    if isinstance(answered, Failure):
        assert (
            isinstance(answered.failure(), get_args(GatewayError))
            or type(answered.failure()).__name__ == "OptionRefused"
        )
        return
    rows = answered.unwrap()
    if isinstance(rows, dict) and rows and all(isinstance(who, str) for who in rows):
        assert all(isinstance(row, get_args(Answer)) for row in rows.values())
        assert {"1", "2"} >= rows.keys()


@pytest.mark.parametrize("name", sorted(WAYS))
def test_no_answer_upsets_a_gateway(name: str, tmp_path: Path) -> None:
    way = WAYS[name]
    for what, op in ops(way).items():
        if ", by " in name and what not in BY_ANOTHER_LOGIN:
            continue
        answers = genuine(way, op, tmp_path)
        for number in range(ROUNDS):
            chance = random.Random(f"{name} {what} {number}")
            line = Line(answers, chance, at=chance.randrange(len(answers)))
            try:
                well_formed(run(way, op, httpx.MockTransport(line)))
            except Exception as upset:
                raise AssertionError(f"{what}, number {number}: {type(upset).__name__}: {upset}") from upset
            tell_nobody(line)
        counted("vendor answers", ROUNDS)


def tell_nobody(line: Line) -> None:
    """Another host than the vendor's hears no secret."""
    for request in line.heard:
        if request.url.host != "localhost":
            said = f"{request.url}{request.headers}{request.content!r}"
            assert SECRET not in said
            assert "authorization" not in request.headers
