"""Calls of the command line: in process for most, as a program where that is the point."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from joey.adapters.cli.app import app

SECRET = "pat-0123456789-s3cret"


@dataclass(frozen=True, slots=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401  # JSON
        answer = orjson.loads(self.out)
        assert answer["version"] == 1
        assert answer["exit_code"] == self.code
        return answer


Joey = Callable[..., Answer]


@pytest.fixture
def joey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Joey:
    """Calls a command in a folder of its own, in process."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, **env: str | None) -> Answer:
        result = CliRunner().invoke(app, arguments, env={"HUBSPOT_TOKEN": SECRET, "COLUMNS": "120", **env})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert SECRET not in result.output
        return Answer(result.exit_code, result.stdout, result.stderr)

    return call


def program(*arguments: str, cwd: Path, **env: str) -> Answer:
    """Calls `python -m joey` as a process of its own."""
    run = subprocess.run(
        [sys.executable, "-m", "joey", *arguments],
        cwd=cwd,
        env={**os.environ, "COLUMNS": "120", **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Answer(run.returncode, run.stdout, run.stderr)
