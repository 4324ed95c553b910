"""A real process, killed at any moment: the next run ends it well, and what it said it knew was so."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import httpx
import pytest

from joey.adapters.destinations.hubspot.sandbox import create
from joey.adapters.sandbox.server import running_sandbox, sandbox_app

CUSTOMERS = 600
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
        process.communicate(timeout=60)
        return process.returncode

    def slow(self, milliseconds: float) -> None:
        self._vendor.put("/_state", json={"switches": {"latency_ms": milliseconds}}).raise_for_status()

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

    def await_calls(self, count: int) -> None:
        """Until the vendor has got so many."""
        deadline = time.monotonic() + 20
        while self.calls() < count and time.monotonic() < deadline:
            time.sleep(0.05)

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
    with suppress(ProcessLookupError):
        process.send_signal(number)
    told, _ = process.communicate(timeout=30)
    return told


@pytest.mark.parametrize("seed", [1, 2])
def test_a_process_that_is_killed_again_and_again_ends_with_the_vendor_as_the_warehouse_has_it(
    place: Place, seed: int
) -> None:
    chance = random.Random(seed)
    for day in range(3):
        place.fill(day)
        place.slow(15)
        place.forget_calls()
        process = place.start()
        place.await_calls(chance.randint(1, 30))
        time.sleep(chance.random() / 20)
        end(process, signal.SIGKILL)
    place.slow(0)
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
    place.slow(150)
    process = place.start()
    place.await_calls(4)
    asked = time.monotonic()
    told = end(process, number)
    assert process.returncode == exit_code, told
    assert time.monotonic() - asked < 10
    before = len(place.remote())
    place.slow(0)
    place.forget_calls()
    assert place.run() == 0
    assert place.remote() == place.warehouse()
    creates = [path for path in place.writes() if path.endswith("batch/create")]
    assert len(creates) * 100 <= CUSTOMERS - before + 100, "what was in flight had been recorded"
