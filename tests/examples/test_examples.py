"""The packages under examples/: small, green, made of what is public alone; and the contract says what they forget."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from joey.adapters.scaffold import Shape, names_of
from joey.adapters.scaffold.writer import rendered

HOUSE = Path(__file__).parents[2]
EXAMPLES = HOUSE / "examples"
NAMES = sorted(project.parent.name for project in EXAMPLES.glob("*/pyproject.toml"))
PUBLIC = re.findall(r"^\| `(joey[\w.]*)", (HOUSE / "docs" / "ports.md").read_text(encoding="utf-8"), re.MULTILINE)


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CI": "true"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def suite(folder: Path, *chosen: str) -> subprocess.CompletedProcess[str]:
    return run(folder, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen)


def imported(text: str) -> set[str]:
    """The modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return found


def insides(text: str) -> set[str]:
    """What a file imports of Joey that isn't public."""
    of_joey = {name for name in imported(text) if name == "joey" or name.startswith("joey.")}
    return {name for name in of_joey if name != "joey" and not any(f"{name}.".startswith(f"{p}.") for p in PUBLIC[1:])}


@pytest.mark.parametrize("name", NAMES)
def test_an_example_passes_the_whole_contract(name: str) -> None:
    done = suite(EXAMPLES / name)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert int(re.findall(r"(\d+) passed", done.stdout)[-1]) > 170
    assert "skipped" not in done.stdout


def test_each_has_at_most_250_lines_with_its_sandbox() -> None:
    counted = run(HOUSE, sys.executable, "examples/count.py")
    assert counted.returncode == 0, counted.stdout
    assert [line.split()[1] for line in counted.stdout.splitlines()] == NAMES


def test_what_is_public_is_named_once_and_is_there() -> None:
    assert PUBLIC[0] == "joey"
    assert len(PUBLIC) == len(set(PUBLIC)) > 5


@pytest.mark.parametrize("name", NAMES)
def test_an_example_imports_nothing_of_joeys_insides(name: str) -> None:
    texts = [file.read_text(encoding="utf-8") for file in (EXAMPLES / name).rglob("*.py")]
    assert set().union(*map(insides, texts)) == set()


@pytest.mark.parametrize("shape", Shape)
def test_a_new_package_imports_nothing_of_joeys_insides(shape: Shape) -> None:
    files = rendered(names_of("acme").unwrap(), shape)
    assert set().union(*(insides(text) for path, text in files.items() if path.endswith(".py"))) == set()


def test_a_sandbox_imports_nothing_of_its_room() -> None:
    for name in NAMES:
        room = name.replace("-", "_")
        for file in (EXAMPLES / name / "src" / room / "sandbox").glob("*.py"):
            assert not [each for each in imported(file.read_text(encoding="utf-8")) if each.startswith(room)]


@dataclass(frozen=True, slots=True)
class Planted:
    """A line that is left out, or put otherwise, and the scenario that has to say so."""

    example: str
    file: str
    line: str
    instead: str
    scenario: str
    told: str


CLEARING = "an update clears a field that becomes null"
FAULTS = [
    Planted(
        "joey-iterable",
        "payload.py",
        "    fields = json_fields(write.diff.fields)\n",
        "    fields = json_fields(write.diff.set)\n",
        "test_an_update_clears_a_field_that_becomes_null",
        CLEARING,
    ),
    Planted(
        "joey-customer-io",
        "payload.py",
        "in write.diff.fields.items()",
        "in write.diff.set.items()",
        "test_a_value_that_becomes_null_is_cleared",
        "a value that becomes null is cleared",
    ),
    Planted(
        "joey-http",
        "gateway.py",
        "        fields = json_fields(write.diff.fields)\n",
        "        fields = json_fields({n: v for n, v in write.diff.fields.items() if n != self.key.name})\n"
        "        if isinstance(write, joey.Create):\n            fields = json_fields(write.diff.fields)\n",
        "test_a_changed_key_renames_the_record",
        "a changed key renames the record",
    ),
    Planted(
        "joey-customer-io",
        "plugin.py",
        "    renames=False,\n",
        "",
        "test_a_changed_key_renames_the_record",
        "a changed key renames the record",
    ),
]


@pytest.mark.parametrize("planted", FAULTS, ids=lambda planted: f"{planted.example}: {planted.scenario}")
def test_a_line_that_is_left_out_is_told_by_its_scenario_with_the_requests(planted: Planted, tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLES / planted.example, tmp_path / planted.example)
    file = folder / "src" / planted.example.replace("-", "_") / planted.file
    text = file.read_text(encoding="utf-8")
    assert text.count(planted.line) == 1
    file.write_text(text.replace(planted.line, planted.instead), encoding="utf-8")
    done = suite(folder, "-k", planted.scenario)
    assert done.returncode == 1, done.stdout[-3000:]
    assert f"Gateway: {planted.told}" in done.stdout
    assert "Requests made, oldest first:\n" in done.stdout
    assert re.search(r"^(POST|PUT|PATCH|GET) /\S+.* -> 200$", done.stdout, re.MULTILINE)


def test_examples_are_clean_to_ruff_and_strict_mypy() -> None:
    for name in NAMES:
        ruff, mypy = (str(Path(sys.executable).parent / tool) for tool in ("ruff", "mypy"))
        for command in ((ruff, "check", "--no-cache", "."), (ruff, "format", "--no-cache", "--check", ".")):
            assert run(EXAMPLES / name, *command).returncode == 0, name
        typed = run(EXAMPLES / name, mypy, "--cache-dir", str(HOUSE / ".mypy_cache" / "packages"))
        assert typed.returncode == 0, typed.stdout
