"""Files as relations: one by its path, all that a glob names, and a folder of them as tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from glob import glob
from itertools import count
from pathlib import Path

from joey.adapters.sources.duckdb import sql
from joey.adapters.sources.duckdb.csv import load_csv
from joey.adapters.sources.duckdb.json_lines import load_json
from joey.adapters.sources.duckdb.session import Session
from joey.adapters.sources.duckdb.staged import NOTHING_BROKEN, Broken, Staged, described, own
from joey.adapters.sources.duckdb.trouble import SourceTroubleError, nearest

_CSV = frozenset({".csv", ".tsv"})
_JSON = frozenset({".jsonl", ".ndjson", ".json"})
_PARQUET = frozenset({".parquet", ".pq"})
_KNOWN = _CSV | _JSON | _PARQUET
_KINDS = "CSV (.csv, .tsv), Parquet (.parquet) and JSON lines (.jsonl, .ndjson, .json)"
_numbers = count(1)


def named_files(warehouse: Path, path: str) -> list[Path]:
    """The files that a path or a glob names; relative ones start at the warehouse's folder."""
    folder = warehouse if warehouse.is_dir() else warehouse.parent
    whole = folder / Path(path).expanduser()
    if whole.is_dir():
        return _inside(whole)
    if whole.exists():
        return [_known(whole)]
    found = [
        Path(each)
        for each in sorted(glob(str(whole)))  # noqa: PTH207 - the pattern is absolute
        if Path(each).is_file()
    ]
    if not found:
        siblings = [each.name for each in _inside(whole.parent)] if whole.parent.is_dir() else []
        raise SourceTroubleError("doesn't exist", f"the file {path}", nearest(whole.name, siblings))
    return [_known(each) for each in found]


def folder_tables(folder: Path) -> dict[str, list[Path]]:
    """Table → its files: each file by its stem, each sub-folder with files by its name."""
    tables: dict[str, list[Path]] = {}
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        files = _inside(entry) if entry.is_dir() else [entry] if entry.suffix.lower() in _KNOWN else []
        if not files:
            continue
        table = entry.name if entry.is_dir() else entry.stem
        if table in tables:
            raise SourceTroubleError(f"has two tables called {table!r}", f"the folder {folder}", "Rename one of them.")
        tables[table] = files
    return tables


def mentioned(tables: dict[str, list[Path]], statement: str) -> dict[str, list[Path]]:
    """The tables that some SQL may read: those whose names occur in it."""
    text = statement.lower()
    return {
        table: files for table, files in tables.items() if re.search(rf"(?<!\w){re.escape(table.lower())}(?!\w)", text)
    }


def load_files(session: Session, files: Sequence[Path], where: str) -> Staged:
    """Make one relation of files: CSV and JSON are loaded, Parquet is read where it lies; columns go by name."""
    parquet = [path for path in files if path.suffix.lower() in _PARQUET]
    parts = [f"SELECT * FROM read_parquet({sql.texts(parquet)}, union_by_name = true)"] if parquet else []
    broken = NOTHING_BROKEN
    for path in files:
        if path.suffix.lower() not in _PARQUET:
            table = own(f"file_{next(_numbers)}")
            broken += _load(session, path, table)
            parts.append(f"SELECT * FROM {table}")
    relation = own(f"files_{next(_numbers)}")
    session.do(f"CREATE TEMP VIEW {relation} AS {' UNION ALL BY NAME '.join(parts)}")
    raw = all(path.suffix.lower() in _CSV for path in files)
    return Staged(relation, where, described(session, relation, raw=raw), broken)


def _load(session: Session, path: Path, table: str) -> Broken:
    return load_csv(session, path, table) if path.suffix.lower() in _CSV else load_json(session, path, table)


def _inside(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in _KNOWN and not path.name.startswith("."))


def _known(path: Path) -> Path:
    if path.suffix.lower() not in _KNOWN:
        raise SourceTroubleError("isn't of a kind that can be read", f"the file {path.name}", f"Known: {_KINDS}.")
    return path
