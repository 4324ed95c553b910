"""CSV files: every value as the text that it is, every line that is no row named by its number."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from joey.adapters.sources.duckdb import sql
from joey.adapters.sources.duckdb.session import Session
from joey.adapters.sources.duckdb.staged import MOST_PROBLEMS, Broken
from joey.adapters.sources.duckdb.trouble import SourceTroubleError
from joey.ports.source import RowProblem

_DELIMITERS = ",;\t|"
_REASONS = {
    "TOO MANY COLUMNS": "has more values than the header has columns",
    "MISSING COLUMNS": "has fewer values than the header has columns",
    "UNQUOTED VALUE": "has a quote that isn't closed, or that text follows",
    "INVALID ENCODING": "isn't UTF-8",
    "LINE SIZE OVER MAXIMUM": "is longer than 2 MB",
}
_REJECTS = f"{sql.OWN}rejects"
_SCANS = f"{sql.OWN}scans"


def load_csv(session: Session, path: Path, table: str) -> Broken:
    """Load a file into a table, all columns text; an empty value is null, quoted or not.

    The dialect is RFC 4180 with the delimiter that the header shows, never guessed from the rows: DuckDB's own guess
    gives up quoting where one row is broken, and reads the rest of the file wrongly.
    """
    delimiter, names = header(path)
    columns = ", ".join(f"{sql.text(column)}: 'VARCHAR'" for column in names)
    session.do(
        f"CREATE TEMP TABLE {table} AS SELECT * FROM read_csv({sql.text(path)}, auto_detect = false, header = true, "
        f"delim = {sql.text(delimiter)}, quote = '\"', escape = '\"', columns = {{{columns}}}, "
        f"store_rejects = true, rejects_limit = 0, rejects_table = '{_REJECTS}', rejects_scan = '{_SCANS}')"
    )
    return _broken(session, path)


def header(path: Path) -> tuple[str, list[str]]:
    """The delimiter and the columns' names."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            first = _first_record(file)
        delimiter = max(_DELIMITERS, key=_unquoted(first).count)
        names = next(csv.reader([first], delimiter=delimiter, strict=True), [])
    except csv.Error:
        raise SourceTroubleError("has a header that can't be read", f"{path.name}, line 1") from None
    if "\ufffd" in first:
        raise SourceTroubleError("isn't UTF-8", path.name, "Save it as UTF-8.")
    if not names:
        raise SourceTroubleError("is empty: it has no header line", path.name, "Its first line must name the columns.")
    return delimiter, _checked(names, path)


def _first_record(lines: Iterator[str]) -> str:
    """The first record's text, which may hold line ends in quotes."""
    text = ""
    for line in lines:
        text += line
        if text.count('"') % 2 == 0:
            break
    return text.rstrip("\r\n")


def _unquoted(text: str) -> str:
    return "".join(text.split('"')[::2])


def _checked(names: list[str], path: Path) -> list[str]:
    stripped = [name.strip() or f"column{number}" for number, name in enumerate(names, start=1)]
    seen: set[str] = set()
    for name in stripped:
        if name.lower() in seen:
            raise SourceTroubleError(f"names the column {name!r} twice", f"{path.name}, line 1", "Rename one of them.")
        seen.add(name.lower())
    return stripped


def _broken(session: Session, path: Path) -> Broken:
    """What the load rejected; forgotten by DuckDB afterwards, so that the next file begins anew."""
    rejects = sql.name("temp", "main", _REJECTS)
    found = session.rows(
        f"SELECT line_byte_position, min(CAST(error_type AS VARCHAR)) FROM {rejects} "
        f"GROUP BY 1 ORDER BY 1 LIMIT {MOST_PROBLEMS}"
    )
    count = session.rows(f"SELECT count(DISTINCT line_byte_position) FROM {rejects}")[0][0]
    session.do(f"DROP TABLE {rejects}")
    session.do(f"DROP TABLE {sql.name('temp', 'main', _SCANS)}")
    lines = _line_numbers(path, [int(str(position)) for position, _ in found])
    named = (
        RowProblem(f"{path.name}, line {line}", _REASONS.get(str(kind), "can't be read"))
        for line, (_, kind) in zip(lines, found, strict=True)
    )
    return Broken(int(str(count)), tuple(named))


def _line_numbers(path: Path, positions: list[int]) -> list[int]:
    """The numbers of the file's lines at these byte positions (from 1, ascending); DuckDB counts records, not lines."""
    numbers: list[int] = []
    line, begin = 1, 0
    with path.open("rb") as file:
        for position in positions:
            line += _breaks(file.read(position - begin))
            begin = position
            numbers.append(line)
    return numbers


def _breaks(part: bytes) -> int:
    return part.count(b"\n")
