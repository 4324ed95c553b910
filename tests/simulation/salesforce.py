"""Salesforce in a simulation: contacts by an external id, in collections or in bulk jobs; groups as campaigns."""

from __future__ import annotations

import httpx

from joey.adapters.destinations.salesforce.plugin import plugin
from joey.adapters.destinations.salesforce.sandbox import create
from tests.adapters.destinations.salesforce.window import BY_EXTERNAL_ID
from tests.adapters.destinations.salesforce.window import Window as SalesforceWindow
from tests.machine.accounts import Names
from tests.simulation.answers import JSON, Canned
from tests.simulation.vendor import Look, Vendor, Window

_LIMIT = "REQUEST_LIMIT_EXCEEDED"
_MATCHED = {"object": "Contact", "match_field": BY_EXTERNAL_ID.match_field, **BY_EXTERNAL_ID.options}


async def _open(base_url: str, transport: httpx.AsyncBaseTransport) -> SalesforceWindow:
    window = SalesforceWindow(base_url, transport)
    await window.reset()
    return window


async def _look(window: Window) -> Look:
    assert isinstance(window, SalesforceWindow)
    return Look({each.id: each for each in (await window.stored(BY_EXTERNAL_ID)).values()})


SALESFORCE = Vendor(
    name="salesforce",
    plugin=plugin,
    create=create,
    connection=BY_EXTERNAL_ID.connection,
    names=Names(BY_EXTERNAL_ID.match_field, "Title", "FirstName", "Department", "LastName", "Description"),
    throttles=(
        Canned(403, [{"message": "TotalRequests Limit exceeded.", "errorCode": _LIMIT}], JSON),
        Canned(403, [{"message": "ConcurrentPerOrgLongTxn Limit exceeded.", "errorCode": _LIMIT}], JSON),
        Canned(429, None, (("retry-after", "4"),)),
    ),
    expired=Canned(401, [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}], JSON),
    open=_open,
    look=_look,
    apps=(
        {"client_id": "3MVG9", "client_secret": "good"},
        {"client_id": "3MVG9", "client_secret": "good", "parallelism": 1},
    ),
    settings=(_MATCHED, _MATCHED, {**_MATCHED, "bulk_above": 2}),
)
