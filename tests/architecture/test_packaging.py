"""What is installed is `joey` and nothing else, all of it, whether built from the checkout or from the sdist."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

HOUSE = Path(__file__).parents[2]
LAYERS = ("domain", "ports", "adapters", "application")
FACE = ("__init__.py", "__main__.py", "py.typed")
LITTER = {"__pycache__", ".DS_Store"}


def _build(kind: str, tree: Path, into: Path) -> Path:
    """Builds with the hatchling that is installed here: no isolation, so no network."""
    code = f"import sys; from hatchling.build import build_{kind}; print(build_{kind}(sys.argv[1]))"
    run = subprocess.run([sys.executable, "-c", code, str(into)], cwd=tree, capture_output=True, text=True, check=True)
    return into / run.stdout.split()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(_build("wheel", HOUSE, tmp_path_factory.mktemp("wheel"))) as archive:
        yield archive


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked sdist."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(_build("sdist", HOUSE, folder)) as archive:
        archive.extractall(folder, filter="data")
    return next(path for path in folder.iterdir() if path.is_dir())


def _files_of_the_layers() -> set[str]:
    """Every file that the layers hold, as it should be called in site-packages."""
    files = (file for layer in LAYERS for file in (HOUSE / layer).rglob("*") if file.is_file())
    paths = {PurePosixPath(file.relative_to(HOUSE)) for file in files}
    return {f"joey/{path}" for path in paths if not LITTER & set(path.parts)}


def _installed(wheel: zipfile.ZipFile) -> set[str]:
    return {name for name in wheel.namelist() if ".dist-info/" not in name}


def _config() -> dict[str, Any]:
    build: dict[str, Any] = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"][
        "build"
    ]
    return build


def test_the_wheel_installs_joey_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"joey"}


def test_the_wheel_holds_every_file_of_every_layer_also_those_that_are_not_python(wheel: zipfile.ZipFile) -> None:
    assert _installed(wheel) == _files_of_the_layers() | {f"joey/{name}" for name in FACE}


def test_the_wheel_built_from_the_sdist_is_the_same(wheel: zipfile.ZipFile, sdist: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(_build("wheel", sdist, tmp_path)) as again:
        assert set(again.namelist()) == set(wheel.namelist())


def test_the_licence_travels_with_both(wheel: zipfile.ZipFile, sdist: Path) -> None:
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())
    assert (sdist / "LICENSE").is_file()


def test_the_wheel_can_be_imported_from_by_itself(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)  # noqa: S202 built by ourselves, a moment ago
    code = "import joey, joey.domain, joey.ports, joey.adapters, joey.application as last; print(last.__file__)"
    environment = {"PYTHONPATH": str(tmp_path)}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert Path(run.stdout.strip()) == tmp_path / "joey" / "application" / "__init__.py"


def test_links_wheel_map_and_layers_agree() -> None:
    links = {path.name: path.readlink() for path in (HOUSE / "src" / "joey").iterdir() if path.is_symlink()}
    assert links == {layer: Path("../..") / layer for layer in LAYERS}
    mapped = _config()["targets"]["wheel"]["sources"]
    assert mapped == {"src/joey": "joey"} | {layer: f"joey/{layer}" for layer in LAYERS}
    included = _config()["targets"]["wheel"]["only-include"]
    assert included == [*(f"src/joey/{name}" for name in FACE), *LAYERS]
    assert set(included) <= set(_config()["targets"]["sdist"]["only-include"])


def test_the_face_holds_nothing_but_its_files_and_the_links() -> None:
    found = {path.name for path in (HOUSE / "src" / "joey").iterdir()} - LITTER
    assert found == {*FACE, *LAYERS}


@pytest.mark.parametrize("layer", LAYERS)
def test_importing_a_layer_by_its_bare_name_says_what_to_import(layer: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", f"import {layer}"], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert f"ImportError: import joey.{layer}, not {layer}" in run.stderr
