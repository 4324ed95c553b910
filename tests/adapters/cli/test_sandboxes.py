"""Pins the Sandbox on the command line: served for good, and kept from one trial to the next."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import orjson
import pytest

from joey.adapters.cli.sandboxes import sandboxed, without_sandbox
from joey.adapters.sandbox.server import factories, running_sandbox
from joey.application.project import AppConfig, Project, Secret
from tests.adapters.cli.conftest import Joey

VENDOR = min(factories())


def project(root: Path) -> Project:
    app = AppConfig("crm", VENDOR, {"access_token": Secret("anything")})
    return Project(root=root, warehouse=root, state=root / ".joey", apps={"crm": app})


@contextmanager
def trial(root: Path) -> Generator[tuple[Project, str]]:
    with sandboxed(project(root), wait=False) as there:
        assert there is not None
        yield there, str(there.apps["crm"].options["base_url"])


def latency(address: str) -> object:
    return httpx.get(f"{address}/_state").json()["switches"]["latency_ms"]


def turn_latency(address: str, milliseconds: int) -> None:
    httpx.put(f"{address}/_state", json={"switches": {"latency_ms": milliseconds}}).raise_for_status()


def test_a_trial_has_a_ledger_of_its_own_and_apps_at_the_sandbox(tmp_path: Path) -> None:
    with trial(tmp_path) as (there, address):
        assert there.ledger == tmp_path / ".joey" / "sandbox" / "ledger"
        assert address.startswith("http://127.0.0.1:")
        assert address.endswith(f"/{VENDOR}")
        assert there.apps["crm"].options["access_token"] == "anything"
    assert (tmp_path / ".joey" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert (tmp_path / ".joey").stat().st_mode & 0o077 == 0


def test_the_next_trial_goes_on_where_the_last_one_ended(tmp_path: Path) -> None:
    with trial(tmp_path) as (there, first):
        turn_latency(first, 3)
        there.ledger.mkdir()
    with trial(tmp_path) as (there, second):
        assert second == first
        assert latency(second) == 3
        assert there.ledger.is_dir()


def test_after_a_crash_a_trial_begins_anew_with_its_ledger(tmp_path: Path) -> None:
    with trial(tmp_path) as (there, address):
        turn_latency(address, 3)
        there.ledger.mkdir()
    (tmp_path / ".joey" / "sandbox" / "running").touch()
    with trial(tmp_path) as (there, address):
        assert latency(address) != 3
        assert not there.ledger.exists()


def test_where_its_port_is_taken_a_trial_begins_anew(tmp_path: Path) -> None:
    with trial(tmp_path) as (there, first):
        there.ledger.mkdir()
    port = int(first.rpartition(":")[2].partition("/")[0])
    with running_sandbox(port=port), trial(tmp_path) as (there, second):
        assert second != first
        assert not there.ledger.exists()


def test_a_state_that_a_sandbox_no_longer_takes_is_forgotten(tmp_path: Path) -> None:
    with trial(tmp_path) as (there, _):
        there.ledger.mkdir()
    (tmp_path / ".joey" / "sandbox" / f"{VENDOR}.json").write_text("[]", encoding="utf-8")
    with trial(tmp_path) as (there, _):
        assert not there.ledger.exists()


def test_two_trials_at_once_are_not_had(tmp_path: Path) -> None:
    with trial(tmp_path), sandboxed(project(tmp_path), wait=False) as second:
        assert second is None


def test_vendors_without_a_sandbox_are_named(tmp_path: Path) -> None:
    apps = {"a": AppConfig("a", "acme"), "b": AppConfig("b", VENDOR)}
    assert without_sandbox(Project(tmp_path, tmp_path, tmp_path, apps=apps)) == ["acme"]


def patiently(address: str) -> httpx.Response:
    """The page, as soon as the server that has just said where it will be is there."""
    for _ in range(200):
        with contextlib.suppress(httpx.TransportError):
            return httpx.get(address)
        time.sleep(0.02)
    raise AssertionError(f"nothing at {address}")


def test_the_command_serves_every_vendor_until_interrupted(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "joey", "sandbox", "--port", "0", "--json"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines: list[str] = []
        while "}\n" not in lines:
            lines.append(process.stdout.readline())
        said = orjson.loads("".join(lines))
        answer = patiently(said["address"])
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
    assert answer.status_code == 200
    assert VENDOR in said["vendors"]
    assert VENDOR in answer.text.lower()


@pytest.mark.parametrize("as_json", [False, True])
def test_a_taken_port_is_an_error_that_says_what_to_do(joey: Joey, *, as_json: bool) -> None:
    with running_sandbox() as address:
        port = address.rpartition(":")[2]
        answer = joey("sandbox", "--port", port, *(["--json"] if as_json else []))
    assert answer.code == 1
    assert "--port 0" in (answer.json["hint"] if as_json else answer.err)
