"""Who runs: Joey as people start it, the floor, and drt-core; each over the same warehouse to the same simulator."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WAREHOUSE = "warehouse.duckdb"
NO_LIMIT = 1_000_000_000
"""Calls in ten seconds: the vendor's declared rate, switched off."""

MAPPING: Mapping[str, str] = {
    "email": "email",
    "firstname": "first_name",
    "lastname": "last_name",
    "orders": "orders",
    "signed_up": "signed_up",
}


def joey_project(
    folder: Path, address: str, calls_per_10s: int = NO_LIMIT, mapping: Mapping[str, str] = MAPPING
) -> None:
    """A project file (JSON is YAML); ``enterprise`` for its quota of a million calls a day."""
    options = {
        "access_token": "${HUBSPOT_TOKEN}",
        "base_url": address,
        "tier": "enterprise",
        "calls_per_10s": calls_per_10s,
    }
    project: Mapping[str, Any] = {
        "warehouse": WAREHOUSE,
        "models": {"customers": {"table": "customers", "key": "id"}},
        "apps": {"crm": {"type": "hubspot", "options": options}},
        "destinations": {
            "contacts": {
                "app": "crm",
                "connection": "hubspot-objects",
                "options": {"object": "contacts", "match_field": "email"},
                "model": "customers",
                "records": "all",
                "mapping": dict(mapping),
            }
        },
    }
    (folder / "joey.yml").write_text(json.dumps(project, indent=2), encoding="utf-8")


def joey(*arguments: str) -> list[str]:
    """Joey's command line."""
    return [sys.executable, "-m", "joey", *arguments]


def floor(address: str, in_flight: int = 10) -> list[str]:
    """The floor's."""
    program = str(Path(__file__).with_name("floor.py"))
    return [sys.executable, program, WAREHOUSE, address, "--in-flight", str(in_flight)]


def python(*arguments: str) -> list[str]:
    """Python alone."""
    return [sys.executable, *arguments]


def bare(state: Path) -> list[str]:
    """The floor of a re-run."""
    return [sys.executable, str(Path(__file__).with_name("bare.py")), WAREHOUSE, str(state)]


def told(folder: Path) -> float:
    """Seconds that Joey's last run took by its own report: from the lease of its Ledger to the giving back."""
    report = json.loads((folder / ".joey" / "last-run.json").read_bytes())
    return float(report["report"]["destinations"][0]["seconds"])
