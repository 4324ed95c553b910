"""Pins which project a command takes, and what it says of one that can't be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.adapters.cli.conftest import SECRET, Joey, program


def spoil(folder: Path, right: str, wrong: str) -> None:
    path = folder / "joey.yml"
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), encoding="utf-8")


@pytest.mark.parametrize("command", ["check", "run", "status"])
def test_without_a_project_each_command_says_how_to_make_one(joey: Joey, command: str) -> None:
    answer = joey(command)
    assert answer.code == 1
    assert answer.err == (
        "joey.yml: There is no project file.\n  Make one with `joey init`, or say where it is with --project.\n"
    )


@pytest.mark.parametrize("command", ["check", "run", "status"])
def test_mistakes_in_the_project_file_are_told_by_line(joey: Joey, tmp_path: Path, command: str) -> None:
    joey("init")
    spoil(tmp_path, "sync_mode: additive", "sync_mode: addictive")
    spoil(tmp_path, "model: customers", "modle: customers")
    answer = joey(command)
    lines = answer.err.splitlines()
    assert answer.code == 1
    assert [line.partition(": ")[0] for line in lines[::2]] == ["joey.yml:31:3", "joey.yml:37:5", "joey.yml:39:16"]
    assert "Did you mean 'model'?" in lines[3]
    assert "Did you mean 'additive'?" in lines[5]


def test_in_json_mistakes_have_file_line_and_column(joey: Joey, tmp_path: Path) -> None:
    joey("init")
    spoil(tmp_path, "region: US", "region: USA")
    answer = joey("check", "--json")
    assert answer.code == 1
    assert answer.err == ""
    (problem,) = answer.json["problems"]
    assert (problem["file"], problem["line"], problem["column"]) == ("joey.yml", 10, 9)
    assert problem["message"] == "No region 'USA' is known."
    assert problem["hint"]


def test_the_nearest_project_upwards_is_taken_and_shown_from_here(
    joey: Joey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    joey("init")
    spoil(tmp_path, "region: US", "region: USA")
    (tmp_path / "deep" / "down").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "down")
    assert joey("check").err.startswith("../../joey.yml:10:9: No region")


def test_a_project_can_be_named_by_its_folder_or_its_file(joey: Joey, tmp_path: Path) -> None:
    joey("init", "shop")
    spoil(tmp_path / "shop", "region: US", "region: USA")
    for where in ("shop", "shop/joey.yml"):
        assert joey("check", "--project", where).err.startswith("shop/joey.yml:10:9")


def test_a_missing_variable_is_named_with_the_line_that_wants_it(joey: Joey) -> None:
    joey("init")
    answer = joey("check", HUBSPOT_TOKEN=None)
    assert answer.code == 1
    assert answer.err == (
        "joey.yml:27:21: The variable HUBSPOT_TOKEN isn't set.\n"
        "  Set it, or write HUBSPOT_TOKEN=… into .env beside the project file.\n"
    )


def test_a_program_that_is_wrong_shows_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "joey.yml").mkdir()
    answer = program("check", cwd=tmp_path)
    assert answer.code == 1
    assert "Traceback" not in answer.err
    assert SECRET not in answer.err
