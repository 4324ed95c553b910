"""The services' log: structlog over the standard logging, so that an app that embeds Joey hears what it asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog

Guard = Callable[[object, str, MutableMapping[str, Any]], MutableMapping[str, Any]]
"""A structlog processor that makes text of an event's exception, and takes out what nobody may read."""

_guards: list[Guard] = [structlog.processors.format_exc_info]


def guard_with(guard: Guard) -> None:
    """What the services say goes through this before any handler hears it, whoever set up the handlers."""
    _guards[:] = [guard]


def _guarded(log: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for guard in _guards:
        event = guard(log, method, event)
    return event


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger below ``joey``; whoever sets up the handlers decides the level, the format and where it goes."""
    wrapped: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(f"joey.{name}"),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            _guarded,
            structlog.stdlib.render_to_log_kwargs,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return wrapped
