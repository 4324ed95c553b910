"""HubSpot in a simulation: contacts by e-mail, groups as lists."""

from __future__ import annotations

import httpx

from joey.adapters.destinations.hubspot.plugin import plugin
from joey.adapters.destinations.hubspot.sandbox import create
from tests.adapters.destinations.hubspot.subject import BY_EMAIL, CONNECTION, prepare
from tests.adapters.destinations.hubspot.subject import Window as HubSpotWindow
from tests.machine.accounts import Names
from tests.simulation.answers import JSON, Canned
from tests.simulation.vendor import Look, Vendor, Window


async def _open(base_url: str, transport: httpx.AsyncBaseTransport) -> HubSpotWindow:
    window = HubSpotWindow(base_url, transport)
    await window.reset()
    await prepare(window, BY_EMAIL)
    return window


async def _look(window: Window) -> Look:
    assert isinstance(window, HubSpotWindow)
    return Look({each.id: each for each in (await window.stored(BY_EMAIL)).values()})


def _throttled(policy: str, *headers: tuple[str, str]) -> Canned:
    body = {"status": "error", "message": f"You have reached your {policy} limit.", "policyName": policy}
    return Canned(429, body, (*JSON, *headers))


HUBSPOT = Vendor(
    name="hubspot",
    plugin=plugin,
    create=create,
    connection=CONNECTION,
    names=Names("email", "lastname", "jobtitle", "city", "firstname", "address"),
    throttles=(
        _throttled("TEN_SECONDLY_ROLLING"),
        _throttled("SECONDLY", ("retry-after", "3")),
        _throttled("SECONDLY", ("retry-after", "Wed, 01 Jan 2020 00:00:30 GMT")),
        _throttled("SECONDLY", ("retry-after", "120")),
        _throttled("DAILY"),
        Canned(429),
    ),
    expired=Canned(401, {"status": "error", "message": "The access token is expired"}, JSON),
    open=_open,
    look=_look,
    apps=({"access_token": "any"}, {"access_token": "any", "calls_per_10s": 3}),
    settings=({"object": "contacts", "match_field": "email"},),
)
