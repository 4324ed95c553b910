"""What a run tells of rows that Facebook takes without saying what became of each."""

from __future__ import annotations

from pathlib import Path

import httpx
from dependency_injector import providers

from joey import Container
from joey.adapters.destinations.facebook.sandbox import create
from joey.adapters.sandbox.server import sandbox_app
from joey.adapters.virtual_clock import VirtualClock

BASE = "http://127.0.0.1/facebook"


async def _told(folder: Path, *failures: object) -> tuple[str, ...]:
    """The notes of a first run of three people, two of them in a group."""
    (folder / "people.csv").write_text("id,mail,vip\n1,ada@demo.com,1\n2,bob@demo.com,1\n3,eve@demo.com,0\n")
    project = {
        "warehouse": str(folder),
        "models": {"people": {"file": "people.csv", "key": "id", "groups": {"VIP": "vip = 1"}}},
        "apps": {"ads": {"type": "facebook", "options": {
            "access_token": "any", "ad_account_id": "542676646349772", "base_url": BASE}}},
        "destinations": {"fans": {"app": "ads", "connection": "facebook-custom-audiences", "model": "people",
                                  "records": "all", "mapping": {"EMAIL": "mail"}, "groups": {"VIP": "Fans"},
                                  "options": {"primary_key": "EMAIL"}}},
    }  # fmt: skip
    transport, clock = httpx.ASGITransport(sandbox_app({"facebook": create})), VirtualClock()
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as sandbox:
        (await sandbox.put("/_state", json={"switches": {"failures": failures}})).raise_for_status()
    container = Container.from_dict(project, folder).unwrap()
    container.transport.override(providers.Object(transport))
    container.clock.override(providers.Object(clock))
    report = await container.run_service().run()
    assert report.exit_code == 0
    return report.destinations[0].notes


async def test_a_run_says_how_many_were_taken_without_results_by_row(tmp_path: Path) -> None:
    assert await _told(tmp_path) == ("2 delivered: Facebook took it, and gives no results by row",)


async def test_a_run_says_how_many_rows_are_invalid_without_a_name(tmp_path: Path) -> None:
    body = {"num_received": 2, "num_invalid_entries": 1, "invalid_entry_samples": {}}
    (told,) = await _told(tmp_path, {"kind": "status", "contains": "/users", "status": 200, "body": body})
    assert told.startswith("2 delivered: ")
    assert "1 of a call's 2 rows are invalid" in told
