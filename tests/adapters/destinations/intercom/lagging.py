"""Intercom's Subject where search shows writes late, as it does."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager

import httpx

from joey.adapters.destinations.intercom.sandbox import create
from joey.adapters.sandbox.server import sandbox_app
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.property import Value
from tests.adapters.destinations.intercom.subject import IntercomSubject, Setting, Window, connected

LAG = 120


class LaggingSubject(IntercomSubject):
    """The same where search shows writes two minutes late; what others do is older than that when Joey looks."""

    async def seed(self, fields: Mapping[str, Value], groups: Iterable[str] = ()) -> str:
        remote_id = await super().seed(fields, groups)
        self.clock.advance(LAG + 1)
        return remote_id

    async def vanish(self, remote_id: str) -> None:
        await super().vanish(remote_id)
        self.clock.advance(LAG + 1)


@asynccontextmanager
async def lagging_subject(setting: Setting) -> AsyncGenerator[LaggingSubject]:
    """A Subject whose Sandbox shares its virtual time."""
    clock = VirtualClock()
    served = sandbox_app({"intercom": create}, lambda: clock.now().timestamp())
    base_url, transport = "http://127.0.0.1/intercom", httpx.ASGITransport(served)
    window = Window(base_url, transport)
    await window.reset()
    await window.switch(search_lag_seconds=LAG)
    app, stranger = connected(base_url, transport, clock=clock), connected(base_url, transport, "wrong")
    yield LaggingSubject(setting, window, app, stranger, clock)
    for each in (window, app, stranger):
        await each.aclose()
