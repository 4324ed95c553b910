"""What `joey new-destination` writes, and what it refuses."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from returns.pipeline import is_successful

from joey.adapters.scaffold import Shape, names_of, write_package
from joey.adapters.scaffold.writer import rendered
from joey.ports.plugin import PORTS_VERSION

QUESTIONS = (
    "Records map to", "**key**", "**deletion**", "**looked up**", "**create**", "**fields**", "static", "made up",
    "**Groups**", "**bulk**", "**limits**", "**signal**", "**other integrations**",
)  # fmt: skip


@pytest.mark.parametrize("shape", Shape)
def test_a_package_has_its_entry_points_and_every_file_of_a_room(shape: Shape) -> None:
    files = rendered(names_of("acme-crm").unwrap(), shape)
    project = tomllib.loads(files["pyproject.toml"])["project"]
    assert project["entry-points"] == {
        "joey.destinations": {"acme-crm": "joey_acme_crm.plugin:plugin"},
        "joey.sandboxes": {"acme-crm": "joey_acme_crm.sandbox:AcmeCrmSandbox"},
    }
    room = {"plugin.py", "client.py", "payload.py", "gateway.py", "lists.py", "icon.svg", "py.typed"}
    assert {f"src/joey_acme_crm/{name}" for name in (*room, "sandbox/__init__.py")} <= files.keys()
    assert {"README.md", ".env.example", "tests/test_contract.py", "tests/test_quirks.py"} <= files.keys()
    assert f'ports_version="{PORTS_VERSION}"' in files["src/joey_acme_crm/plugin.py"]


@pytest.mark.parametrize("shape", Shape)
def test_the_readme_asks_what_has_to_be_decided_and_the_files_mark_where(shape: Shape) -> None:
    files = rendered(names_of("acme").unwrap(), shape)
    assert [question for question in QUESTIONS if question not in files["README.md"]] == []
    marked = set(re.findall(r"DECIDE (\w+)", "\n".join(files.values())))
    assert {"key", "fields", "groups", "bulk", "limits", "errors", "options", "credentials", "clearing"} <= marked


@pytest.mark.parametrize("shape", Shape)
def test_nothing_is_left_of_a_template(shape: Shape) -> None:
    for path, text in rendered(names_of("acme").unwrap(), shape).items():
        assert not re.search(r"\{\{|\{%|ROOM\b(?! =|\.)", text.replace("${{", "")) or path.endswith(".py"), path


@pytest.mark.parametrize(
    "name", ["", "Acme", "acme_crm", "-acme", "acme-", "a--b", "../acme", "acmé", "class", "a" * 41]
)
def test_a_name_that_could_not_be_one_everywhere_is_refused(name: str) -> None:
    assert not is_successful(names_of(name))


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    names = names_of("acme").unwrap()
    folder = write_package(names, Shape.SINGLE, tmp_path).unwrap().folder
    (folder / "README.md").write_text("mine", encoding="utf-8")
    assert "is there already" in write_package(names, Shape.BATCH, tmp_path).failure()
    assert (folder / "README.md").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "can't be written" in write_package(names_of("acme").unwrap(), Shape.SINGLE, tmp_path / "file").failure()
