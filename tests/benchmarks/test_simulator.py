"""The simulator answers as Joey's Sandbox does; and who is measured there makes the calls that are meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from benchmarks.speed import contestants, data
from benchmarks.speed.adopt import container_of
from benchmarks.speed.measuring import FailedError, simulator, timed
from benchmarks.speed.parts.first_sync import synced
from benchmarks.speed.simulator import busiest, kind_of
from dependency_injector import providers

from joey.adapters.sandbox.server import sandbox_app

ROWS = 250
Days = list[tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]]


def test_to_joey_the_simulator_is_the_sandbox(tmp_path: Path) -> None:
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "simulator").mkdir()
    sandboxed = days(tmp_path / "sandbox", "http://127.0.0.1/hubspot", httpx.ASGITransport(sandbox_app()))
    with simulator() as address:
        assert days(tmp_path / "simulator", address) == sandboxed
    assert [actions for _, actions, _ in sandboxed] == [{"create": ROWS}, {"update": ROWS // 50}, {"update": ROWS}]


def days(folder: Path, address: str, transport: httpx.AsyncBaseTransport | None = None) -> Days:
    """Outcomes, actions and calls of three days: all is new, some changes, and the Ledger is lost."""
    contestants.joey_project(
        folder, address, mapping={"email": "email", "firstname": "first_name", "lastname": "last_name"}
    )
    data.fill(folder / contestants.WAREHOUSE, ROWS)
    told: Days = []
    for _ in events(folder):
        container = container_of(folder)
        if transport is not None:
            container.transport.override(providers.Object(transport))
        report = container.run_service().run_now()
        told.append((report.destinations[0].outcomes, report.destinations[0].actions, report.calls["crm"]))
    return told


def events(folder: Path) -> Iterator[None]:
    yield
    data.change(folder / contestants.WAREHOUSE, 50)
    yield
    (folder / ".joey").rename(folder / "lost")
    yield


def test_the_floor_makes_the_calls_that_joey_makes(tmp_path: Path) -> None:
    by_joey, by_floor = (synced(who, ROWS, tmp_path).seen for who in ("joey", "floor"))
    assert by_joey["calls"] == by_floor["calls"]
    assert by_joey["records"] == by_floor["records"] == ROWS


def test_who_does_not_deliver_everybody_is_not_measured(tmp_path: Path) -> None:
    with simulator() as address, pytest.raises(FailedError, match="ended with 1"):
        timed(contestants.floor(address), tmp_path, address)  # there is no warehouse


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("POST /crm/objects/2026-03/contacts/batch/read", "POST batch/read"),
        ("PATCH /crm/v3/objects/contacts/ann%40example.com?idProperty=email", "PATCH one"),
        ("GET /crm/properties/2026-03/contacts", "GET properties"),
        ("GET /account-info/2026-03/details", "GET account-info"),
        ("PUT /crm/lists/2026-03/1/memberships/add", "PUT lists"),
    ],
)
def test_calls_are_told_apart_and_name_nobody(call: str, kind: str) -> None:
    assert kind_of(*call.split(" ")) == kind


def test_the_busiest_window_is_found_wherever_it_begins() -> None:
    assert busiest([0.0, 9.0, 9.5, 10.5, 18.9], 10.0) == 4
    assert busiest([], 1.0) == 0
