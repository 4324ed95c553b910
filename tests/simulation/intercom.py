"""Intercom in a simulation: users by external id, leads by e-mail, a search that lags; groups as tags."""

from __future__ import annotations

import httpx

from joey.adapters.destinations.intercom.plugin import plugin
from joey.adapters.destinations.intercom.sandbox import create
from tests.adapters.destinations.intercom.subject import CONNECTION, TEXT
from tests.adapters.destinations.intercom.subject import Window as IntercomWindow
from tests.machine.accounts import Names
from tests.simulation.answers import JSON, Canned
from tests.simulation.vendor import Look, Vendor, Window

_EXTRA, _SIDE, _THEIRS = (f"custom_attributes.{name}" for name in ("extra", "side", "theirs"))
_ERROR = {"type": "error.list", "errors": [{"code": "rate_limit_exceeded", "message": "Exceeded rate limit"}]}
_ENDED = {"type": "error.list", "errors": [{"code": "unauthorized", "message": "Access Token Invalid"}]}


async def _open(base_url: str, transport: httpx.AsyncBaseTransport) -> IntercomWindow:
    window = IntercomWindow(base_url, transport)
    await window.reset()
    for name in ("extra", "side", "theirs"):
        await window.call("POST", "/data_attributes", {"name": name, "model": "contact", "data_type": "string"})
    return window


async def _look(window: Window) -> Look:
    assert isinstance(window, IntercomWindow)
    return Look({each.id: each for each in (await window.stored("external_id")).values()})


INTERCOM = Vendor(
    name="intercom",
    plugin=plugin,
    create=create,
    connection=CONNECTION,
    names=Names("external_id", "name", _EXTRA, _SIDE, TEXT, _THEIRS),
    throttles=(
        Canned(429, _ERROR, (*JSON, ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1577836830"))),
        Canned(429, _ERROR, (*JSON, ("retry-after", "12"))),
        Canned(429, _ERROR, JSON),
        Canned(429),
    ),
    expired=Canned(401, _ENDED, JSON),
    open=_open,
    look=_look,
    apps=({"access_token": "good"}, {"access_token": "good", "calls_per_minute": 60, "parallelism": 3}),
    settings=({"match_field": "external_id", "creation": "user", "removal": "archive"},),
    caseless=False,
    lag=True,
)
