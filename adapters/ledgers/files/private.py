"""Files and folders that only their owner can read from the moment they exist."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from joey.ports.ledger import LedgerFailed

FOLDER, FILE = 0o700, 0o600


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, each private."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=FOLDER, exist_ok=True)


def create(path: Path, flags: int = 0) -> int:
    """Create a file, or open it where it's there; the descriptor, for reading and writing."""
    return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | flags, FILE)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_all(descriptor: int, data: bytes) -> None:
    """Write everything, however many calls it takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def replace(path: Path, data: bytes) -> None:
    """Put a file in place whole, or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = create(beside, os.O_TRUNC)
    try:
        write_all(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    beside.replace(path)
    sync_folder(path.parent)


@contextmanager
def usable(path: Path) -> Generator[None]:
    """What the system refuses of files is a failure of the Ledger."""
    try:
        yield
    except OSError as trouble:
        reason = f"it can't be used ({trouble.strerror or type(trouble).__name__})"
        way_back = "make room, or give the user that runs Joey this folder, and run again"
        raise LedgerFailed(str(trouble.filename or path), reason, way_back) from trouble
