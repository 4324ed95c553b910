"""Reads a project's folder: joey.yml and .env to a Project, or every problem there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, TypeAlias

import orjson
from pydantic import ValidationError
from returns.result import Failure, Result, Success

from joey.adapters.project.building import build_project
from joey.adapters.project.complaint import complaints
from joey.adapters.project.crosscheck import CrossCheck
from joey.adapters.project.document import Document, read_document
from joey.adapters.project.environment import Filling, fill, read_variables
from joey.adapters.project.problem import Path, Place, Problem
from joey.adapters.project.secrets import discreet, plant_secrets
from joey.adapters.project.shape import ProjectShape
from joey.application.project import Project
from joey.ports.plugin import PluginSpec

PROJECT_FILE = "joey.yml"
Part: TypeAlias = tuple[str, str]
"""A section, and the name of a part in it."""

_SECTIONS = ("models", "apps", "destinations")


@dataclass(frozen=True, slots=True)
class ProjectRead:
    """A Project, what there is to warn of, and where in the file each thing was said."""

    project: Project
    warnings: tuple[Problem, ...]
    document: Document

    def where(self, path: Path) -> str:
        """``file:line:column`` of a key, given its way from the top; the nearest around it where it isn't there."""
        return str(self.document.key_place(path))


def read_project(
    folder: FilePath, env: Mapping[str, str], plugins: Mapping[str, PluginSpec], stand_in: str | None = None
) -> Result[ProjectRead, tuple[Problem, ...]]:
    """Read ``folder``'s joey.yml, with ``env`` (and .env beside it) for its variables and plugins by App type.

    ``stand_in``: what a secret is whose variable isn't set (None: that is a problem); for a Sandbox takes any. All
    problems come at once, in the order of their lines.
    """
    shown = str(folder / PROJECT_FILE)
    try:
        text = (folder / PROJECT_FILE).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        hint = "Make one with `joey init`, or say where it is with --project."
        return Failure((Problem(Place(shown), "There is no project file.", hint),))
    except (OSError, UnicodeDecodeError):
        return Failure((Problem(Place(shown), "It can't be read as UTF-8 text.", "Save it as UTF-8."),))
    return _read(text, shown, folder, env, plugins, stand_in)


def project_of(
    data: Mapping[str, object],
    folder: FilePath,
    env: Mapping[str, str],
    plugins: Mapping[str, PluginSpec],
    stand_in: str | None = None,
) -> Result[ProjectRead, tuple[Problem, ...]]:
    """The same for a project that a program states: a dict of the shape that the file has."""
    text = orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode()
    return _read(text, "the project given", folder, env, plugins, stand_in)


def _read(
    text: str,
    shown: str,
    folder: FilePath,
    env: Mapping[str, str],
    plugins: Mapping[str, PluginSpec],
    stand_in: str | None,
) -> Result[ProjectRead, tuple[Problem, ...]]:
    document = read_document(text, shown)
    variables, problems = read_variables(folder / ".env", env, str(folder / ".env"))
    filling = Filling()
    data = fill(document.data, variables, filling)
    plant_secrets(document.data, data, variables, plugins)
    problems += document.problems
    if document.problems and document.data is None:
        return Failure(tuple(discreet(problems)))
    root = folder.absolute()
    return _checked(_Reading(document, data, filling, plugins, root, stand_in), problems)


@dataclass(frozen=True, slots=True)
class _Reading:
    document: Document
    data: object
    filling: Filling
    plugins: Mapping[str, PluginSpec]
    root: FilePath
    stand_in: str | None


def _checked(reading: _Reading, problems: list[Problem]) -> Result[ProjectRead, tuple[Problem, ...]]:
    shape, broken, wrong = _shaped(reading.data, reading.document)
    problems += wrong
    if shape is not None:
        if reading.stand_in is not None:
            _stand_in(shape, reading, reading.stand_in)
        check = CrossCheck(shape, reading.document, reading.filling, reading.plugins, reading.root, broken)
        problems += check.problems()
    problems += _variable_problems(reading)
    ordered = tuple(
        sorted(discreet(problems), key=lambda problem: (problem.place.file, problem.place.line, problem.place.column))
    )
    if shape is None or not all(problem.warning for problem in ordered):
        return Failure(ordered)
    return Success(ProjectRead(build_project(shape, reading.root, reading.plugins), ordered, reading.document))


def _shaped(data: object, document: Document) -> tuple[ProjectShape | None, frozenset[Part], list[Problem]]:
    """The shape; where parts of it are wrong, the shape of the others, so that one mistake hides no other."""
    try:
        shape = ProjectShape.model_validate(data)
    except ValidationError as error:
        rest, broken = _without_wrong_parts(data, error)
        return rest, broken, complaints(error, document)
    empty = [section for section in _SECTIONS if not getattr(shape, section)]
    return shape, frozenset(), [Problem(document.value_place((name,)), f"'{name}' is empty.") for name in empty]


def _without_wrong_parts(data: object, error: ValidationError) -> tuple[ProjectShape | None, frozenset[Part]]:
    """First without the wrong keys alone, then without the whole model, App or Destination that isn't right yet."""
    if not isinstance(data, dict):
        return None, frozenset()
    rest: dict[str, Any] = deepcopy(data)
    for detail in error.errors(include_url=False):
        _remove(rest, detail["loc"])
    broken: set[Part] = set()
    if "warehouse" not in rest:
        rest["warehouse"] = "."
        broken.add(("warehouse", ""))
    try:
        return ProjectShape.model_validate(rest), frozenset(broken)
    except ValidationError as worse:
        for detail in worse.errors(include_url=False):
            _remove(rest, detail["loc"][:2])
            broken.add((str(detail["loc"][0]), str(detail["loc"][1]) if len(detail["loc"]) > 1 else ""))
    try:
        return ProjectShape.model_validate(rest), frozenset(broken)
    except ValidationError:
        return None, frozenset()


def _remove(data: dict[str, Any], path: Path) -> None:
    around: Any = data
    for key in path[:-1]:
        around = around.get(key) if isinstance(around, dict) else None
    if isinstance(around, dict) and path:
        around.pop(path[-1], None)


def _stand_in(shape: ProjectShape, reading: _Reading, stand_in: str) -> None:
    """Give secrets whose variable isn't set a value that does for a Sandbox, and forget that it's missing."""
    filling = reading.filling
    for path, name in list(filling.missing):
        if _is_secret(shape, reading.plugins, path):
            shape.apps[str(path[1])].options[str(path[3])] = stand_in
            filling.missing.remove((path, name))


def _is_secret(shape: ProjectShape, plugins: Mapping[str, PluginSpec], path: Path) -> bool:
    if len(path) != 4 or path[0] != "apps" or path[1] not in shape.apps:
        return False
    spec = plugins.get(shape.apps[str(path[1])].type)
    return spec is not None and any(option.name == path[3] and option.secret for option in spec.app.options)


def _variable_problems(reading: _Reading) -> Iterator[Problem]:
    for path, name in reading.filling.missing:
        hint = f"Set it, or write {name}=… into .env beside the project file."
        yield Problem(reading.document.value_place(path), f"The variable {name} isn't set.", hint)
    for path, text in reading.filling.malformed:
        hint = "Write ${NAME} for a variable, or $${ for a plain ${."
        yield Problem(reading.document.value_place(path), f"'{text}' isn't a variable.", hint)
