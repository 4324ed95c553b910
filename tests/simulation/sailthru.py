"""Sailthru in a simulation: users by e-mail, signed calls, reads that lag; groups as lists inside the user."""

from __future__ import annotations

import httpx

from joey.adapters.destinations.sailthru.plugin import plugin
from joey.adapters.destinations.sailthru.sandbox import create
from joey.ports.contract.subject import Stored
from tests.adapters.destinations.sailthru.subject import GOOD, KEYS, USERS
from tests.adapters.destinations.sailthru.subject import Window as SailthruWindow
from tests.machine.accounts import Names
from tests.simulation.answers import JSON, Canned
from tests.simulation.vendor import Look, Vendor, Window

_TOO_MANY = {"error": 43, "errormsg": "Too many POST requests this minute to /user API"}


async def _open(base_url: str, transport: httpx.AsyncBaseTransport) -> SailthruWindow:
    window = SailthruWindow(base_url, transport)
    await window.reset()
    return window


async def _look(window: Window) -> Look:
    assert isinstance(window, SailthruWindow)
    rows = (await window.users()).values()
    fields = {row["sid"]: {**row["vars"], **{name: row[name] for name in KEYS}} for row in rows}
    return Look({row["sid"]: Stored(row["sid"], fields[row["sid"]], frozenset(row["lists"])) for row in rows})


SAILTHRU = Vendor(
    name="sailthru",
    plugin=plugin,
    create=create,
    connection=USERS,
    names=Names("email", "last_name", "extra", "side", "first_name", "theirs"),
    throttles=(
        Canned(429, _TOO_MANY, (*JSON, ("x-rate-limit-remaining", "0"))),
        Canned(200, _TOO_MANY, JSON),
        Canned(429),
    ),
    expired=Canned(401, {"error": 3, "errormsg": "Invalid API key"}, JSON),
    open=_open,
    look=_look,
    apps=(GOOD, {**GOOD, "parallelism": 1}, {**GOOD, "calls_per_second": 2}),
    lag=True,
)
