"""A vendor that is down for an hour is asked a few times, not once for every batch; once it's back, all of it goes."""

from __future__ import annotations

from pathlib import Path

import httpx
from dependency_injector import providers

from joey import Container
from joey.adapters.destinations.hubspot.sandbox import create
from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.sandbox.mount import Mount
from joey.adapters.virtual_clock import VirtualClock
from joey.application.reports import DestinationReport

PEOPLE = 8_000
BEGUN = 5_000
"""Three units of a thousand are under way side by side; two more may have begun before it's clear."""
PROJECT = {
    "warehouse": ".",
    "models": {"people": {"file": "people.csv", "key": "id"}},
    "apps": {"crm": {"type": "hubspot", "options": {"access_token": "any", "base_url": "http://localhost"}}},
    "destinations": {
        "contacts": {
            "app": "crm",
            "connection": "hubspot-objects",
            "model": "people",
            "records": "all",
            "options": {"object": "contacts", "match_field": "email"},
            "mapping": {"email": "mail", "firstname": "name"},
        }
    },
}


def test_a_vendor_that_goes_down_in_a_run_is_let_be_and_the_next_run_sends_the_rest(tmp_path: Path) -> None:
    rows = "".join(f"{n},p{n}@example.com,Ann\n" for n in range(PEOPLE))
    (tmp_path / "people.csv").write_text(f"id,mail,name\n{rows}", encoding="utf-8")
    clock = VirtualClock()
    vendor = Mount(create(clock.monotonic), clock.monotonic)
    ledgers = MemoryLedgers(clock)
    theirs = len(vendor.sandbox.state()["objects"]["0-1"])

    def run() -> tuple[DestinationReport, int]:
        container = Container.from_dict(PROJECT, tmp_path).unwrap()
        container.clock.override(providers.Object(clock))
        container.ledgers.override(providers.Object(ledgers))
        container.transport.override(providers.Object(httpx.ASGITransport(vendor)))
        ran = container.run_service().run_now()
        return ran.destinations[0], sum(ran.calls["crm"].values())

    failing = {"status": 503, "contains": "/contacts/batch", "after": 14, "times": 100_000}
    vendor.sandbox.switches = vendor.sandbox.switches.merged({"failures": [failing]})
    report, calls = run()
    assert "the vendor takes no more now: no answer for" in report.error
    assert "HTTP 503" in report.error
    assert report.resumes is not None
    assert report.untried >= PEOPLE - BEGUN, "what was not begun was not tried"
    assert calls <= 100
    vendor.sandbox.switches = vendor.sandbox.switches.merged({"failures": []})
    assert run()[0].whole
    assert len(vendor.sandbox.state()["objects"]["0-1"]) - theirs == PEOPLE
