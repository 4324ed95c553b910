"""Whatever a project file holds, it's read to a project or to problems that name it; never a crash, nor for ever."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import settings
from returns.pipeline import is_successful
from returns.result import Result

from joey import Container
from joey.adapters.cli.voice import problem_parts
from tests.hostile.answers import TEXTS, value
from tests.hostile.counting import counted
from tests.hostile.everywhere import WAYS, Everywhere

ROUNDS = settings.default.max_examples // 2 if settings.default else 50
LAUGHS = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n" + "\n".join(
    f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]" for one, before in zip("bcdefgh", "abcdefg", strict=True)
)
FILES = {
    "nothing": b"",
    "billion laughs": LAUGHS.encode(),
    "a circle": b"a: &a [*a]\nmodels: *b\n",
    "deep": b"a: " + b"[" * 1000,
    "deep blocks": b"".join(b" " * depth + b"a:\n" for depth in range(2000)),
    "a huge number": b"warehouse: " + b"9" * 10_000,
    "a huge text": b"warehouse: " + b"x" * 2_000_000,
    "many keys": b"".join(b"k%d: 1\n" % number for number in range(5_000)),
    "not text": bytes(range(256)),
    "NULs": b"warehouse: \x00\x00",
    "UTF-16": "warehouse: data".encode("utf-16"),
    "right to left": "warehouse: \u202edata\u202c\nmodels: {\u200fx: 1}".encode(),
    "a tag": b"!!python/object/apply:os.system ['echo no']",
    "several documents": b"a: 1\n---\nb: 2\n",
    "tabs": b"warehouse:\n\tdata",
    "merge keys": b"base: &b {<<: *b}\nmodels: {<<: [*b, *b]}",
    "dates": b"warehouse: 0000-00-00\nmodels: 9999-99-99T99:99:99Z",
    "a date of its own": b"warehouse: 2026-01-01\nmodels: {2026-01-01: 1}",
    "odd numbers": b"warehouse: .nan\nmodels: -.inf\napps: 0x_\ndestinations: 1e999",
    "references": b"warehouse: ${A${B}}\nmodels: ${}\napps: $${x}\ndestinations: ${" + b"A" * 100_000 + b"}",
}


def read(folder: Path, data: bytes, env: dict[str, str]) -> Result[Any, Any]:
    """A project file of these bytes, read."""
    (folder / "joey.yml").write_bytes(data)
    found = Container.from_folder(folder, env)
    counted("project files")
    if not is_successful(found):
        problems = found.failure()
        assert problems
        assert all(problem.message and problem.place.file for problem in problems)
        orjson.dumps(problem_parts(problems))
    return found


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_nobody_should_write(name: str, tmp_path: Path) -> None:
    assert not is_successful(read(tmp_path, FILES[name], {}))


def test_a_project_with_anything_in_place_of_anything(tmp_path: Path) -> None:
    for number in range(ROUNDS):
        chance = random.Random(f"project {number}")
        there = Everywhere(tmp_path, chance.choice(list(WAYS.values())))
        project: Any = there.project()
        for _ in range(chance.randint(1, 3)):
            project = changed(project, chance)
        read(tmp_path, orjson.dumps(project, default=str, option=orjson.OPT_NON_STR_KEYS), there.env)


def test_a_project_with_its_bytes_disturbed(tmp_path: Path) -> None:
    there = Everywhere(tmp_path, WAYS["hubspot"])
    good = orjson.dumps(there.project(), option=orjson.OPT_INDENT_2)
    for number in range(ROUNDS):
        chance = random.Random(f"bytes {number}")
        data = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 3)] = chance.choice(
                (b"", chance.randbytes(2), b"*a", b"&a", b": ", b"\n", b"${X}")
            )
        read(tmp_path, bytes(data), there.env)


def changed(body: Any, chance: random.Random) -> Any:  # noqa: ANN401 - YAML
    """The same with one node other."""
    names = [
        "id",
        "type",
        "options",
        "mapping",
        "table",
        "sql",
        "key",
        "groups",
        "records",
        "sync_mode",
        "property",
        *TEXTS,
    ]
    if isinstance(body, dict) and body and chance.random() < 0.9:
        name = chance.choice(sorted(body))
        if chance.random() < 0.2:
            return {**body, chance.choice(names)[:200]: body[name]}
        return {**body, name: changed(body[name], chance)}
    return _finite(value(chance, 2, names))


def _finite(data: Any) -> Any:  # noqa: ANN401 - YAML
    """Whole numbers that orjson can write."""
    if isinstance(data, dict):
        return {name[:200]: _finite(item) for name, item in data.items()}
    if isinstance(data, list):
        return [_finite(item) for item in data]
    return str(data) if isinstance(data, int) and not -(2**63) <= data < 2**64 else data
