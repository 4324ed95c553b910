"""JSON lines files (and arrays in a .json file): each key a column of the type that all its values have."""

from __future__ import annotations

from pathlib import Path

import orjson

from joey.adapters.sources.duckdb import sql
from joey.adapters.sources.duckdb.session import Session
from joey.adapters.sources.duckdb.staged import MOST_PROBLEMS, NOTHING_BROKEN, Broken, own
from joey.adapters.sources.duckdb.trouble import SourceTroubleError
from joey.ports.source import RowProblem

_KEPT = frozenset({"BOOLEAN", "BIGINT", "UBIGINT", "HUGEINT"})
_LONGEST_LINE = 64 * 1024 * 1024


def load_json(session: Session, path: Path, table: str) -> Broken:
    """Load a file into a table. Text stays text: nothing that looks like a date or a number is made one."""
    lines = own("lines")
    array = path.suffix.lower() == ".json" and _begins_with_bracket(path)
    session.do(f"CREATE OR REPLACE TEMP TABLE {lines} AS {_array(path) if array else _lines(path)}")
    broken = _broken(session, lines, path)
    structure = session.rows(f"SELECT CAST(json_group_structure(line) AS VARCHAR) FROM {lines} WHERE is_row")[0][0]
    if structure is None:
        raise SourceTroubleError("has no JSON object in any line", path.name, "Each line must be one JSON object.")
    shape = {key: _leaf(kind) for key, kind in orjson.loads(str(structure)).items()}
    _raise_twins(shape, path)
    session.do(f"CREATE TEMP TABLE {table} AS {_typed(lines, _exact(session, lines, shape))}")
    session.do(f"DROP TABLE {lines}")
    return broken


def _lines(path: Path) -> str:
    """Every line with its number; text that isn't JSON as null."""
    return (
        "SELECT number, line, coalesce(json_type(line) = 'OBJECT', false) AS is_row FROM ("
        "SELECT row_number() OVER () AS number, text IS NULL AS blank, "
        "CASE WHEN json_valid(text) THEN CAST(text AS JSON) END AS line "
        f"FROM read_csv({sql.text(path)}, auto_detect = false, header = false, columns = {{'text': 'VARCHAR'}}, "
        f"delim = '\x01', quote = '', escape = '', encoding = 'utf-8', max_line_size = {_LONGEST_LINE})"
        ") WHERE NOT blank"
    )


def _array(path: Path) -> str:
    return (
        "SELECT row_number() OVER () AS number, CAST(json AS JSON) AS line, "
        "coalesce(json_type(json) = 'OBJECT', false) AS is_row "
        f"FROM read_json_objects({sql.text(path)}, format = 'array', maximum_object_size = {_LONGEST_LINE})"
    )


def _begins_with_bracket(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"["


def _broken(session: Session, lines: str, path: Path) -> Broken:
    count = int(str(session.rows(f"SELECT count(*) FROM {lines} WHERE NOT is_row")[0][0]))
    if not count:
        return NOTHING_BROKEN
    found = session.rows(
        f"SELECT number, line IS NULL FROM {lines} WHERE NOT is_row ORDER BY number LIMIT {MOST_PROBLEMS}"
    )
    reasons = (
        RowProblem(f"{path.name}, line {number}", "isn't valid JSON" if invalid else "isn't a JSON object")
        for number, invalid in found
    )
    return Broken(count, tuple(reasons))


def _leaf(kind: object) -> object:
    """The type that a key's values are taken as; what has no one scalar type is its own text, or JSON's."""
    if isinstance(kind, list):
        element = _leaf(kind[0])
        return [element if isinstance(element, str) else "VARCHAR"]
    return kind if isinstance(kind, str) and kind in _KEPT | {"DOUBLE"} else "VARCHAR"


def _exact(session: Session, lines: str, shape: dict[str, object]) -> dict[str, object]:
    """Numbers as text where a double would lose digits of one of them."""
    doubles = [key for key, kind in shape.items() if kind == "DOUBLE"]
    if not doubles:
        return shape
    tests = ", ".join(
        f"coalesce(bool_or(regexp_full_match(line ->> {_path(key)}, '-?[0-9]{{16,}}')), false)" for key in doubles
    )
    found = session.rows(f"SELECT {tests} FROM {lines} WHERE is_row")[0]
    return shape | {key: "VARCHAR" for key, long in zip(doubles, found, strict=True) if long}


def _path(key: str) -> str:
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    return sql.text(f'$."{escaped}"')


def _typed(lines: str, shape: dict[str, object]) -> str:
    structure = sql.text(orjson.dumps(shape).decode())
    return (
        f"SELECT unnest(json_transform(line, {structure})) FROM {lines} WHERE is_row ORDER BY number"
        if shape
        else f"SELECT line FROM {lines} WHERE is_row"
    )


def _raise_twins(shape: dict[str, object], path: Path) -> None:
    seen: dict[str, str] = {}
    for key in shape:
        twin = seen.setdefault(key.lower(), key)
        if twin != key:
            raise SourceTroubleError(
                f"has keys that differ only in case: {twin!r} and {key!r}", path.name, "Rename one."
            )
