"""The command line: a command is one call of a service, and printing what it answers."""

from __future__ import annotations
