"""A pytest plugin for tests against the vendor itself: recorded with ``--live``, replayed without.

pytest_plugins = ["joey.adapters.contract.live"]

async def test_a_person_is_created(live: Live) -> None:
    async with live.app(plugin, {"api_key": "${ACME_API_KEY}"}, clean=without_our_people) as app:
        ...
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
from dotenv import dotenv_values

from joey.adapters.clock import SystemClock, SystemRandomness
from joey.adapters.recording import Recording, head_of, record, replay
from joey.ports.plugin import ConnectedApp, Options, OptionValue, Plugin, World

Clean: TypeAlias = Callable[[ConnectedApp], Awaitable[None]]

_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
REPLAYED = "replayed"
"""What stands for a credential in a replay."""


class Live:
    """One test's recording. ``network``: what stands for the network while it's made; None is the real one."""

    def __init__(
        self, path: Path, *, live: bool, env: Mapping[str, str], network: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.live = live
        self._path = path
        self._env = env
        self._network = network

    @asynccontextmanager
    async def app(self, plugin: Plugin, options: Options, clean: Clean | None = None) -> AsyncGenerator[ConnectedApp]:
        """An App on the vendor, or on its recording.

        ``options``: as in a project file. ``${NAME}``, or ``${NAME:-otherwise}``, is a variable of the environment or
        of .env; in a replay it is what stands behind, or a stand-in, and ``base_url`` is the recording's. ``clean``:
        removes what the tests make at the vendor; run before and after, unrecorded, also when the test fails.
        """
        path = self._path.with_name(f"{plugin.spec.app.type}.{self._path.name}")
        given = {name: self._filled(value) for name, value in options.items()}
        if not self.live:
            given["base_url"] = head_of(path).base_url
        await self._cleaned(plugin, given, clean)
        try:
            async with self._recording(path, plugin, given) as recording:
                app = plugin.app(given, recording.world).unwrap()
                try:
                    yield app
                finally:
                    await app.aclose()
        finally:
            await self._cleaned(plugin, given, clean)

    def _recording(self, path: Path, plugin: Plugin, options: Options) -> AbstractAsyncContextManager[Recording]:
        hidden = {option.name for option in plugin.spec.app.options if option.secret}
        secrets = [str(value) for name, value in options.items() if name in hidden]
        base_url = str(options.get("base_url", ""))
        return record(path, base_url, secrets, self._network) if self.live else replay(path, secrets)

    async def _cleaned(self, plugin: Plugin, options: Options, clean: Clean | None) -> None:
        if clean is None or not self.live:
            return
        app = plugin.app(options, World(SystemClock(), SystemRandomness(), self._network)).unwrap()
        try:
            await clean(app)
        finally:
            await app.aclose()

    def _filled(self, value: OptionValue) -> OptionValue:
        return (
            _VARIABLE.sub(lambda found: self._variable(found[1], found[2]), value) if isinstance(value, str) else value
        )

    def _variable(self, name: str, otherwise: str | None) -> str:
        if not self.live:
            return REPLAYED if otherwise is None else otherwise
        value = self._env.get(name, otherwise)
        if not value:
            pytest.fail(f"--live needs {name}: set it, or write {name}=… into .env")
        return value


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--live``."""
    parser.addoption("--live", action="store_true", help="ask the vendors themselves, and record what they say")


@pytest.fixture
def live(request: pytest.FixtureRequest) -> Live:
    """This test's recording, in ``recordings/`` beside it."""
    test: Path = request.path
    spelled = re.sub(r"[^\w-]+", "-", request.node.name.removeprefix("test_")).strip("-")
    name = f"{test.stem.removeprefix('test_')}.{spelled}.jsonl"
    env = {name: value for name, value in dotenv_values(".env").items() if value} | os.environ
    return Live(test.parent / "recordings" / name, live=bool(request.config.getoption("--live")), env=env)
