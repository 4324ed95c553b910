"""The secrets of a project file: never shown from the moment they are read, nor in what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from joey.adapters.project.environment import REFERENCE, Variables
from joey.adapters.project.problem import Problem
from joey.adapters.redaction import PROCESS
from joey.ports.plugin import Option, PluginSpec

_TELLING = re.compile(
    r"token|secret|passw|credential|private|api_?key|(?:^|_)(?:key|pat|auth|pw)(?:_|$)", re.IGNORECASE
)
"""How variables are named that hold secrets, wherever in a project file they are used."""


def plant_secrets(written: object, filled: object, variables: Variables, plugins: Mapping[str, PluginSpec]) -> None:
    """From now on the file's secrets never appear: the values of secret options, and variables that sound like one."""
    names = {option.name for spec in plugins.values() for option in _options(spec) if option.secret}
    PROCESS.plant(*_values(filled, names))
    telling = {name for name in _references(written) if _TELLING.search(name)}
    PROCESS.plant(*(value for name in telling if (value := variables.get(name)) is not None))


def discreet(problems: Iterable[Problem]) -> list[Problem]:
    """The problems without secrets."""
    return [replace(one, message=PROCESS.text(one.message), hint=PROCESS.text(one.hint)) for one in problems]


def _options(spec: PluginSpec) -> Iterator[Option]:
    yield from spec.app.options
    for connection in spec.connections:
        yield from connection.options


def _values(data: object, names: set[str]) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name in names and isinstance(value, str | int | float) and not isinstance(value, bool):
                yield str(value)
            yield from _values(value, names)
    elif isinstance(data, list):
        for value in data:
            yield from _values(value, names)


def _references(data: object) -> Iterator[str]:
    if isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _references(value)
    elif isinstance(data, str):
        yield from (match["name"] for match in REFERENCE.finditer(data) if match["name"] is not None)
