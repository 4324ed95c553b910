"""Pins help, version, schema and init: what a stranger meets first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from returns.pipeline import is_successful

import joey as package
from joey.adapters.cli.about import schema_text
from joey.adapters.plugins import installed_plugins
from joey.adapters.project.document import read_document
from joey.adapters.project.reader import read_project
from tests.adapters.cli.conftest import Joey

COMMANDS = ("init", "check", "run", "status", "sandbox", "schema", "version")
ROOT = Path(__file__).parents[3]


def test_help_names_every_command_with_one_whole_sentence(joey: Joey) -> None:
    answer = joey("--help")
    listed = answer.out.partition("Commands:")[2]
    lines = {line.split()[0]: line.split(maxsplit=1)[1] for line in listed.splitlines() if line.startswith("  ")}
    assert {name for name in lines if name in COMMANDS} == set(COMMANDS)
    for name in COMMANDS:
        assert lines[name].endswith("."), name
    assert "joey run --sandbox" in answer.out


def test_each_command_explains_its_options(joey: Joey) -> None:
    assert "Only these Destinations." in joey("run", "--help").out
    for option in ("--sandbox", "--wait", "--full", "--project DIR", "--json", "--verbose"):
        assert option in joey("run", "--help").out
    for code in ("0 everything went", "1 an error", "3 some records", "4 a guard"):
        assert code in " ".join(joey("run", "--help").out.split())
    for command in COMMANDS[:4]:
        assert "--json" in joey(command, "-h").out


def test_without_arguments_joey_says_what_it_can_do(joey: Joey) -> None:
    assert "Commands:" in joey().out + joey().err


def test_help_answers_at_once_since_it_loads_nothing_that_a_command_needs() -> None:
    code = "import sys; from joey.adapters.cli.app import app\ntry: app(['--help'])\nfinally: print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.splitlines()[-1].split()}
    assert "typer" in loaded
    assert loaded.isdisjoint({"duckdb", "pyarrow", "httpx", "aiohttp", "pydantic", "rich", "starlette", "phonenumbers"})


@pytest.mark.parametrize("arguments", [["rnu"], ["run", "--sandbx"], ["sandbox", "--port", "high"]])
def test_a_misspelt_command_line_is_a_usage_error(joey: Joey, arguments: list[str]) -> None:
    answer = joey(*arguments)
    assert answer.code == 2
    assert "Error" in answer.err


def test_version_is_the_packages(joey: Joey) -> None:
    assert joey("version").out == f"joey {package.__version__}\n"
    assert joey("version", "--json").json["joey"] == package.__version__


def test_the_published_schema_is_what_joey_schema_prints(joey: Joey) -> None:
    published = (ROOT / "docs" / "joey.schema.json").read_text(encoding="utf-8")
    assert published == joey("schema").out == schema_text(), "joey schema > docs/joey.schema.json"


def test_init_makes_a_project_that_has_nothing_wrong(joey: Joey, tmp_path: Path) -> None:
    answer = joey("init", "shop")
    assert answer.code == 0
    assert "joey run --sandbox" in answer.out
    names = sorted(str(path.relative_to(tmp_path / "shop")) for path in (tmp_path / "shop").rglob("*.*"))
    assert names == [".env.example", ".gitignore", "data/customers.csv", "joey.yml"]
    plugins = {name: plugin.spec for name, plugin in installed_plugins().by_type.items()}
    result = read_project(tmp_path / "shop", {"HUBSPOT_TOKEN": "x"}, plugins)
    assert is_successful(result), result.failure()
    assert result.unwrap().warnings == ()


def test_the_starter_is_valid_to_editors(joey: Joey, tmp_path: Path) -> None:
    joey("init")
    schema: Any = read_document(joey("schema").out, "schema").data
    data: Any = read_document((tmp_path / "joey.yml").read_text(encoding="utf-8"), "joey.yml").data
    assert [error.message for error in Draft202012Validator(schema).iter_errors(data)] == []


def test_init_leaves_what_is_there_alone(joey: Joey, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n", encoding="utf-8")
    assert joey("init").code == 0
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "mine\n"
    again = joey("init")
    assert (again.code, again.err.splitlines()[0]) == (1, "joey: joey.yml is there already.")


def test_init_into_a_file_says_so(joey: Joey, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    answer = joey("init", "file", "--json")
    assert answer.code == 1
    assert "can't be written" in answer.json["error"]
