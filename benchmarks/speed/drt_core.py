"""drt-core from PyPI in an environment of its own, at its template's settings, with its pacing off."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import venv
from pathlib import Path

from benchmarks.speed.contestants import MAPPING, WAREHOUSE
from benchmarks.speed.measuring import ROOT

VERSION = "1.2.1"
_HOME = ROOT / "benchmarks" / ".drt"
_ITSELF = Path(__file__).with_name("drt_start.py")


@functools.cache
def python() -> Path | None:
    """The Python that has it, installed on first use; None where it can't be had, and then its columns stay empty."""
    home = _HOME / VERSION
    found = home / "bin" / "python"
    if not (home / "ready").exists():
        wanted = [f"drt-core[duckdb]=={VERSION}"]
        venv.create(home, with_pip=True, clear=True)
        command = [str(found), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            sys.stderr.write(f"drt-core can't be installed, so it is left out: {done.stderr.strip()[-300:]}\n")
            return None
        (home / "ready").touch()
    return found


def project(folder: Path) -> None:
    """Its project over the same warehouse, as its own HubSpot template has it; all of its files are JSON, thus YAML."""
    template = json.dumps({field: f"{{{{ row.{column} }}}}" for field, column in MAPPING.items()})
    destination = {
        "type": "hubspot",
        "object_type": "contacts",
        "id_property": "email",
        "properties_template": template,
        "auth": {"type": "bearer", "token_env": "HUBSPOT_TOKEN"},
    }
    pace = {"requests_per_second": 0}
    sync = {"mode": "full", "batch_size": 100, "rate_limit": pace, "on_error": "skip"}
    contacts = {"name": "contacts", "model": "ref('customers')", "destination": destination, "sync": sync}
    _write(folder / "drt_project.yml", {"name": "bench", "profile": "bench"})
    _write(folder / ".drt" / "profiles.yml", {"bench": {"type": "duckdb", "database": WAREHOUSE}})
    _write(folder / "syncs" / "contacts.yml", contacts)


def run(interpreter: Path) -> list[str]:
    """Its command."""
    return [str(interpreter), str(_ITSELF), "run"]


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
