"""The domain's imports by a list of what is allowed, and its calls by what would make it impure."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

DOMAIN = Path(__file__).parents[2] / "domain"
LIBRARIES = {"joey", "phonenumbers", "returns"}
CLOCK = {"now", "utcnow", "today"}


def _modules_imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None
            yield node.module


def _impurities(source: str) -> list[str]:
    outside = [name for name in _modules_imported(source) if _is_outside(name)]
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    clocks = [ast.unparse(call) for call in calls if isinstance(call, ast.Attribute) and call.attr in CLOCK]
    builtins = [call.id for call in calls if isinstance(call, ast.Name) and call.id in {"open", "print", "input"}]
    return outside + clocks + builtins


def _is_outside(name: str) -> bool:
    root = name.partition(".")[0]
    if root == "joey":
        return not name.startswith("joey.domain")
    return root not in LIBRARIES and root not in sys.stdlib_module_names


@pytest.mark.parametrize("file", sorted(DOMAIN.rglob("*.py")), ids=lambda file: str(file.relative_to(DOMAIN)))
def test_the_domain_imports_only_itself_the_standard_library_and_two_pure_ones(file: Path) -> None:
    assert _impurities(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "impurity"),
    [
        ("import requests", "requests"),
        ("from joey.ports import clock", "joey.ports"),
        ("from datetime import datetime\ndatetime.now()", "datetime.now"),
        ("open('x')", "open"),
    ],
)
def test_an_impurity_is_seen(source: str, impurity: str) -> None:
    assert _impurities(source) == [impurity]
