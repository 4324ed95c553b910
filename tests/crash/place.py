"""A project in a folder, real processes that work in it, and the vendor's account, where any call can be struck."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from joey.adapters.destinations.hubspot.sandbox import create
from joey.adapters.sandbox.mount import Mount
from joey.adapters.sandbox.server import running_sandbox
from tests.hostile.counting import counted

DRIVER = Path(__file__).with_name("driver.py")
PROJECT = """
warehouse: .
models:
  people: {file: people.csv, key: id, groups: {Early: id < 100}}
apps:
  crm: {type: hubspot, options: {access_token: "${TOKEN}", base_url: "ADDRESS"}}
destinations:
  contacts:
    app: crm
    connection: hubspot-objects
    options: {object: contacts, match_field: email}
    model: people
    records: all
    mapping: {email: mail, firstname: name}
    groups: {Early: Early birds}
"""


@dataclass(slots=True)
class Strike:
    """What happens at a call: before the vendor acts, or once it has acted and before its answer leaves."""

    call: int
    does: Callable[[], None]
    acted: bool = False


@dataclass(slots=True)
class Watched:
    """A vendor's app whose calls are counted, and may be struck."""

    app: ASGIApp
    calls: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    strike: Strike | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_"):
            await self.app(scope, receive, send)
            return
        self.calls.append((scope["method"], scope["path"]))
        struck = self.strike if self.strike is not None and self.strike.call == len(self.calls) else None
        if struck is not None and not struck.acted:
            await asyncio.to_thread(struck.does)

        async def answer(message: Message) -> None:
            if struck is not None and struck.acted and message["type"] == "http.response.start":
                await asyncio.to_thread(struck.does)
            await send(message)

        await self.app(scope, receive, answer)

    def writes(self) -> list[str]:
        """The calls that change something."""
        return [path for method, path in self.calls if method != "GET" and not path.endswith(("/read", "/search"))]


@dataclass(frozen=True, slots=True)
class Told:
    """How a process ended, and what it said."""

    code: int
    text: str


class Place:
    """The project and its account."""

    def __init__(self, folder: Path, watched: Watched, address: str) -> None:
        self.folder = folder
        self.watched = watched
        self._vendor = httpx.Client(base_url=address)
        (folder / "joey.yml").write_text(PROJECT.replace("ADDRESS", address), encoding="utf-8")
        self._theirs = {row["id"] for row in self._rows()}

    def close(self) -> None:
        self._vendor.close()

    def people(self, day: int, count: int = 250) -> list[tuple[str, str, bool]]:
        """A day's people, as the vendor should have them: each day ten leave, ten come, and all have another name."""
        rows = [(id_, f"p{id_}@example.com", f"Ann {id_} of day {day}") for id_ in range(day * 10, day * 10 + count)]
        lines = ["id,mail,name", *(",".join(map(str, row)) for row in rows)]
        (self.folder / "people.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return sorted((mail, name, id_ < 100) for id_, mail, name in rows)

    def start(self, *arguments: str, command: tuple[str, ...] = ("-m", "joey")) -> subprocess.Popen[str]:
        """A command of Joey's, as a process."""
        return subprocess.Popen(
            [sys.executable, *command, *(arguments or ("run", "--allow-deletes"))],
            env={**os.environ, "COLUMNS": "200", "TOKEN": "any"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=self.folder,
        )

    def run(self, *arguments: str, driver: tuple[object, ...] = ()) -> Told:
        """A command of Joey's to its end; ``driver``: what is done to its process beforehand."""
        self.watched.calls.clear()
        command = (str(DRIVER), *map(str, driver)) if driver else ("-m", "joey")
        return ended(self.start(*arguments, command=command))

    def strikes(self, call: int, does: Callable[[], None], *, acted: bool = False) -> None:
        """At so many calls from now."""
        self.watched.calls.clear()
        self.watched.strike = Strike(call, does, acted)

    def killed(self, call: int, *, acted: bool) -> Told:
        """A run whose process is killed at a call."""
        counted("kills")
        running: list[subprocess.Popen[str]] = []
        started = threading.Event()

        def kill() -> None:
            started.wait(timeout=30)
            running[0].kill()

        self.strikes(call, kill, acted=acted)
        running.append(self.start())
        started.set()
        told = ended(running[0])
        self.watched.strike = None
        return told

    def remote(self) -> list[tuple[str, str, bool]]:
        """Whom the vendor holds that weren't there from the start: e-mail, name, whether they're in the list."""
        lists = self._vendor.get("/_state").json()["lists"]
        members = {member for one in lists if one["name"] == "Early birds" for member in one["members"]}
        ours = [row for row in self._rows() if row["id"] not in self._theirs]
        return sorted(
            (row["properties"]["email"], row["properties"]["firstname"], row["id"] in members) for row in ours
        )

    def switch(self, **switches: object) -> None:
        """Turn the Sandbox's switches."""
        self._vendor.put("/_state", json={"switches": switches}).raise_for_status()

    def ledger(self) -> Path:
        """The one Ledger's folder."""
        (found,) = (self.folder / ".joey" / "ledger").glob("*/target.json")
        return found.parent

    def _rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._vendor.get("/_state").json()["objects"]["0-1"]
        return rows


@contextmanager
def a_place(folder: Path) -> Generator[Place]:
    """The project in a folder, and its vendor served."""
    watched = Watched(Mount(create(time.time)))
    with running_sandbox(watched) as address:
        place = Place(folder, watched, address)
        yield place
        place.close()


def ended(process: subprocess.Popen[str], within: float = 60) -> Told:
    """A process's end, killed where it takes so many seconds; a traceback is never what people should read."""
    try:
        text, _ = process.communicate(timeout=within)
    finally:
        process.kill()
    assert "Traceback" not in text, text
    return Told(process.returncode, text)


def duplicates(rows: list[tuple[str, str, bool]]) -> list[str]:
    """Who is there more than once."""
    return [mail for mail, count in Counter(mail for mail, _, _ in rows).items() if count > 1]


KILLED = -signal.SIGKILL
