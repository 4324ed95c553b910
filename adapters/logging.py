"""Logs: structlog over the standard logging, for people on a terminal, else as JSON, redacted wherever they go."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import orjson
import structlog

from joey.adapters.redaction import PROCESS, Redactor

_ROOT = "joey"


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger of Joey's. What it says is redacted before any handler sees it, whoever set up the handlers.

    An app that embeds Joey and sets up nothing hears warnings only, as of any library.
    """
    wrapped: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(f"{_ROOT}.{name}"),
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            Discreet(PROCESS),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return wrapped


class Discreet:
    """A structlog processor: no secret and no e-mail address gets past it.

    Of an exception its type and where it was raised are told; what it says, which may be anybody's values, only where
    more than warnings is wanted.
    """

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def __call__(self, log: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """The event without them; structlog's own underscored entries are left as they are."""
        if event.get("exc_info") and not logging.getLogger(_ROOT).isEnabledFor(logging.INFO):
            event["exception"] = told(event.pop("exc_info"))
        event = structlog.processors.format_exc_info(log, method, event)
        for name, item in event.items():
            if not name.startswith("_"):
                event[name] = self._redactor.named(name, item)
        return event


def told(exc_info: object) -> str:
    """An exception by its type and its place, without what it says."""
    given = exc_info if isinstance(exc_info, BaseException) else sys.exc_info()[1]
    exception = exc_info[1] if isinstance(exc_info, tuple) else given
    if not isinstance(exception, BaseException):
        return "no exception"
    frames = "".join(traceback.format_tb(exception.__traceback__))
    return f"{frames}{type(exception).__name__} (what it says may be of people: -v shows it)"


def configure(
    level: int = logging.WARNING,
    stream: TextIO | None = None,
    redactor: Redactor = PROCESS,
    *,
    as_json: bool | None = None,
) -> None:
    """Set up this process's logs, libraries' included (those from WARNING on).

    ``stream``: standard error at first. ``as_json``: None: unless the stream is a terminal. Called again, it replaces
    what it set up before.
    """
    out = sys.stderr if stream is None else stream
    plain = not out.isatty() if as_json is None else as_json
    handler = logging.StreamHandler(out)
    handler.setFormatter(_formatter(redactor, as_json=plain))
    root = logging.getLogger()
    for old in [handler for handler in root.handlers if isinstance(handler.formatter, _Formatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger(_ROOT).setLevel(level)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    pass


def _formatter(redactor: Redactor, *, as_json: bool) -> logging.Formatter:
    render: structlog.typing.Processor
    if as_json:
        render = structlog.processors.JSONRenderer(_dumps)
    else:
        render = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    return _Formatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.stdlib.add_log_level,
            stamp,
            Discreet(redactor),
            render,
        ],
        keep_exc_info=False,
        keep_stack_info=False,
    )


def _dumps(event: object, **_: object) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
