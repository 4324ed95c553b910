"""A day's quota that is spent: what was to come is left for the day after, when that is, and nobody asks before."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from joey.adapters.destinations.hubspot.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from tests.adapters.cli.conftest import Joey
from tests.adapters.cli.test_opening import spoil

DAILY = {"policyName": "DAILY", "message": "You have reached your daily limit."}
PEOPLE = 450


def test_a_spent_day_says_when_it_goes_on_and_the_rest_goes_then(joey: Joey, tmp_path: Path) -> None:
    joey("init")
    with running_sandbox(sandbox_app({"hubspot": create})) as address:
        spoil(tmp_path, '"${HUBSPOT_TOKEN}"', f'"${{HUBSPOT_TOKEN}}"\n      base_url: {address}/hubspot')
        with (tmp_path / "data" / "customers.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{n},c{n}@example.com,C,C,,1\n" for n in range(10, 5 + PEOPLE))
        spent = {"status": 429, "body": DAILY, "contains": "/batch/create", "after": 2, "times": 1000}
        httpx.put(f"{address}/hubspot/_state", json={"switches": {"failures": [spent]}}).raise_for_status()
        stopped = joey("run")
        calls = len(httpx.get(f"{address}/hubspot/_log").json()["calls"])
        assert stopped.code == 1
        assert "the vendor takes no more now" in stopped.out
        assert re.search(r"crm_contacts can go on from \d{4}-\d\d-\d\d \d\d:\d\d", stopped.out)
        (kept,) = joey("status", "--json").json["destinations"]
        assert kept["delivered"] == 200
        left = kept["standing"]["deferred"]
        assert left >= PEOPLE - 200, "with those who are there, and not yet in their list"
        assert calls <= 20
        httpx.put(f"{address}/hubspot/_state", json={"switches": {"failures": []}}).raise_for_status()
        (rest,) = joey("run", "--json").json["report"]["destinations"]
        assert (rest["outcomes"], rest["unchanged"]) == ({"delivered": left}, PEOPLE - left)
