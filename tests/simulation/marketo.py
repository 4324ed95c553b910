"""Marketo in a simulation: leads by e-mail, under tokens that end; groups as static lists."""

from __future__ import annotations

import httpx

from joey.adapters.destinations.marketo.plugin import plugin
from joey.adapters.destinations.marketo.sandbox import create
from tests.adapters.destinations.marketo.subject import CONNECTION, failed
from tests.adapters.destinations.marketo.subject import Window as MarketoWindow
from tests.machine.accounts import Names
from tests.simulation.answers import JSON, Canned
from tests.simulation.vendor import Look, Vendor, Window

_CLIENT = {"client_id": "demo", "client_secret": "any"}


async def _open(base_url: str, transport: httpx.AsyncBaseTransport) -> MarketoWindow:
    window = MarketoWindow(base_url, transport)
    await window.reset()
    return window


async def _look(window: Window) -> Look:
    assert isinstance(window, MarketoWindow)
    return Look({each.id: each for each in (await window.stored()).values()})


MARKETO = Vendor(
    name="marketo",
    plugin=plugin,
    create=create,
    connection=CONNECTION,
    names=Names("email", "lastName", "company", "city", "firstName", "title"),
    throttles=(
        Canned(200, failed(606, "Max rate limit '100' exceeded with in '20' secs"), JSON),
        Canned(200, failed(615, "Concurrent access limit reached"), JSON),
        Canned(200, failed(607, "Daily quota '50000' reached"), JSON),
        Canned(429),
    ),
    expired=Canned(200, failed(602, "Access token expired"), JSON),
    open=_open,
    look=_look,
    apps=(_CLIENT, {**_CLIENT, "calls_per_20s": 4}, {**_CLIENT, "parallelism": 1}),
    settings=({"match_field": "email"},),
)
