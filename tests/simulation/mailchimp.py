"""Mailchimp in a simulation: members by e-mail, one by one or in batches; groups as tags."""

from __future__ import annotations

import httpx

from joey.adapters.destinations.mailchimp.plugin import plugin
from joey.adapters.destinations.mailchimp.sandbox import create
from tests.adapters.destinations.mailchimp.subject import BY_EMAIL, LIST
from tests.adapters.destinations.mailchimp.subject import Window as MailchimpWindow
from tests.machine.accounts import Names
from tests.simulation.answers import JSON, Canned
from tests.simulation.vendor import Look, Vendor, Window


async def _open(base_url: str, transport: httpx.AsyncBaseTransport) -> MailchimpWindow:
    window = MailchimpWindow(base_url, transport)
    await window.reset()
    for tag in ("EXTRA", "SIDE", "THEIRS"):
        await window.call("POST", f"/3.0/lists/{LIST}/merge-fields", {"tag": tag, "name": tag, "type": "text"})
    return window


async def _look(window: Window) -> Look:
    assert isinstance(window, MailchimpWindow)
    return Look({each.id: each for each in (await window.stored()).values()})


MAILCHIMP = Vendor(
    name="mailchimp",
    plugin=plugin,
    create=create,
    connection=BY_EMAIL,
    names=Names("email_address", "LNAME", "EXTRA", "SIDE", "FNAME", "THEIRS"),
    throttles=(
        Canned(429, {"title": "Too Many Requests", "status": 429, "detail": "too many simultaneous connections"}, JSON),
        Canned(429, {"title": "Too Many Requests", "status": 429}, (*JSON, ("retry-after", "5"))),
        Canned(429),
    ),
    expired=Canned(401, {"title": "API Key Invalid", "status": 401, "detail": "Your API key may be invalid."}, JSON),
    open=_open,
    look=_look,
    apps=({"api_key": "good-us3"}, {"api_key": "good-us3", "parallelism": 1}),
    settings=({"list_id": LIST}, {"list_id": LIST}, {"list_id": LIST, "bulk_above": 2}),
)
