"""The main job, shown: 5,000 customers to a local Sandbox, changed, sent again, and read back for comparison."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
from customers import Customer, changed, customers, write
from rich.console import Console

from joey.adapters.sandbox.server import running_sandbox

PROJECT = Path(__file__).parent / "project"
API = "/crm/objects/2026-03/contacts"
FIELDS = ["email", "firstname", "lastname", "phone", "number_field", "date_field", "text_field"]
out = Console(highlight=False)


def main() -> int:
    """Run the demo; 0 where the remote ends as the warehouse says."""
    with tempfile.TemporaryDirectory(prefix="joey-demo-") as folder, running_sandbox() as address:
        project = Path(folder) / "project"
        shutil.copytree(PROJECT, project, ignore=shutil.ignore_patterns(".joey"))
        vendor = httpx.Client(base_url=f"{address}/hubspot", headers={"Authorization": "Bearer a-sandbox-takes-any"}, timeout=30)
        return Demo(project, vendor).show()


class Demo:
    """One run of the demo, in a folder of its own, against one Sandbox."""

    def __init__(self, project: Path, vendor: httpx.Client) -> None:
        self._project = project
        self._vendor = vendor
        self._warehouse = project / "data" / "customers.duckdb"
        self._well = True
        self._before = 0

    def show(self) -> int:
        """Three runs: everything, one row in a hundred, and nothing."""
        rows = customers(5000)
        self._before = self._total()
        self._step("5,000 customers in the warehouse, some of them flawed on purpose")
        write(rows, self._warehouse)
        self._joey("check")
        self._step("The first run: everything is new")
        self._joey("run", expect=3)
        self._compare(rows)
        self._step("A day later: one row in a hundred has changed, left or come")
        rows = changed(rows)
        write(rows, self._warehouse)
        self._joey("run", expect=3)
        self._compare(rows)
        self._step("A third time: nothing has changed, so nothing is sent")
        self._third_run()
        self._joey("status")
        self._step("All is as it should be." if self._well else "Something is NOT as it should be.")
        return 0 if self._well else 1

    def _step(self, text: str) -> None:
        out.print(f"\n[bold cyan]▶ {text}[/]")

    def _say(self, text: str, *, well: bool) -> None:
        self._well = self._well and well
        out.print(f"  {'[green]✓[/]' if well else '[red]✗[/]'} {text}")

    def _joey(self, *words: str, expect: int = 0) -> None:
        out.print(f"[dim]$ joey {' '.join(words)}[/]", highlight=False)
        code = subprocess.run(self._command(words), env=self._environment(), check=False).returncode
        if code != expect:
            self._say(f"joey {words[0]} ended with {code}, not {expect}", well=False)

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "joey", *words, "--project", str(self._project)]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "HUBSPOT_TOKEN": "a-sandbox-takes-any", "HUBSPOT_URL": str(self._vendor.base_url).rstrip("/")}

    def _third_run(self) -> None:
        self._vendor.delete("/_log")
        self._joey("run", expect=3)
        log = self._vendor.get("/_log").json()
        writes = [call for call in log["calls"] if call["method"] != "GET"]
        self._say(f"{len(writes)} calls that write, {len(log['calls'])} that read", well=not writes)

    def _compare(self, rows: list[Customer]) -> None:
        wanted = expected(rows)
        remote = self._contacts(list(wanted))
        differing = [email for email, contact in wanted.items() if remote.get(email) != contact]
        total = self._total()
        self._say(f"{len(wanted):,} contacts read back, {len(differing)} differ from the warehouse", well=not differing)
        self._say(f"{total:,} contacts at the vendor that were not there before", well=total == len(wanted))
        for name, members in expected_groups(rows).items():
            found = self._members(name)
            self._say(f"list {name!r}: {found:,} members, {len(members):,} expected", well=found == len(members))
        for flaw in ("duplicate e-mail", "bad phone", "bad e-mail", "no e-mail"):
            count = sum(1 for row in rows if row.flaw == flaw)
            out.print(f"    [dim]{count} rows with a flaw: {flaw}[/]")

    def _contacts(self, emails: list[str]) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for start in range(0, len(emails), 100):
            inputs = [{"id": email} for email in emails[start : start + 100]]
            body = {"idProperty": "email", "inputs": inputs, "properties": FIELDS, "propertiesWithHistory": []}
            answer = self._vendor.post(f"{API}/batch/read", json=body).json()
            for row in answer["results"]:
                found[row["properties"]["email"]] = {name: row["properties"].get(name) or "" for name in FIELDS}
        return found

    def _total(self) -> int:
        """Contacts that were not in the account from the start."""
        state = self._vendor.get("/_state").json()
        return len(state["objects"]["0-1"]) - self._before

    def _members(self, name: str) -> int:
        found = self._vendor.get(f"/crm/lists/2026-03/object-type-id/0-1/name/{name}").json()
        list_id, after, count = found["list"]["listId"], None, 0
        while True:
            params = {"limit": "250"} | ({"after": after} if after else {})
            page = self._vendor.get(f"/crm/lists/2026-03/{list_id}/memberships", params=params).json()
            count += len(page["results"])
            after = page.get("paging", {}).get("next", {}).get("after")
            if not after:
                return count


def owners(rows: list[Customer]) -> dict[str, Customer]:
    """Who owns which e-mail: the smallest id; rows that can't be sent own none."""
    owned: dict[str, Customer] = {}
    for row in sorted(rows, key=lambda row: row.id):
        if row.email and row.flaw in ("", "duplicate e-mail"):
            owned.setdefault(row.email.lower(), row)
    return owned


def expected(rows: list[Customer]) -> dict[str, dict[str, str]]:
    """What the vendor should hold, by e-mail, worked out from the rows without Joey."""
    return {
        email: {
            "email": email,
            "firstname": row.first_name or "",
            "lastname": row.last_name or "",
            "phone": "+1" + "".join(c for c in row.phone if c.isdigit()) if row.phone else "",
            "number_field": f"{row.lifetime_value.normalize():f}",
            "date_field": row.signed_up.isoformat(),
            "text_field": row.notes or "",
        }
        for email, row in owners(rows).items()
    }


def expected_groups(rows: list[Customer]) -> dict[str, set[str]]:
    """Who should be on which list."""
    owned = owners(rows)
    return {
        "High Value": {email for email, row in owned.items() if row.lifetime_value >= 1000},
        "Newsletter": {email for email, row in owned.items() if row.newsletter},
    }


if __name__ == "__main__":
    sys.exit(main())
