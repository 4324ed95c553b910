"""Where the demo plays: one project in a folder of its own, Joey's command line, and what is said on the way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from customers import Customer
from rich.console import Console
from window import Window

TOKENS = {
    "MAILCHIMP_KEY": "a-sandbox-takes-any-us3",
    **dict.fromkeys(("HUBSPOT_TOKEN", "ZENDESK_TOKEN", "INTERCOM_TOKEN", "FACEBOOK_TOKEN"), "any"),
    **dict.fromkeys(("SALESFORCE_SECRET", "MARKETO_SECRET", "SAILTHRU_KEY", "SAILTHRU_SECRET"), "any"),
}
out = Console(highlight=False)


def step(text: str) -> None:
    """A headline."""
    out.print(f"\n[bold cyan]▶ {text}[/]")


class Stage:
    """One project at the Sandboxes; ``well`` until something isn't as it should be."""

    def __init__(self, project: Path, address: str) -> None:
        self._project = project
        self._environment = {**os.environ, **TOKENS, "SANDBOX": address}
        self.warehouse = project / "data" / "customers.duckdb"
        self.well = True

    @classmethod
    def of(cls, example: Path, folder: Path, address: str) -> Stage:
        """A copy of an example project in a folder."""
        project = folder / example.name
        shutil.copytree(example, project, ignore=shutil.ignore_patterns(".joey"))
        return cls(project, address)

    def say(self, text: str, *, well: bool) -> None:
        """What was found, and whether it is as it should be."""
        self.well = self.well and well
        out.print(f"  {'[green]✓[/]' if well else '[red]✗[/]'} {text}", soft_wrap=True)

    def joey(self, *words: str, expect: int = 0) -> None:
        """Run a command of Joey's in the project; it should end with that code."""
        out.print(f"[dim]$ joey {' '.join(words)}[/]", highlight=False)
        command = [sys.executable, "-m", "joey", *words, "--project", str(self._project)]
        code = subprocess.run(command, env=self._environment, check=False).returncode
        if code != expect or expect:
            self.say(
                f"joey {words[0]} ended with {code}, {'as' if code == expect else 'not'} {expect}", well=code == expect
            )

    def idle_run(self, windows: Iterable[Window]) -> None:
        """A run that should write nothing; a token that is asked for is no write."""
        vendors = {str(each.calls.base_url).rstrip("/").rpartition("/")[2]: each for each in windows}
        for each in vendors.values():
            each.calls.delete("/_log")
        self.joey("run")
        for name, each in vendors.items():
            calls = each.calls.get("/_log").json()["calls"]
            writes = [call for call in calls if call["method"] != "GET" and "/token" not in call["path"]]
            self.say(f"{name}: {len(writes)} calls that write, {len(calls)} that read", well=not writes)

    def compare(self, windows: Iterable[Window], rows: Sequence[Customer]) -> None:
        """What the vendors hold with what they should."""
        for each in windows:
            wanted = each.expected(rows)
            remote = each.found(list(wanted))
            differing = [key for key, record in wanted.items() if remote.get(key) != record]
            total = each.total()
            said = f"{each.name}: {len(wanted):,} read back, {len(differing)} differ from the warehouse"
            self.say(f"{said}; {total - len(wanted)} too many", well=not differing and total == len(wanted))
            self._compare_groups(each, rows)

    def _compare_groups(self, window: Window, rows: Sequence[Customer]) -> None:
        expected = window.grouped_as(rows)
        found = {name: window.members(name) for name in expected}
        listed = ", ".join(f"{name!r} {found[name]:,} of {count:,}" for name, count in expected.items())
        if listed:
            self.say(f"{window.name}: {listed} members", well=found == expected)
