"""Shows that the import contracts bite: a copy of the house with a violation planted in it turns red, by name."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
LAYERS = ("domain", "ports", "adapters", "application")
ALPHA = "adapters/destinations/alpha"
BETA = "adapters/destinations/beta"

# Contract -> violations: the file to plant, and the one import in it.
PLANTED: dict[str, list[tuple[str, str]]] = {
    "hexagon": [
        ("domain/planted.py", "import joey.ports"),
        ("domain/planted.py", "import joey.adapters"),
        ("ports/planted.py", "import joey.adapters"),
        ("ports/planted.py", "import joey.application"),
        ("adapters/planted.py", "import joey.__main__"),
        ("src/joey/stray.py", "import joey.domain"),
    ],
    "domain-is-pure": [
        ("domain/planted.py", "import httpx"),
        ("domain/planted.py", "import random"),
        ("domain/planted.py", "from time import time"),
        ("domain/planted.py", "import logging"),
        ("domain/planted.py", "import structlog"),
    ],
    "ports-are-plain": [
        ("ports/planted.py", "from httpx import AsyncClient"),
        ("ports/planted.py", "import structlog"),
    ],
    "services-know-ports-only": [
        ("application/planted.py", "import joey.adapters"),
        ("application/planted.py", "import httpx"),
    ],
    "adapters-are-driven": [
        ("adapters/planted.py", "import joey.application"),
        (f"{ALPHA}/planted.py", "from joey.application import container"),
    ],
    "container-on-top": [
        ("application/planted.py", "import joey.application.container"),
        ("adapters/planted.py", "from joey.application import container"),
    ],
    "command-line-on-top": [
        ("application/planted.py", "import joey.adapters.cli"),
        ("adapters/planted.py", "from joey.adapters import cli"),
    ],
    "contract-is-for-tests": [
        ("adapters/planted.py", "import joey.ports.contract"),
        ("application/planted.py", "from joey.ports import contract"),
    ],
    "rooms-are-apart": [
        (f"{ALPHA}/planted.py", "import joey.adapters.destinations.beta.payload"),
        (f"{ALPHA}/sandbox/planted.py", "from joey.adapters.destinations.beta import sandbox"),
    ],
    "sandboxes-are-blind": [
        (f"{ALPHA}/sandbox/planted.py", "import joey.adapters.destinations.alpha.payload"),
        (f"{ALPHA}/sandbox/planted.py", "from joey.adapters.destinations.alpha.client import anything"),
        (f"{ALPHA}/sandbox/planted.py", "from joey.adapters.destinations.alpha.gateway import anything"),
        (f"{ALPHA}/sandbox/planted.py", "from joey.adapters.destinations.alpha import lists"),
        (f"{ALPHA}/sandbox/planted.py", "import joey.adapters.destinations.alpha.plugin"),
    ],
    "sandboxes-are-apart": [
        (f"{ALPHA}/payload.py", "import joey.adapters.destinations.alpha.sandbox"),
        ("application/planted.py", "from joey.adapters.destinations.alpha.sandbox import anything"),
    ],
    "transport-in-one-place": [
        ("adapters/planted.py", "import aiohttp"),
        (f"{ALPHA}/client.py", "from httpx_aiohttp import AiohttpTransport"),
    ],
    "injection-in-one-place": [
        ("application/planted.py", "from dependency_injector import containers"),
        ("adapters/planted.py", "import dependency_injector.wiring"),
    ],
    "contract-stays-out": [
        ("application/planted.py", "import hypothesis"),
        ("ports/planted.py", "import pytest"),
    ],
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house, with two made-up rooms in it so that the contracts about rooms have something to bite."""
    copy = tmp_path_factory.mktemp("house")
    for layer in LAYERS:
        shutil.copytree(HOUSE / layer, copy / layer, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(HOUSE / "src", copy / "src", symlinks=True)
    shutil.copy(HOUSE / "pyproject.toml", copy)
    for room in (ALPHA, BETA):
        for name in ("__init__", "client", "gateway", "lists", "payload", "plugin", "sandbox/__init__"):
            _write(copy / room / f"{name}.py", "")
    for package in ("adapters/cli", "adapters/destinations", "application/container", "ports/contract"):
        if not (copy / f"{package}.py").exists() and not (copy / package / "__init__.py").exists():
            _write(copy / package / "__init__.py", "")
    return copy


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@contextmanager
def _planted(file: Path, line: str) -> Generator[None]:
    before = file.read_text(encoding="utf-8") if file.exists() else None
    _write(file, f"{before or ''}\n{line}\n")
    try:
        yield
    finally:
        file.unlink() if before is None else _write(file, before)


def _lint(house: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    chosen = [word for contract in contracts for word in ("--contract", contract)]
    return subprocess.run(
        [str(program), "--no-logo", "--no-cache", *chosen],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house / "src"), "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )


def _contracts() -> dict[str, str]:
    config = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    return {contract["id"]: contract["name"] for contract in config["tool"]["importlinter"]["contracts"]}


def test_every_contract_has_a_planted_violation() -> None:
    assert set(PLANTED) == set(_contracts())


def test_the_house_without_a_planted_violation_is_green_and_wholly_seen(house: Path) -> None:
    run = _lint(house)
    files = sum(1 for layer in LAYERS for _ in (house / layer).rglob("*.py"))
    assert run.returncode == 0, run.stdout + run.stderr
    analyzed = re.search(r"Analyzed (\d+) files", run.stdout)  # counts the libraries imported, too
    assert analyzed is not None
    assert int(analyzed[1]) > files


@pytest.mark.parametrize(
    ("contract", "file", "line"),
    [(contract, file, line) for contract, violations in PLANTED.items() for file, line in violations],
)
def test_a_planted_violation_breaks_its_contract(house: Path, contract: str, file: str, line: str) -> None:
    with _planted(house / file, line):
        run = _lint(house, contract)
    assert run.returncode == 1, run.stdout + run.stderr
    assert f"{_contracts()[contract]} BROKEN" in run.stdout
