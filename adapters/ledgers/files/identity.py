"""Whose Ledger a folder is, and who has its lease."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import orjson

from joey.adapters.ledgers.files.damage import RESTORE, Damage
from joey.adapters.ledgers.files.private import replace
from joey.domain.target import Target

TARGET = "target.json"
_HOLDER = "holder.json"


def write_target(folder: Path, target: Target) -> None:
    """Say in the folder which Target it belongs to."""
    raw = {
        "origin": target.origin,
        "account": target.account,
        "connection": target.connection,
        "options": [list(pair) for pair in target.options],
    }
    replace(folder / TARGET, orjson.dumps(raw, option=orjson.OPT_INDENT_2))


def read_target(folder: Path) -> Target | None:
    """The Target that a folder belongs to; None where that can't be read."""
    try:
        raw = orjson.loads((folder / TARGET).read_bytes())
        options = tuple((str(name), str(value)) for name, value in raw["options"])
        return Target(str(raw["origin"]), str(raw["account"]), str(raw["connection"]), options)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def check_target(folder: Path, target: Target) -> bool:
    """Whether the folder says that it belongs to a Target; ``Damage`` where it's another one, or unreadable."""
    if not (folder / TARGET).exists():
        return False
    if read_target(folder) != target:
        raise Damage(folder / TARGET, f"it doesn't name {target}, whose folder this is", RESTORE)
    return True


def write_holder(folder: Path, holder: str) -> None:
    """Say who has the lease."""
    raw = {"holder": holder, "pid": os.getpid(), "host": socket.gethostname()}
    replace(folder / _HOLDER, orjson.dumps(raw))


def read_holder(folder: Path) -> str:
    """Who has the lease, as he says."""
    try:
        raw = orjson.loads((folder / _HOLDER).read_bytes())
        return f"{raw['holder']} (process {raw['pid']} on {raw['host']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another run, which didn't say who it is"
