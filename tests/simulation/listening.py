"""Hears what Joey logs of faults of its own, so that a story can tell them."""

from __future__ import annotations

import logging
from collections.abc import Generator
from contextlib import contextmanager


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(self.format(record))


@contextmanager
def listening() -> Generator[list[str]]:
    """All errors that are logged within this."""
    ear, logger = _Ear(), logging.getLogger("joey")
    logger.addHandler(ear)
    try:
        yield ear.heard
    finally:
        logger.removeHandler(ear)
