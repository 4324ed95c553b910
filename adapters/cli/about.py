"""`joey version` and `joey schema`: what this Joey is, and what a project file may hold."""

from __future__ import annotations

import json
import platform
import sys
from importlib.metadata import version

from joey.adapters.cli.voice import Voice
from joey.adapters.plugins import installed_plugins
from joey.adapters.project.schema import project_schema


def print_version(voice: Voice) -> int:
    """Joey's version, and the Python it runs on."""
    joey = version("joey")
    voice.say(f"joey {joey}")
    return voice.answer(0, joey=joey, python=platform.python_version())


def print_schema() -> int:
    """The JSON Schema, with the installed plugins' options."""
    sys.stdout.write(schema_text())
    return 0


def schema_text() -> str:
    """The JSON Schema as it is published."""
    specs = {name: plugin.spec for name, plugin in installed_plugins().by_type.items()}
    return json.dumps(project_schema(specs), indent=2, ensure_ascii=False) + "\n"
