"""Every listing of docs/writing-a-destination.md is run: as part of a package that passes its tests, or here."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest
from returns.result import Success

from joey.adapters.cache import MemoryCache
from joey.adapters.clock import SystemRandomness
from joey.adapters.http import NoAuth, StatusReading, VendorHttp
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.adapters.scaffold import Shape, names_of
from joey.adapters.scaffold.writer import rendered
from joey.adapters.virtual_clock import VirtualClock
from joey.domain.facts import Limits

GUIDE = (Path(__file__).parents[2] / "docs" / "writing-a-destination.md").read_text()
LISTING = re.compile(r"(?:<!-- (?P<mark>[^>]+) -->\n)?```(?P<language>\w+)\n(?P<text>.*?)```\n", re.DOTALL)
LISTINGS = [(found["mark"] or "", found["language"], found["text"]) for found in LISTING.finditer(GUIDE)]


def marked(kind: str) -> list[tuple[str, str]]:
    """Listings of a kind: what stands behind it, and the text."""
    return [(mark.partition(":")[2].strip(), text) for mark, _, text in LISTINGS if mark.partition(":")[0] == kind]


def test_no_listing_goes_without_a_test() -> None:
    kinds = {language if language == "console" else mark.partition(":")[0] for mark, language, _ in LISTINGS}
    assert kinds == {"console", "run", "write", *Shape}
    assert len(LISTINGS) > 15


@pytest.mark.parametrize("shape", Shape)
def test_parts_of_a_package_stand_in_it_as_it_is_generated(shape: Shape) -> None:
    files = rendered(names_of("acme").unwrap(), shape)
    parts = marked(shape)
    assert parts
    assert [text for file, text in parts if text not in files[file]] == []


def test_the_guide_has_the_parts_of_a_destination_in_their_order() -> None:
    parts = "Document|App and check|Options|Mapping|Export|Batch|Groups|Errors and retries|Testing|Recording|Publishing"
    assert [title.strip() for title in re.findall(r"^## \d+\. (.+)$", GUIDE, re.MULTILINE)] == parts.split("|")


async def test_what_is_cached_is_asked_for_once() -> None:
    names: dict[str, Any] = {}
    ((_, listing),) = marked("run")
    exec(compile(listing, "writing-a-destination.md", "exec", dont_inherit=True), names)  # noqa: S102 - the guide's own
    asked: list[str] = []

    def vendor(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json={"id": "f-1"})

    clock, transport = VirtualClock(), httpx.MockTransport(vendor)
    http = VendorHttp(
        "https://api.acme.example",
        Limits(1),
        NoAuth(),
        StatusReading(),
        clock,
        SystemRandomness(),
        frozenset(),
        transport,
    )
    cache = MemoryCache(clock)
    assert [await names["folder_of"](http, cache) for _ in range(3)] == [Success("f-1")] * 3
    assert asked == ["/folders/default"]
    await http.aclose()


def consoles() -> list[str]:
    shown = [text for _, language, text in LISTINGS if language == "console"]
    return [line.removeprefix("$ ") for text in shown for line in text.splitlines()]


def run(folder: Path, command: str, **more: str) -> str:
    """A command that ends well, as if typed there; what it printed."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(folder / "src"), **more}
    done = subprocess.run(shlex.split(command), cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}{done.stderr[-2000:]}"
    return done.stdout


def install(package: Path) -> None:
    """What `pip install -e` does for entry points: a description of the package on the path."""
    named = tomllib.loads((package / "pyproject.toml").read_text())["project"]["entry-points"]
    folder = package / "src" / "joey_acme-0.1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: joey-acme\nVersion: 0.1.0\n")
    groups = (
        f"[{group}]\n" + "".join(f"{name} = {at}\n" for name, at in points.items()) for group, points in named.items()
    )
    (folder / "entry_points.txt").write_text("\n".join(groups))


def test_the_commands_work_in_the_order_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = consoles()
    run(tmp_path, first)
    package = tmp_path / "joey-acme"
    for file, text in marked("write"):
        (package / file).write_text(text)
    install(package)
    record(package, monkeypatch)
    printed = {command: run(package, command) for command in others}
    assert "passed" in printed["pytest -q"]
    assert "2 calls: 2 agreed" in printed["python -m joey.adapters.sandbox.replay tests/recordings"]
    assert "joey-acme 0.1.0" in printed["joey plugins"]


def record(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the page says it, with the package's Sandbox in the vendor's place."""
    monkeypatch.syspath_prepend(str(package / "src"))
    create = importlib.import_module("joey_acme.sandbox").AcmeSandbox
    with running_sandbox(sandbox_app({"acme": create})) as address:
        asked = {"ACME_API_KEY": "sesame-open", "ACME_BASE_URL": f"{address}/acme"}
        run(package, "pytest -q --live tests/test_live.py", **asked)
    (recording,) = (package / "tests" / "recordings").iterdir()
    assert "sesame" not in recording.read_text()
