# ruff: noqa: DTZ001, S608 - a column without a zone; the names of this file
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from returns.pipeline import is_successful

from joey.adapters.sources.duckdb import DuckDbSource
from joey.domain.diff import diff
from joey.domain.property import DEFAULT_LOCALE, PropertyType
from joey.domain.reading import read
from joey.domain.record import Record
from joey.domain.snapshot import Snapshot
from joey.ports.contract.warehouse import Examined, ids_of, remembered, rows_of
from joey.ports.source import ChangeQuery, InGroup, Model, Table


@dataclass(frozen=True)
class Kind:
    """A column type, the values that are tried in it, and the Property type that it stands for."""

    sql: str
    values: tuple[object, ...]
    type: PropertyType


EAST = timezone(timedelta(hours=5, minutes=45))
TEXTS = (None, "", "NULL", "null", " ", "a", "A", "1", "1:a", ":", "a,b", "a|b", "é", "e\u0301", "a\x1fb", '"', "0:")
KINDS: Mapping[str, Kind] = {
    "name": Kind("VARCHAR", TEXTS, PropertyType.STRING),
    "note": Kind("VARCHAR", TEXTS, PropertyType.STRING),
    "tags": Kind(
        "VARCHAR[]",
        (None, [], [""], ["a"], ["a", "b"], ["b", "a"], ["a,b"], ["a, b"], ['a","b'], ["NULL"], ["a", "a"]),
        PropertyType.STRING,
    ),
    "orders": Kind("BIGINT", (None, 0, 1, -1, 10, 2**62), PropertyType.INTEGER),
    "score": Kind("DOUBLE", (None, 0.0, -0.0, 0.1, 0.1 + 0.2, 0.3, 1e300, 1.0), PropertyType.FLOAT),
    "value": Kind("DECIMAL(18, 4)", (None, Decimal(0), Decimal("0.0001"), Decimal("1.5")), PropertyType.DECIMAL),
    "vip": Kind("BOOLEAN", (None, True, False), PropertyType.BOOLEAN),
    "born": Kind("DATE", (None, date(1, 1, 1), date(2024, 2, 29), date(9999, 12, 31)), PropertyType.DATE),
    "seen": Kind("TIMESTAMP", (None, datetime(2024, 1, 1), datetime(2024, 1, 1, microsecond=1)), PropertyType.DATETIME),
    "paid": Kind(
        "TIMESTAMPTZ",
        (
            None,
            datetime(2024, 1, 1, tzinfo=UTC),
            datetime(2024, 1, 1, tzinfo=EAST),
            datetime(2023, 12, 31, 18, 15, tzinfo=UTC),
        ),
        PropertyType.DATETIME,
    ),
}
NAMES = tuple(KINDS)
MODEL = Model("customers", Table("customers"), ("id",), groups={"Active": InGroup("orders > 0 OR score IS NULL")})
QUERY = ChangeQuery(MODEL, NAMES, ("Active",), "1")

rows = st.fixed_dictionaries({name: st.sampled_from(kind.values) for name, kind in KINDS.items()})
tables = st.dictionaries(st.sampled_from("abcdefgh"), rows, max_size=8)
edits = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(NAMES), st.integers(0, 20)), max_size=6)
Rows = dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder) / "crm.duckdb"


def store(warehouse: Path, table: Rows, columns: tuple[str, ...]) -> None:
    with duckdb.connect(warehouse) as connection:
        definitions = ", ".join(f"{name} {KINDS[name].sql}" for name in columns)
        connection.execute(f"CREATE OR REPLACE TABLE customers ({definitions}, id VARCHAR)")
        for record_id, row in table.items():
            marks = ", ".join(f"CAST(${name} AS {KINDS[name].sql})" for name in columns)
            connection.execute(f"INSERT INTO customers VALUES ({marks}, $id)", {**row, "id": record_id})


def snapshot(record: Record) -> Snapshot:
    """What the domain makes of a Record: every property read, mapped to a field of the same name."""
    fields = {}
    for name, raw in record.properties.items():
        found = read(raw, KINDS[name].type, DEFAULT_LOCALE)
        assert is_successful(found), (name, raw)
        fields[name] = found.unwrap()
    return Snapshot(record.id, fields, record.groups)


def edited(table: Rows, changes: list[tuple[str, str, int]]) -> Rows:
    new = {record_id: dict(row) for record_id, row in table.items()}
    for record_id, name, index in changes:
        if record_id in new:
            values = KINDS[name].values
            new[record_id][name] = values[index % len(values)]
    return new


@settings(max_examples=25)
@given(tables, edits, st.sets(st.sampled_from("abcdefgh"), max_size=2), st.permutations(NAMES))
def test_sql_detection_finds_every_change_that_the_pure_diff_finds(
    warehouse: Path, old: Rows, changes: list[tuple[str, str, int]], gone: set[str], columns: list[str]
) -> None:
    source = DuckDbSource(warehouse, warehouse.parent / "spool")
    store(warehouse, old, NAMES)
    before = source.changes(QUERY, Examined()).unwrap()
    known = Examined(remembered(before))
    new = {record_id: row for record_id, row in edited(old, changes).items() if record_id not in gone}
    store(warehouse, new, tuple(columns))
    full = source.changes(ChangeQuery(MODEL, NAMES, ("Active",), "1", full=True), known).unwrap()
    found = source.changes(QUERY, known).unwrap()

    olds = {row.record.id: snapshot(row.record) for row in rows_of(before)}
    news = {row.record.id: snapshot(row.record) for row in rows_of(full)}
    differing = {record_id for record_id, after in news.items() if not diff(olds[record_id], after).is_empty}
    assert differing <= set(ids_of(found))
    assert {row.record_id for batch in found.left(100) for row in batch} == old.keys() - new.keys()
    untouched = {record_id for record_id in new if repr(new[record_id]) == repr(old[record_id])}
    assert untouched.isdisjoint(ids_of(found))
    for spool in (before, full, found):
        spool.close()
