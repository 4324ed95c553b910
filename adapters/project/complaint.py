"""What pydantic says of a project file's shape, in words for the person who wrote the file."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from joey.adapters.project.document import Document
from joey.adapters.project.problem import Path, Problem, suggestion
from joey.adapters.project.shape import (
    AppShape,
    DestinationShape,
    GroupShape,
    GuardsShape,
    LineShape,
    ModelShape,
    ProjectShape,
    RecordsShape,
    Shape,
)

_KINDS = {
    "string_type": "a text",
    "dict_type": "a mapping (key: value)",
    "model_type": "a mapping (key: value)",
    "model_attributes_type": "a mapping (key: value)",
    "list_type": "a column's name, or a list of them",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
}


def complaints(error: ValidationError, document: Document) -> list[Problem]:
    """One Problem for each thing that pydantic found, at its line."""
    return [_problem(detail, document) for detail in error.errors(include_url=False)]


def shape_at(path: Path) -> type[Shape]:
    """The model of the part that a path leads to."""
    match path:
        case ("models", _, "groups", _, *_):
            return GroupShape
        case ("models", _, *_):
            return ModelShape
        case ("apps", _, *_):
            return AppShape
        case ("destinations", _, "mapping", _, *_):
            return LineShape
        case ("destinations", _, "records", *_):
            return RecordsShape
        case ("guards", *_) | ("destinations", _, "guards", *_):
            return GuardsShape
        case ("destinations", _, *_):
            return DestinationShape
        case _:
            return ProjectShape


def known_keys(shape: type[Shape]) -> dict[str, str]:
    """The keys of a part, and what each is for."""
    return {info.alias or name: info.description or "" for name, info in shape.model_fields.items()}


def named(path: Path) -> str:
    """A path as people write it: ``destinations.crm.mapping``."""
    return ".".join(str(part) for part in path) or "the file"


def _problem(detail: ErrorDetails, document: Document) -> Problem:
    path: Path = detail["loc"]
    around, last = path[:-1], str(path[-1]) if path else ""
    kind = detail["type"]
    if kind == "extra_forbidden":
        hint = suggestion(last, known_keys(shape_at(around))) or "Remove it."
        return Problem(document.key_place(path), f"Unknown key '{last}' in {named(around)}.", hint)
    if kind == "missing":
        hint = known_keys(shape_at(around)).get(last, "")
        return Problem(document.key_place(around), f"'{last}' is missing in {named(around)}.", hint)
    place = document.key_place(path) if isinstance(detail["input"], dict) else document.value_place(path)
    return Problem(place, *_words(kind, path, detail))


def _words(kind: str, path: Path, detail: ErrorDetails) -> tuple[str, str]:
    given: Any = detail["input"]
    if kind == "enum":
        choices = [
            choice.strip(" '")
            for choice in str(detail.get("ctx", {}).get("expected", "")).replace(" or ", ", ").split(",")
        ]
        return f"{named(path)} can't be '{given}'.", _choice(str(given), choices)
    if kind in _KINDS:
        return _wrong_kind(_KINDS[kind], path, given)
    if kind in {"too_short", "string_too_short"}:
        return f"{named(path)} is empty.", known_keys(shape_at(path[:-1])).get(str(path[-1]), "")
    said = detail["msg"].removeprefix("Input ")
    return f"{named(path)}: {said}.", ""


def _wrong_kind(wanted: str, path: Path, given: object) -> tuple[str, str]:
    if given is None:
        return f"{named(path)} is empty; it should be {wanted}.", "Give it a value, or remove the line."
    hint = "Put it in quotes." if wanted == "a text" and not isinstance(given, dict | list) else ""
    return f"{named(path)} should be {wanted}, not {_called(given)}.", hint


def _called(given: object) -> str:
    name = type(given).__name__
    kinds = {"dict": "a mapping", "list": "a list", "str": "a text", "bool": "true or false"}
    return kinds.get(name, "a number" if name in {"int", "float"} else f"a {name}")


def _choice(given: str, choices: list[str]) -> str:
    close = suggestion(given, choices)
    return f"{close} One of: {', '.join(choices)}." if close.startswith("Did") else f"One of: {', '.join(choices)}."
