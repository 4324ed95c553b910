"""Renders the templates of a shape into a folder; what is there already is never overwritten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from jinja2 import Environment, StrictUndefined
from returns.result import Failure, Result, Success

from joey.adapters.scaffold.naming import Names, Shape
from joey.ports.plugin import PORTS_VERSION

_TEMPLATES, _SUFFIX = "templates", ".jinja"
_PARTS: Mapping[Shape, tuple[str, ...]] = {
    Shape.SINGLE: ("every", "records", "single"),
    Shape.BATCH: ("every", "records", "batch"),
    Shape.AUDIENCE: ("every", "audience"),
}
"""Folders of templates, each over those before it."""
_DOTTED = {"gitignore": ".gitignore", "env.example": ".env.example"}
_WORDS: Mapping[Shape, Mapping[str, str]] = {
    Shape.SINGLE: {"thing": "contact", "things": "contacts", "group": "list", "contract": "ConnectionContract"},
    Shape.BATCH: {"thing": "contact", "things": "contacts", "group": "list", "contract": "ConnectionContract"},
    Shape.AUDIENCE: {"thing": "member", "things": "audiences", "group": "audience", "contract": "AudienceContract"},
}


@dataclass(frozen=True, slots=True)
class Written:
    """A new package: its folder, and its files within it."""

    folder: Path
    files: tuple[str, ...]


def write_package(names: Names, shape: Shape, into: Path) -> Result[Written, str]:
    """Write a package of its own into a folder; refused, with the reason, where there is one of that name."""
    folder = into / names.distribution
    if folder.exists():
        return Failure(f"{folder} is there already")
    try:
        for path, text in rendered(names, shape).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    except OSError as error:
        return Failure(f"{error.filename or folder} can't be written: {error.strerror}")
    return Success(Written(folder, tuple(sorted(rendered(names, shape)))))


def rendered(names: Names, shape: Shape) -> dict[str, str]:
    """The package's files, by their paths within it."""
    # What is rendered is code and prose of ours, with names that `names_of` has checked: nothing to escape.
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)  # noqa: S701
    words = _words(names, shape)
    root = files("joey.adapters.scaffold") / _TEMPLATES
    found = [each for part in _PARTS[shape] for each in _templates(root / part, PurePosixPath())]
    return {
        _named(path, names): environment.from_string(each.read_text(encoding="utf-8")).render(words)
        for path, each in found
    }


def _words(names: Names, shape: Shape) -> dict[str, str]:
    words = _WORDS[shape]
    return {
        **words,
        "name": names.name,
        "room": names.room,
        "title": names.title,
        "class": names.class_prefix,
        "env": names.env,
        "shape": shape.value,
        "joey": version("joey"),
        "ports": PORTS_VERSION,
        "description": f"Records as {names.title} {words['things']}; Groups as {words['group']}s.",
    }


def _templates(folder: Traversable, within: PurePosixPath) -> Iterator[tuple[PurePosixPath, Traversable]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _templates(each, within / each.name)
        elif each.name.endswith(_SUFFIX):
            yield within / each.name.removesuffix(_SUFFIX), each


def _named(path: PurePosixPath, names: Names) -> str:
    parts = [names.room if part == "ROOM" else _DOTTED.get(part, part) for part in path.parts]
    return str(PurePosixPath(*parts))
