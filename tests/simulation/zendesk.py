"""Zendesk in a simulation: users by external id, one by one or in jobs; groups as tags inside the user."""

from __future__ import annotations

import httpx

from joey.adapters.destinations.zendesk.plugin import plugin
from joey.adapters.destinations.zendesk.sandbox import create
from tests.adapters.destinations.zendesk.subject import GOOD, USERS
from tests.adapters.destinations.zendesk.subject import Window as ZendeskWindow
from tests.machine.accounts import Names
from tests.simulation.answers import JSON, Canned
from tests.simulation.vendor import Look, Vendor, Window

_TOLD = {"error": "APIRateLimitExceeded", "description": "Number of allowed API requests per minute exceeded"}


async def _open(base_url: str, transport: httpx.AsyncBaseTransport) -> ZendeskWindow:
    window = ZendeskWindow(base_url, transport)
    await window.reset(imports=True)
    return window


async def _look(window: Window) -> Look:
    assert isinstance(window, ZendeskWindow)
    return Look({each.id: each for each in (await window.stored()).values()})


ZENDESK = Vendor(
    name="zendesk",
    plugin=plugin,
    create=create,
    connection=USERS,
    names=Names("external_id", "alias", "text_field", "details", "name", "notes"),
    throttles=(
        Canned(429, _TOLD, (*JSON, ("retry-after", "20"))),
        Canned(429, _TOLD, (*JSON, ("retry-after", "200"))),
        Canned(429, _TOLD, JSON),
    ),
    expired=Canned(401, {"error": "invalid_token", "error_description": "The access token has expired."}, JSON),
    open=_open,
    look=_look,
    apps=(
        {"oauth_token": GOOD, "plan": "enterprise_plus"},
        {"oauth_token": GOOD, "plan": "team", "parallelism": 2},
        {"client_id": "joey", "client_secret": GOOD, "plan": "enterprise_plus"},
    ),
    settings=({}, {}, {"bulk_above": 2}),
    group="high",
)
