"""What DuckDB and the file system complain of, in words for who runs Joey."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import duckdb

from joey.ports.source import SourceError

_DATA = re.compile(r"(string|value|blob) '.*?'(?= |$|,|\.)|\"[^\"]*\"(?= to )", re.IGNORECASE | re.DOTALL)
_LINE = re.compile(r"\n+LINE (\d+): .*\n *\^.*", re.DOTALL)
_FREE = "Close the program that writes to it (the message names its process), or give Joey a copy."
_MAKE_ROOM = "Make room there, or give the user that runs Joey this folder, and run again."
_NOT_READABLE = "Check that the file is complete, and not of a newer DuckDB."


class SourceTroubleError(Exception):
    """A source that can't be read, on its way to the edge of the adapter, where it becomes a value."""

    def __init__(self, reason: str, where: str = "", hint: str = "") -> None:
        super().__init__(reason)
        self.error = SourceError(reason, where, hint)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is nearest to an unknown one, as a question; or what there is."""
    names = sorted(set(known))
    lowered = {each.lower(): each for each in names}
    found = get_close_matches(name.lower(), lowered, n=1)
    if found:
        return f"Did you mean {lowered[found[0]]!r}?"
    return f"There are: {', '.join(names[:12])}{', …' if len(names) > 12 else ''}." if names else "There are none."


def told(error: duckdb.Error | OSError, where: str) -> SourceError:
    """An exception as a reason and a hint; what it quotes of the data is left out."""
    text = str(error).strip()
    if isinstance(error, OSError):
        return SourceError(f"can't be read: {error.strerror or type(error).__name__}", where)
    if "Could not set lock" in text or "Conflicting lock" in text:
        return SourceError(f"is being written by another program ({_holder(text)})", where, _FREE)
    if isinstance(error, (duckdb.ConversionException, duckdb.OutOfRangeException)):
        return SourceError(_plain(_DATA.sub(r"a value", text)), where, "Convert it in the SQL, with try_cast.")
    if isinstance(error, duckdb.OutOfMemoryException):
        return SourceError("needs more memory than it may use", where, "Give the source a larger memory limit.")
    if isinstance(error, (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException)):
        return SourceError(_plain(text), where, _NOT_READABLE)
    return SourceError(_plain(text), where)


def no_room(error: duckdb.Error | OSError, spool: Path) -> SourceError | None:
    """What is said where the trouble is not the source but the folder that changes are put into; else None."""
    text = str(error)
    if str(spool) not in text:
        return None
    reason = error.strerror if isinstance(error, OSError) else _plain(text)
    return SourceError(f"can't be written: {reason}", f"the folder {spool}", _MAKE_ROOM)


def _holder(text: str) -> str:
    found = re.search(r"\(PID \d+\)", text)
    return found[0].strip("()") if found else "of an unknown process"


def _plain(text: str) -> str:
    """The message without its kind, candidates and caret, in one line; a position stays, as the line's number."""
    line = _LINE.search(text)
    short = _LINE.sub("", text).split("\n\tCandidate")[0]
    short = re.sub(r"^[A-Z][\w ]* Error: ", "", short)
    near = f" (at line {line[1]} of the SQL)" if line and line[1] != "1" else ""
    return " ".join(short.split()) + near
