"""Sandboxes on the command line: served for good, or for one run with a state and a Ledger of its own."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from filelock import FileLock, Timeout

from joey.adapters.cli.opening import private_folder
from joey.adapters.cli.voice import Voice
from joey.adapters.project.crosscheck import BASE_URL
from joey.adapters.sandbox.server import factories, running_sandbox, serve
from joey.application.project import AppConfig, Project

HOST = "127.0.0.1"
_PORT, _RUNNING, _LOCK = "port", "running", "lock"


def serve_sandbox(port: int, voice: Voice) -> int:
    """Serve all vendors until interrupted; port 0 is any free one."""
    free = _free(port)
    if free is None:
        return voice.refuse(f"port {port} of {HOST} can't be had.", "Another program has it; try --port 0.")
    vendors = sorted(factories())
    voice.say(f"The Sandbox is at http://{HOST}:{free}/ (Ctrl-C ends it). There is: {', '.join(vendors)}.")
    voice.answer(0, address=f"http://{HOST}:{free}", vendors=vendors)
    try:
        serve(free, HOST)
    except KeyboardInterrupt:
        voice.aside("The Sandbox has ended; what it held is gone.")
    return 0


def _free(port: int) -> int | None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except (OSError, OverflowError):
            return None
        number: int = trial.getsockname()[1]
        return number


def without_sandbox(project: Project) -> list[str]:
    """The vendors of a project that have no Sandbox."""
    return sorted({app.type for app in project.apps.values()} - set(factories()))


@contextmanager
def sandboxed(project: Project, *, wait: bool) -> Generator[Project | None]:
    """The project with every App at a Sandbox, whose state is kept beside a Ledger of its own from run to run.

    None where another run has it; with ``wait`` that is waited for.
    """
    folder = private_folder(project.state) / "sandbox"
    folder.mkdir(exist_ok=True)
    with ExitStack() as stack:
        try:
            stack.enter_context(FileLock(folder / _LOCK, timeout=-1 if wait else 0))
        except Timeout:
            yield None
            return
        trial = _Trial(folder, sorted({app.type for app in project.apps.values()}))
        address = stack.enter_context(trial.served())
        yield replace(project, state=folder, apps={name: _moved(app, address) for name, app in project.apps.items()})


def _moved(app: AppConfig, address: str) -> AppConfig:
    return replace(app, options={**app.options, BASE_URL: f"{address}/{app.type}"})


@dataclass(frozen=True, slots=True)
class _Trial:
    """What the last trial left: the Sandboxes' states, their port (part of every Target), and the Ledger."""

    folder: Path
    vendors: list[str]

    @contextmanager
    def served(self) -> Generator[str]:
        """Serve where the last trial did, in the state that it left; anew where that can't be had any more."""
        if (self.folder / _RUNNING).exists():
            self._forget()
        with ExitStack() as stack:
            address = self._serve(stack)
            (self.folder / _PORT).write_text(address.rpartition(":")[2], encoding="utf-8")
            self._restore(address)
            (self.folder / _RUNNING).touch()
            try:
                yield address
            finally:
                self._save(address)
                (self.folder / _RUNNING).unlink()

    def _serve(self, stack: ExitStack) -> str:
        try:
            port = int((self.folder / _PORT).read_text(encoding="utf-8"))
            return stack.enter_context(running_sandbox(host=HOST, port=port))
        except (OSError, ValueError):
            self._forget()
            return stack.enter_context(running_sandbox(host=HOST))

    def _restore(self, address: str) -> None:
        for vendor in self.vendors:
            state = self.folder / f"{vendor}.json"
            if not state.exists():
                continue
            put = httpx.put(f"{address}/{vendor}/_state", content=state.read_bytes(), timeout=60)
            if put.is_error:
                self._forget()
                self._reset(address)
                return

    def _reset(self, address: str) -> None:
        for vendor in self.vendors:
            httpx.delete(f"{address}/{vendor}/_state", timeout=60)

    def _save(self, address: str) -> None:
        for vendor in self.vendors:
            state = httpx.get(f"{address}/{vendor}/_state", timeout=60).content
            new = self.folder / f"{vendor}.json.new"
            new.write_bytes(state)
            new.replace(self.folder / f"{vendor}.json")

    def _forget(self) -> None:
        """A Ledger that knows more than its Sandbox, or less, is worth nothing: begin anew."""
        for name in ("ledger", "spool"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for state in self.folder.glob("*.json"):
            state.unlink()
        (self.folder / _RUNNING).unlink(missing_ok=True)
