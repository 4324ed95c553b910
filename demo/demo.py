"""The main job, shown: 5,000 customers to local Sandboxes of two vendors, changed, sent again, read back, compared."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from customers import Customer, changed, customers, owners, write
from hubspot import HubSpot
from mailchimp import Mailchimp
from rich.console import Console

from joey.adapters.sandbox.server import running_sandbox

PROJECT = Path(__file__).parent / "project"
out = Console(highlight=False)


def main() -> int:
    """Run the demo; 0 where the remotes end as the warehouse says."""
    with tempfile.TemporaryDirectory(prefix="joey-demo-") as folder, running_sandbox() as address:
        project = Path(folder) / "project"
        shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns(".joey"))
        return Demo(project, address).show()


class Demo:
    """One run of the demo, in a folder of its own, against one Sandbox of each vendor."""

    def __init__(self, project: Path, address: str) -> None:
        self._project = project
        self._address = address
        self._vendors = (HubSpot(address), Mailchimp(address))
        self._warehouse = project / "data" / "customers.duckdb"
        self._well = True

    def show(self) -> int:
        """Three runs: everything, one row in a hundred, and nothing."""
        started = time.monotonic()
        rows = customers(5000)
        self._step("5,000 customers in the warehouse, some of them flawed on purpose")
        self._flaws(rows)
        write(rows, self._warehouse)
        self._joey("check")
        self._step("The first run: everything is new, and flawed rows are refused one by one")
        self._joey("run", expect=3)
        self._compare(rows)
        self._joey("rejected")
        self._step("A day later: one row in a hundred has changed, left or come")
        rows = changed(rows)
        write(rows, self._warehouse)
        self._joey("run")
        self._compare(rows)
        self._step("A third time: nothing has changed, so nothing is sent")
        self._third_run()
        self._joey("status")
        end = "All is as it should be" if self._well else "Something is NOT as it should be"
        self._step(f"{end}; {time.monotonic() - started:.0f} seconds.")
        return 0 if self._well else 1

    def _step(self, text: str) -> None:
        out.print(f"\n[bold cyan]▶ {text}[/]")

    def _say(self, text: str, *, well: bool) -> None:
        self._well = self._well and well
        out.print(f"  {'[green]✓[/]' if well else '[red]✗[/]'} {text}")

    def _flaws(self, rows: Sequence[Customer]) -> None:
        counts = Counter(row.flaw for row in rows if row.flaw)
        out.print("  [dim]" + ", ".join(f"{count} x {flaw}" for flaw, count in sorted(counts.items())) + "[/]")

    def _joey(self, *words: str, expect: int = 0) -> None:
        out.print(f"[dim]$ joey {' '.join(words)}[/]", highlight=False)
        code = subprocess.run(self._command(words), env=self._environment(), check=False).returncode
        if code != expect:
            self._say(f"joey {words[0]} ended with {code}, not {expect}", well=False)

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "joey", *words, "--project", str(self._project)]

    def _environment(self) -> dict[str, str]:
        tokens = {"HUBSPOT_TOKEN": "a-sandbox-takes-any", "MAILCHIMP_KEY": "a-sandbox-takes-any-us3"}
        return {**os.environ, **tokens, "SANDBOX": self._address}

    def _third_run(self) -> None:
        for vendor in self._vendors:
            vendor.calls.delete("/_log")
        self._joey("run")
        for vendor in self._vendors:
            calls = vendor.calls.get("/_log").json()["calls"]
            writes = [call for call in calls if call["method"] != "GET"]
            self._say(f"{vendor.name}: {len(writes)} calls that write, {len(calls)} that read", well=not writes)

    def _compare(self, rows: Sequence[Customer]) -> None:
        for vendor in self._vendors:
            wanted = vendor.expected(rows)
            remote = vendor.found(list(wanted))
            differing = [email for email, record in wanted.items() if remote.get(email) != record]
            total = vendor.total()
            said = f"{vendor.name}: {len(wanted):,} read back, {len(differing)} differ from the warehouse"
            self._say(f"{said}; {total - len(wanted)} too many", well=not differing and total == len(wanted))
            self._compare_groups(vendor, rows)

    def _compare_groups(self, vendor: HubSpot | Mailchimp, rows: Sequence[Customer]) -> None:
        owned = owners(rows, vendor.sound).values()
        expected = {
            "High Value": sum(1 for row in owned if row.lifetime_value >= 1000),
            "Newsletter": sum(1 for row in owned if row.newsletter),
        }
        found = {name: vendor.members(name) for name in expected}
        listed = ", ".join(f"{name!r} {found[name]:,} of {count:,}" for name, count in expected.items())
        self._say(f"{vendor.name}: {listed} members", well=found == expected)


if __name__ == "__main__":
    sys.exit(main())
