"""The hypothesis profiles, `ci` by default, `soak` for a long look; and what tests want told at the end."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

pytest_plugins = ["joey.adapters.contract.live"]

settings.register_profile("ci", deadline=None, max_examples=100, derandomize="CI" in os.environ)
settings.register_profile("soak", deadline=None, max_examples=5_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what tests recorded as `in all`, whichever worker ran them."""
    for report in terminalreporter.stats.get("passed", ()):
        for name, told in report.user_properties:
            if name == "in all":
                terminalreporter.write_line(str(told))
