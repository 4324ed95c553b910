"""What the scaffold writes is green as generated, for each shape, installed from wheels: tests, lint, types."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from joey.adapters.scaffold import Shape
from tests.scaffold.conftest import HOUSE, install, package

BIN = Path(sys.executable).parent


def run(folder: Path, *command: str, site: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A program in the package's folder; with ``site`` it sees what is installed there before all else."""
    environment = {**os.environ, "PYTHONPATH": str(site)} if site is not None else dict(os.environ)
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("shape", Shape)
def test_a_new_package_passes_its_tests_where_it_is_installed(shape: Shape, site: Path, tmp_path: Path) -> None:
    folder = package(shape, tmp_path)
    install(folder, site)
    tested = run(folder, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", site=site)
    assert tested.returncode == 0, tested.stdout[-5000:] + tested.stderr[-2000:]
    assert "failed" not in tested.stdout
    assert "skipped" not in tested.stdout


def test_a_new_package_is_found_by_its_entry_points_where_joey_is_installed(site: Path, tmp_path: Path) -> None:
    install(package(Shape.SINGLE, tmp_path), site)
    listed = run(tmp_path, sys.executable, "-m", "joey", "plugins", "--json", site=site)
    plugins = {plugin["type"]: plugin for plugin in json.loads(listed.stdout)["plugins"]}
    assert plugins["acme-single"]["distribution"] == "joey-acme-single"
    assert "hubspot" in plugins
    code = "from joey.adapters.sandbox.server import factories; import joey; print(joey.__file__, *factories())"
    served = run(tmp_path, sys.executable, "-c", code, site=site).stdout.split()
    assert served[0].startswith(str(site))
    assert "acme-single" in served


def test_new_packages_are_clean_to_ruff(tmp_path: Path) -> None:
    for shape in Shape:
        folder = package(shape, tmp_path)
        linted = run(folder, str(BIN / "ruff"), "check", "--no-cache", ".")
        assert linted.returncode == 0, linted.stdout
        formatted = run(folder, str(BIN / "ruff"), "format", "--no-cache", "--diff", ".")
        assert formatted.returncode == 0, formatted.stdout


def test_new_packages_are_clean_to_strict_mypy(tmp_path: Path) -> None:
    for shape in Shape:
        typed = run(package(shape, tmp_path), str(BIN / "mypy"), "--cache-dir", str(HOUSE / ".mypy_cache" / "packages"))
        assert typed.returncode == 0, f"{shape}:\n{typed.stdout}"
