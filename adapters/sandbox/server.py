"""Puts the vendors' Sandboxes into one app, and serves it: in process, in a thread, or for good."""

from __future__ import annotations

import socket
import threading
import time
from asyncio import Transport
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from importlib.metadata import entry_points

import uvicorn
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route, Router
from starlette.routing import Mount as At
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from joey.adapters.sandbox.mount import Mount
from joey.adapters.sandbox.page import page
from joey.adapters.sandbox.vendor import Clock, Sandbox

ENTRY_POINTS = "joey.sandboxes"

Factory = Callable[[Clock], Sandbox]
"""What an entry point names: `create(clock) -> Sandbox`."""


def factories() -> dict[str, Factory]:
    """Every vendor's factory by name, from the entry points of this and other packages."""
    found = entry_points(group=ENTRY_POINTS)
    return {point.name: point.load() for point in sorted(found, key=lambda point: point.name)}


def sandbox_app(vendors: Mapping[str, Factory] | None = None, clock: Clock = time.time) -> ASGIApp:
    """One ASGI app with each vendor under `/<name>/…` and a page at `/`; all vendors if none are named."""
    chosen = factories() if vendors is None else vendors
    mounts = {name: Mount(create(clock), clock) for name, create in chosen.items()}

    def index(request: Request) -> Response:
        address = str(request.base_url).rstrip("/")
        return HTMLResponse(page((mount.sandbox for mount in mounts.values()), address))

    routes: list[BaseRoute] = [Route("/", index)]
    routes += [At(f"/{name}", app=mount) for name, mount in mounts.items()]
    return Router(routes)


class _Connection(HttpToolsProtocol):
    """Hands each call its connection, so that a Sandbox can cut it."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Remember the connection beside the app's own state."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


def _server(app: ASGIApp, host: str, port: int) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=_Connection,
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def serve(port: int, host: str = "127.0.0.1", app: ASGIApp | None = None) -> None:
    """Serve until interrupted; every vendor unless an app is given."""
    _server(app or sandbox_app(), host, port).run()


@contextmanager
def running_sandbox(app: ASGIApp | None = None, host: str = "127.0.0.1", port: int = 0) -> Generator[str]:
    """Serve in a background thread and yield the base address (`http://127.0.0.1:51234`).

    Port 0 takes a free one. Raises OSError where the port is taken.
    """
    listening = _listening(host, port)
    server = _server(app or sandbox_app(), host, port)
    thread = threading.Thread(target=server.run, args=([listening],), name="sandbox", daemon=True)
    thread.start()
    try:
        _await_start(server, thread)
        yield f"http://{host}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=60)
        listening.close()


def _await_start(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + 10
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise OSError("the Sandbox's server did not start")
        time.sleep(0.005)


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio switches Nagle's algorithm off only where the protocol is named: else 40 ms a call
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise
    return listening
