"""Options that most commands have, and the voice that they answer with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

if TYPE_CHECKING:
    from joey.adapters.cli.voice import Voice

Project = Annotated[
    Optional[Path],  # noqa: UP045  # typer reads it at run time
    typer.Option("--project", metavar="DIR", help="The folder of joey.yml. [default: here, or the nearest above]"),
]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON (versioned), for programs.")]
Verbose = Annotated[
    bool,
    typer.Option("--verbose", "-v", help="Tell more: each step, and tracebacks, which may show values of records."),
]


def voice_of(command: str, json: bool, verbose: bool, personal: bool = False) -> Voice:
    """The voice of a command; ``personal``: its answer is people's data."""
    from joey.adapters.cli.voice import Voice

    return Voice(command, as_json=json, verbose=verbose, personal=personal)
