"""Packages as the scaffold writes them, and a folder in which Joey and they are installed from wheels."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from joey.adapters.scaffold import Shape, names_of, write_package

HOUSE = Path(__file__).parents[2]


def package(shape: Shape, into: Path) -> Path:
    """A new package, by the name of its shape."""
    return write_package(names_of(f"acme-{shape}").unwrap(), shape, into).unwrap().folder


def install(project: Path, site: Path) -> None:
    """Build a project's wheel with the hatchling that is here, without network, and unpack it."""
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    run = subprocess.run(
        [sys.executable, "-c", code, str(site)], cwd=project, capture_output=True, text=True, check=True
    )
    wheel = site / run.stdout.split()[-1]
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    wheel.unlink()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Joey as it is installed from its wheel."""
    folder = tmp_path_factory.mktemp("site")
    install(HOUSE, folder)
    return folder
