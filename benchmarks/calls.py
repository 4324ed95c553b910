"""API calls per 1,000 Records, counted on the Sandboxes: the table in the README. Run it to print the table."""

# ruff: noqa: INP001 - a script
from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
from dependency_injector import providers

from joey import Container
from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.sandbox.server import sandbox_app

RECORDS = 1000
GROUPS = ("Gold", "Silver", "Bronze")
MAILCHIMP = {"app": {"type": "mailchimp", "options": {"api_key": "any-us3"}}, "connection": "mailchimp-contacts"}
BY_EMAIL = {"email_address": "email", "FNAME": "name"}
WAYS: Mapping[str, Mapping[str, object]] = {
    "HubSpot": {
        "app": {"type": "hubspot", "options": {"access_token": "any"}},
        "connection": "hubspot-objects",
        "options": {"object": "contacts", "match_field": "email"},
        "mapping": {"email": "email", "firstname": "name"},
    },
    "Mailchimp, one by one": {
        **MAILCHIMP,
        "options": {"list_id": "a36b032126", "bulk_above": 0},
        "mapping": BY_EMAIL,
    },
    "Mailchimp, by batches": {**MAILCHIMP, "options": {"list_id": "a36b032126"}, "mapping": BY_EMAIL},
}


def table() -> str:
    """The table, in Markdown; every line as it stands in the README."""
    lines = ["| 1,000 records, each in 3 groups | new | changed | unchanged |", "| --- | --- | --- | --- |"]
    for name, way in WAYS.items():
        with tempfile.TemporaryDirectory() as folder:
            lines.append(f"| {name} | {' | '.join(_cell(calls) for calls in counted(way, Path(folder)))} |")
    return "\n".join(lines)


def counted(way: Mapping[str, object], folder: Path) -> Iterator[Mapping[str, int]]:
    """Calls by kind of a first run, a run with every Record changed, and a run with none."""
    for container in days(way, folder):
        report = container.run_service().run_now()
        if report.exit_code != 0:
            raise RuntimeError(f"the run did not go well: {report.destinations}")
        yield next(iter(report.calls.values()))


def days(way: Mapping[str, object], folder: Path) -> Iterator[Container]:
    """Three days of one project at one Sandbox: everything is new, everything has changed, nothing has."""
    vendor, ledgers = httpx.ASGITransport(sandbox_app()), MemoryLedgers()
    for name in ("Ann", "Anna", "Anna"):
        _write(folder / "people.csv", name)
        container = Container.from_dict(_project(way, folder), folder).unwrap()
        container.transport.override(providers.Object(vendor))
        container.ledgers.override(providers.Object(ledgers))
        yield container


def _project(way: Mapping[str, object], folder: Path) -> Mapping[str, object]:
    app = way["app"]
    vendor = str(app["type"]) if isinstance(app, Mapping) else ""
    destination = {name: part for name, part in way.items() if name != "app"}
    groups = {name: name for name in GROUPS}
    return {
        "warehouse": str(folder),
        "models": {"people": {"file": "people.csv", "key": "id", "groups": dict.fromkeys(GROUPS, "true")}},
        "apps": {"vendor": _at_sandbox(app, vendor)},
        "destinations": {
            "people": {**destination, "app": "vendor", "model": "people", "records": "all", "groups": groups}
        },
    }


def _at_sandbox(app: object, vendor: str) -> Mapping[str, object]:
    given = dict(app) if isinstance(app, Mapping) else {}
    return {**given, "options": {**given.get("options", {}), "base_url": f"http://127.0.0.1/{vendor}"}}


def _write(path: Path, name: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "email", "name"))
        rows.writerows((number, f"person{number}@demo.com", name) for number in range(RECORDS))


def _cell(calls: Mapping[str, int]) -> str:
    """The calls, and what they were: ``23 (2 read, 11 create …)``."""
    listed = ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in sorted(calls.items()) if count)
    return f"{sum(calls.values()):,}: {listed}"


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
