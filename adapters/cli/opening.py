"""Opening a project for a command: which folder, which plugins, what is wrong with it."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from returns.pipeline import is_successful

from joey.adapters.cli.voice import Voice, problem_parts
from joey.adapters.logging import configure
from joey.adapters.plugins import Plugins, installed_plugins, told
from joey.adapters.project.crosscheck import NOT_INSTALLED
from joey.adapters.project.problem import Problem, suggestion
from joey.adapters.project.reader import PROJECT_FILE, ProjectRead, read_project
from joey.application.project import Project
from joey.ports.plugin import Plugin

_PRIVATE = 0o077
"""What Joey keeps of people is for the user alone, also files that DuckDB makes by itself."""

STAND_IN = "a-stand-in-for-a-secret-that-isn-t-set"
"""What a secret is whose variable isn't set, where no vendor is asked; no ordinary word, since it's redacted."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A project that can be worked with."""

    read: ProjectRead
    plugins: Mapping[str, Plugin]

    @property
    def project(self) -> Project:
        """The project itself."""
        return self.read.project

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What there is to warn of."""
        return self.read.warnings


def open_project(where: Path | None, voice: Voice, stand_in: str | None = None) -> Opened | None:
    """The project of a folder, or of the nearest above; None where it can't be used, after saying why.

    ``stand_in``: what a secret is whose variable isn't set.
    """
    configure(logging.INFO if voice.verbose else logging.WARNING)
    os.umask(os.umask(_PRIVATE) | _PRIVATE)
    plugins = installed_plugins()
    specs = {name: plugin.spec for name, plugin in plugins.by_type.items()}
    result = read_project(project_folder(where), os.environ, specs, stand_in)
    if not is_successful(result):
        problems = tuple(_explained(problem, plugins) for problem in result.failure())
        if not voice.as_json:
            voice.problems(problems)
        voice.answer(1, problems=problem_parts(problems))
        return None
    read = result.unwrap()
    if not voice.as_json:
        voice.problems(read.warnings)
    return Opened(read, plugins.by_type)


def _explained(problem: Problem, plugins: Plugins) -> Problem:
    """Why the plugin that an App needs isn't used, where one is installed; no other command hears of it."""
    reasons = (told(unused) for unused in plugins.problems if problem.message == NOT_INSTALLED.format(unused.name))
    return replace(problem, hint=next(reasons, problem.hint))


def known(destination: str, opened: Opened, voice: Voice) -> int | None:
    """None where the project has the Destination; else the exit code, after saying that it hasn't."""
    if destination in opened.project.destinations:
        return None
    hint = suggestion(destination, opened.project.destinations)
    return voice.refuse(f"there is no destination '{destination}'.", hint, exit_code=2)


def project_folder(where: Path | None) -> Path:
    """The folder as people would write it: the one named, or the nearest one upwards that has a project file."""
    if where is not None:
        return where.parent if where.name == PROJECT_FILE else where
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / PROJECT_FILE).is_file():
            return Path(os.path.relpath(folder))
    return Path()


def private_folder(folder: Path) -> Path:
    """A folder that only this user reads and that git leaves alone; made if need be."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return folder
