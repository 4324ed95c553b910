"""Variables: .env beside the project file, the process's own before it, and `${NAME}` in a document's texts."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from dotenv.parser import parse_stream

from joey.adapters.project.problem import Path, Place, Problem

REFERENCE = re.compile(r"\$\$\{|\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)\}|\$\{(?P<bad>[^}]*)\}?")


@dataclass(slots=True)
class Variables:
    """What `${NAME}` can stand for: ``own`` (the process's) goes before ``filed`` (.env). Nothing is exported."""

    own: Mapping[str, str]
    filed: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """The variable's value, if it is set."""
        return self.own.get(name, self.filed.get(name))


def read_variables(path: FilePath, own: Mapping[str, str], shown: str) -> tuple[Variables, list[Problem]]:
    """Read a .env file; none is as good as an empty one. Lines that can't be read are problems, their text untold."""
    if not path.is_file():
        return Variables(own), []
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return Variables(own), [Problem(Place(shown), "It can't be read as UTF-8 text.", "Save it as UTF-8.")]
    filed: dict[str, str] = {}
    problems: list[Problem] = []
    for binding in parse_stream(io.StringIO(text)):
        if binding.error:
            place = Place(shown, binding.original.line, 1)
            problems.append(Problem(place, "This line isn't NAME=value.", "Write NAME=value, or start it with #."))
        elif binding.key is not None and binding.value is not None:
            filed[binding.key] = binding.value
    return Variables(own, filed), problems


@dataclass(slots=True)
class Filling:
    """What became of a document's references: texts that had some, by path; those that are missing or malformed."""

    referring: set[Path] = field(default_factory=set)
    missing: list[tuple[Path, str]] = field(default_factory=list)
    malformed: list[tuple[Path, str]] = field(default_factory=list)


def fill(data: object, variables: Variables, filling: Filling, path: Path = ()) -> object:
    """The data with every `${NAME}` in its texts replaced; `$${` is a plain `${`, and a missing one is left empty."""
    if isinstance(data, dict):
        return {key: fill(value, variables, filling, (*path, key)) for key, value in data.items()}
    if isinstance(data, list):
        return [fill(value, variables, filling, (*path, position)) for position, value in enumerate(data)]
    if not isinstance(data, str):
        return data

    def value_of(match: re.Match[str]) -> str:
        if match.group() == "$${":
            return "${"
        filling.referring.add(path)
        name = match["name"]
        if name is None:
            filling.malformed.append((path, match.group()))
            return ""
        value = variables.get(name)
        if value is None:
            filling.missing.append((path, name))
        return value or ""

    return REFERENCE.sub(value_of, data)
