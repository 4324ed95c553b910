"""A real process, killed at any moment: the next run ends it well, and what it said it knew was so.

No verdict hangs on time: what is to be interrupted waits at the vendor until it is.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest

from joey.adapters.destinations.hubspot.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app

pytestmark = pytest.mark.timeout(900)
"""Eight real processes, on a machine that may be busy."""

CUSTOMERS = 600
MOST_CALLS = 10
"""Every run makes more."""

PROJECT = """
warehouse: customers.duckdb
models:
  customers: {table: customers, key: id, groups: {High Value: value >= 500}}
apps:
  crm: {type: hubspot, options: {access_token: "${HUBSPOT_TOKEN}", base_url: "${HUBSPOT_URL}"}}
destinations:
  contacts:
    app: crm
    connection: hubspot-objects
    options: {object: contacts, match_field: email}
    model: customers
    records: all
    mapping: {email: email, firstname: name}
    groups: {High Value: High Value}
"""


class Place:
    """A project in a folder, its warehouse, and the vendor's account."""

    def __init__(self, folder: Path, address: str) -> None:
        self._folder = folder
        self._vendor = httpx.Client(base_url=address)
        self._env = {**os.environ, "HUBSPOT_TOKEN": "any", "HUBSPOT_URL": address}
        (folder / "joey.yml").write_text(PROJECT, encoding="utf-8")
        self._vendor.delete("/_state").raise_for_status()
        self._theirs = {row["id"] for row in self._rows()}

    def fill(self, day: int) -> None:
        """A day's customers: others leave, others come, every name is new."""
        with duckdb.connect(self._folder / "customers.duckdb") as warehouse:
            warehouse.execute(
                "CREATE OR REPLACE TABLE customers AS SELECT id, 'person' || id || '@example.com' AS email, "
                "'Ann ' || id || ' on day ' || $day AS name, (id * 7 + $day * 450) % 1000 AS value "
                "FROM range($day * 10, $customers) AS numbers(id)",
                {"day": day, "customers": CUSTOMERS},
            )

    def start(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "joey", "run", "--allow-deletes", "--project", str(self._folder)]
        return subprocess.Popen(
            command, env=self._env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self._folder
        )

    def run(self) -> int:
        process = self.start()
        process.communicate()
        return process.returncode

    def slow(self, milliseconds: float) -> None:
        self._turn({"latency_ms": milliseconds})

    def hold(self, after: int) -> None:
        """The vendor acts on whatever comes after so many calls, and lets its callers wait."""
        rule = {"kind": "delay", "seconds": 86_400, "times": 1_000_000, "after": after}
        self._turn({"failures": [rule]})

    def let_go(self) -> None:
        self._turn({"failures": [], "latency_ms": 0})

    def _turn(self, switches: dict[str, Any]) -> None:
        self._vendor.put("/_state", json={"switches": switches}).raise_for_status()

    def close(self) -> None:
        self._vendor.close()

    def calls(self) -> int:
        return len(self._vendor.get("/_log").json()["calls"])

    def forget_calls(self) -> None:
        self._vendor.delete("/_log")

    def writes(self) -> list[str]:
        log = self._vendor.get("/_log").json()["calls"]
        reads = ("/read", "/search")
        return [call["path"] for call in log if call["method"] != "GET" and not call["path"].endswith(reads)]

    def await_calls(self, count: int, process: subprocess.Popen[str]) -> None:
        """Until the vendor has got so many of a process, or the process has come to its end."""
        while self.calls() < count and process.poll() is None:
            time.sleep(0.02)

    def remote(self) -> list[tuple[str, str, bool]]:
        """What the vendor holds that wasn't there from the start: e-mail, name, whether it's in the list."""
        lists = self._vendor.get("/_state").json()["lists"]
        members = {member for one in lists if one["name"] == "High Value" for member in one["members"]}
        ours = [row for row in self._rows() if row["id"] not in self._theirs]
        return sorted((r["properties"]["email"], r["properties"]["firstname"], r["id"] in members) for r in ours)

    def warehouse(self) -> list[tuple[str, str, bool]]:
        with duckdb.connect(self._folder / "customers.duckdb", read_only=True) as warehouse:
            rows = warehouse.execute("SELECT email, name, value >= 500 FROM customers").fetchall()
        return sorted((str(email), str(name), bool(high)) for email, name, high in rows)

    def _rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._vendor.get("/_state").json()["objects"]["0-1"]
        return rows


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with running_sandbox(sandbox_app({"hubspot": create})) as address:
        place = Place(tmp_path, f"{address}/hubspot")
        yield place
        place.close()


def end(process: subprocess.Popen[str], number: signal.Signals) -> str:
    process.send_signal(number)
    told, _ = process.communicate()
    return told


@pytest.mark.parametrize("seed", [1, 2])
def test_a_process_that_is_killed_again_and_again_ends_with_the_vendor_as_the_warehouse_has_it(
    place: Place, seed: int
) -> None:
    chance = random.Random(seed)
    for day in range(3):
        place.fill(day)
        place.forget_calls()
        calls = chance.randint(2, MOST_CALLS)
        place.hold(after=calls - 1)
        process = place.start()
        place.await_calls(calls, process)
        told = end(process, signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL, told
    place.let_go()
    assert place.run() == 0
    assert place.remote() == place.warehouse()
    place.forget_calls()
    assert place.run() == 0
    assert place.writes() == []


@pytest.mark.parametrize(("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_process_that_is_asked_to_stop_finishes_what_is_in_flight_and_the_next_one_the_rest(
    place: Place, number: signal.Signals, exit_code: int
) -> None:
    place.fill(0)
    place.slow(500)
    process = place.start()
    place.await_calls(4, process)
    told = end(process, number)
    assert process.returncode == exit_code, told
    before = len(place.remote())
    place.let_go()
    place.forget_calls()
    assert place.run() == 0
    assert place.remote() == place.warehouse()
    creates = [path for path in place.writes() if path.endswith("batch/create")]
    assert len(creates) * 100 <= CUSTOMERS - before + 100, "what was in flight had been recorded"
