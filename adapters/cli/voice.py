"""Voice: how a command answers, to people or in JSON. Nothing gets out but through the Redactor."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from joey.adapters.project.problem import Problem
from joey.adapters.redaction import PROCESS
from joey.domain.ownership import Claimant, seniority
from joey.domain.record import RecordId

VERSION = 1
"""Of the JSON answers; a key that goes or changes its meaning makes it another."""

GOOD, BAD, CAREFUL = "green", "red", "yellow"
_NARROWEST = 160


class Voice:
    """Answers go to standard output, all else to standard error. ``personal``: people's data is the answer."""

    def __init__(self, command: str, *, as_json: bool = False, verbose: bool = False, personal: bool = False) -> None:
        self.command = command
        self.personal = personal
        self.as_json = as_json
        self.verbose = verbose
        self.out = _console(sys.stdout)
        self.err = _console(sys.stderr)

    def say(self, text: str, style: str = "") -> None:
        """A line to people; none where the answer is JSON."""
        if not self.as_json:
            self.out.print(Text(PROCESS.text(text), style), soft_wrap=True)

    def aside(self, text: str, style: str = "") -> None:
        """A line beside the answer."""
        self.err.print(Text(PROCESS.text(text), style), soft_wrap=True)

    def mark(self, text: str, *, ok: bool, warning: bool = False) -> None:
        """A line with a tick or a cross."""
        sign, style = ("✓", GOOD) if ok else ("!", CAREFUL) if warning else ("✗", BAD)
        if not self.as_json:
            self.out.print(Text.assemble((sign, style), " ", PROCESS.text(text)), soft_wrap=True)

    def table(self, columns: Mapping[str, str], rows: Iterable[Iterable[str]]) -> None:
        """A table: heading → how it is justified, and rows of texts."""
        if self.as_json:
            return
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for heading, justify in columns.items():
            table.add_column(heading, justify=justify, overflow="fold")  # type: ignore[arg-type]
        for row in rows:
            table.add_row(*(Text(PROCESS.text(cell)) for cell in row))
        self.out.print(table)

    def answer(self, exit_code: int, **parts: object) -> int:
        """The JSON answer, where that is asked for; the exit code comes back."""
        if self.as_json:
            answer = {"command": self.command, "exit_code": exit_code, **parts}
            sys.stdout.write(as_json(answer, personal=self.personal).decode() + "\n")
            sys.stdout.flush()
        return exit_code

    def refuse(self, message: str, hint: str = "", exit_code: int = 1) -> int:
        """Say why the command can't be done."""
        if self.as_json:
            return self.answer(exit_code, error=message, hint=hint)
        self.aside(f"joey: {message}", BAD)
        if hint:
            self.aside(f"  {hint}")
        return exit_code

    def problems(self, problems: Iterable[Problem]) -> None:
        """What is wrong with a project file, each with its place."""
        for problem in problems:
            kind, style = ("warning: ", CAREFUL) if problem.warning else ("", BAD)
            self.aside(f"{problem.where}: {kind}{problem.message}", style)
            if problem.hint:
                self.aside(f"  {problem.hint}")


def as_json(parts: Mapping[str, object], *, personal: bool = False) -> bytes:
    """A versioned JSON object of values and dataclasses, without secrets; if not ``personal``, without addresses."""
    plain = orjson.loads(orjson.dumps({"version": VERSION, **parts}, default=_plain, option=orjson.OPT_NON_STR_KEYS))
    return orjson.dumps(PROCESS.shown(plain) if personal else PROCESS.value(plain), option=orjson.OPT_INDENT_2)


def _plain(value: object) -> object:
    """What JSON doesn't know: sets as sorted lists, the rest as texts."""
    return sorted(value) if isinstance(value, frozenset | set) else str(value)


def natural(record_id: str) -> tuple[str, int, str]:
    """The order of ids for people: numbers by value, before texts."""
    return seniority(Claimant("", RecordId(record_id)))


def counted(counts: Mapping[str, int], without: tuple[str, ...] = ()) -> str:
    """Counts in words: ``3 rejected, 1 failed``."""
    return ", ".join(f"{number:,} {kind}" for kind, number in counts.items() if number and kind not in without)


def problem_parts(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as JSON has them."""
    return [
        {
            "file": problem.place.file,
            "line": problem.place.line or None,
            "column": problem.place.column or None,
            "message": problem.message,
            "hint": problem.hint,
            "warning": problem.warning,
        }
        for problem in problems
    ]


def _console(stream: Any) -> Console:  # noqa: ANN401  # a text stream, as rich takes it
    """Narrow tables are for terminals; a file or a pipe gets room for whole words."""
    terminal = stream.isatty()
    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    if not terminal:
        console.width = max(console.width, _NARROWEST)
    return console
