"""YAML 1.2 as plain data that remembers where each key and value stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from joey.adapters.project.problem import Path, Place, Problem

_TAG = "tag:yaml.org,2002:"
_SCALARS = frozenset(_TAG + kind for kind in ("str", "int", "float", "bool", "null", "timestamp"))
_COLLECTIONS = frozenset({_TAG + "map", _TAG + "seq"})
_MOST = 100_000
_DEEPEST = 50
_TOO_DEEP = ("This is nested deeper than any project is.", "Take out the nesting.")


@dataclass(slots=True)
class Document:
    """A file's data, the places of its keys and values by path, and what could not be read."""

    file: str
    data: object = None
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def key_place(self, path: Path) -> Place:
        """Where the key stands, or the nearest thing around it that does."""
        return self._nearest(self.keys, path)

    def value_place(self, path: Path) -> Place:
        """Where the value stands, or the nearest thing around it that does."""
        return self._nearest(self.values, path)

    def _nearest(self, places: Mapping[Path, Place], path: Path) -> Place:
        if path in places:
            return places[path]
        around = (path[:size] for size in range(len(path) - 1, 0, -1))
        return next((self.keys[near] for near in around if near in self.keys), Place(self.file))

    def complain(self, place: Place, message: str, hint: str = "") -> None:
        """Note a problem."""
        self.problems.append(Problem(place, message, hint))


def read_document(text: str, file: str) -> Document:
    """Read one YAML document. Duplicate keys and tags are problems; anchors, aliases and merge keys are fine."""
    document = Document(file)
    yaml: Any = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        document.complain(_place(file, error.problem_mark or error.context_mark), *_syntax(error, text.split("\n")))
    except YAMLError as error:
        document.complain(_unreadable(text, file), "This isn't text that YAML allows.", str(error).split("\n")[0])
    except RecursionError:
        document.complain(Place(file), *_TOO_DEEP)
    else:
        if node is not None:
            document.data = _Walk(document, yaml.constructor).value(node, ())
    return document


class _Walk:
    def __init__(self, document: Document, constructor: SafeConstructor) -> None:
        self._document = document
        self._constructor = constructor
        self._open: list[Node] = []
        self._count = 0

    def value(self, node: Node, path: Path) -> object:
        place = self._place(node)
        self._document.values[path] = place
        self._count += 1
        if node in self._open or self._count > _MOST:
            self._document.complain(place, "An alias repeats this without end.", "Remove the alias.")
            return None
        if len(path) > _DEEPEST:
            self._document.complain(place, *_TOO_DEEP)
            return None
        if isinstance(node, ScalarNode):
            return self._scalar(node, place)
        if node.tag not in _COLLECTIONS:
            self._document.complain(place, f"The tag {node.tag} isn't known here.", "Remove the tag.")
        self._open.append(node)
        try:
            return self._mapping(node, path) if isinstance(node, MappingNode) else self._sequence(node, path)
        finally:
            self._open.pop()

    def _scalar(self, node: ScalarNode, place: Place) -> object:
        if node.tag not in _SCALARS:
            self._document.complain(place, f"The tag {node.tag} isn't known here.", "Remove the tag.")
            return node.value
        try:
            return self._constructor.construct_object(node)
        except (ValueError, YAMLError):
            kind = node.tag.removeprefix(_TAG)
            self._document.complain(place, f"This isn't a {kind}.", "Put it in quotes if it is text.")
            return node.value

    def _sequence(self, node: Node, path: Path) -> list[object]:
        assert isinstance(node, SequenceNode)  # noqa: S101  # the third kind there is
        return [self.value(item, (*path, position)) for position, item in enumerate(node.value)]

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, object]:
        own: dict[str, object] = {}
        merged: dict[str, object] = {}
        for key, value in node.value:
            if key.tag == _TAG + "merge":
                merged |= self._merged(value, path)
            elif not isinstance(key, ScalarNode):
                self._document.complain(self._place(key), "A key has to be plain text.", "Remove it.")
            elif key.value in own:
                first = self._document.keys[*path, key.value]
                self._document.complain(
                    self._place(key),
                    f"'{key.value}' stands here twice (first in line {first.line}).",
                    "Remove one of the two.",
                )
            else:
                self._document.keys[*path, key.value] = self._place(key)
                own[key.value] = self.value(value, (*path, key.value))
        return {**merged, **own}

    def _merged(self, node: Node, path: Path) -> dict[str, object]:
        sources = node.value if isinstance(node, SequenceNode) else [node]
        found: dict[str, object] = {}
        for source in reversed(sources):
            if isinstance(source, MappingNode) and source not in self._open:
                self._open.append(source)
                found |= self._mapping(source, path)
                self._open.pop()
            else:
                self._document.complain(self._place(source), "'<<' merges mappings only.", "Name one by its alias.")
        return found

    def _place(self, node: Node) -> Place:
        return _place(self._document.file, node.start_mark)


def _place(file: str, mark: StreamMark | None) -> Place:
    return Place(file) if mark is None else Place(file, mark.line + 1, mark.column + 1)


def _unreadable(text: str, file: str) -> Place:
    """The first character that YAML doesn't allow."""
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        column = next((i for i, c in enumerate(line, start=1) if not (c.isprintable() or c in "\t\r")), None)
        if column is not None:
            return Place(file, number, column)
    return Place(file)


def _syntax(error: MarkedYAMLError, lines: list[str]) -> tuple[str, str]:
    mark = error.problem_mark
    said = str(error.problem or error.context or "it can't be parsed").strip()
    hint = "Look at this line and the one above: indentation, a missing quote, bracket or ': '."
    if "\\t" in said:
        hint = "YAML is indented by spaces; replace the tab."
    elif mark is not None and "${" in lines[mark.line]:
        hint = 'Inside { } a variable has to be in quotes: "${NAME}".'
    elif "mapping values are not allowed" in said:
        hint = "Put a text that holds ': ' in quotes, and check the indentation."
    elif "undefined alias" in said:
        hint = "Define it with &name further up, or put a text that starts with * in quotes."
    return f"This isn't valid YAML: {said}.", hint
