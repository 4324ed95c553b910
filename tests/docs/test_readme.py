"""Pins the README to what there is: its programs run, its project is read, its commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator
from returns.pipeline import is_successful
from typer.testing import CliRunner

from joey.adapters.cli.app import app
from joey.adapters.plugins import installed_plugins
from joey.adapters.project.document import read_document
from joey.adapters.project.reader import read_project
from joey.domain.sync_mode import SyncMode

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands(program: str) -> list[str]:
    """Every command that the README names in a console block or between backticks."""
    named = re.findall(rf"(?:^\$ |&& |`){program} ([a-z-]+(?: (?:rename|drop))?)", README, re.MULTILINE)
    return sorted({str(name) for name in named} - {"joey"})


@pytest.mark.parametrize("number", range(len(blocks("python"))))
def test_a_program_of_the_readme_runs(number: int, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(blocks("python")[number], encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-W", "error", str(program)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_the_project_of_the_readme_is_read(tmp_path: Path) -> None:
    (project,) = blocks("yaml")
    (tmp_path / "joey.yml").write_text(project, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "customers.duckdb").touch()
    specs = {type_: plugin.spec for type_, plugin in installed_plugins().by_type.items()}
    read = read_project(tmp_path, {"HUBSPOT_TOKEN": "any"}, specs)
    assert is_successful(read), read.failure()
    destination = read.unwrap().project.destinations["crm_contacts"]
    assert destination.sync_mode is SyncMode.SYNC
    assert destination.mapping.groups == {"High Value": "High Value"}


def test_the_project_of_the_readme_is_good_to_editors() -> None:
    schema: Any = orjson.loads(CliRunner().invoke(app, ["schema"]).stdout)
    (project,) = blocks("yaml")
    data: Any = read_document(project, "joey.yml").data
    errors = Draft202012Validator(schema).iter_errors(data)
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("command", commands("joey"))
def test_a_command_of_the_readme_exists(command: str) -> None:
    assert CliRunner().invoke(app, [*command.split(), "--help"]).exit_code == 0


@pytest.mark.parametrize("target", commands("make"))
def test_a_make_target_of_the_readme_exists(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_readme_names_commands_and_programs() -> None:
    assert len(blocks("python")) >= 2
    assert {"init", "run", "plan", "check"} <= set(commands("joey"))
    assert {"demo", "test"} <= set(commands("make"))


@pytest.mark.parametrize("link", re.findall(r"\]\(((?!http)[^)#]+)", README))
def test_a_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()
