# ruff: noqa: DTZ001 - columns without a zone
from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
from returns.pipeline import is_successful

from joey.domain.property import DEFAULT_LOCALE, PropertyType
from joey.domain.reading import read
from joey.domain.record import RecordId
from joey.ports.contract.warehouse import Examined
from tests.adapters.sources.warehouses import (
    ask,
    changes,
    database,
    described,
    ids_of,
    model,
    remembered,
    values,
)

TYPED = [
    ("'x'", PropertyType.STRING, False, "x"),
    ("true", PropertyType.BOOLEAN, False, True),
    ("255::UTINYINT", PropertyType.INTEGER, False, 255),
    ("18446744073709551615::UBIGINT", PropertyType.INTEGER, False, 18446744073709551615),
    ("170141183460469231731687303715884105727::HUGEINT", PropertyType.INTEGER, False, str(2**127 - 1)),
    ("0.1::FLOAT", PropertyType.FLOAT, False, 0.1),
    ("'inf'::DOUBLE", PropertyType.FLOAT, False, float("inf")),
    ("12.50::DECIMAL(10, 2)", PropertyType.DECIMAL, False, Decimal("12.50")),
    ("DATE '2024-02-29'", PropertyType.DATE, False, date(2024, 2, 29)),
    ("TIMESTAMP '2024-01-02 03:04:05.678901'", PropertyType.DATETIME, False, datetime(2024, 1, 2, 3, 4, 5, 678901)),
    (
        "TIMESTAMP_NS '2024-01-02 03:04:05.678901234'",
        PropertyType.DATETIME,
        False,
        datetime(2024, 1, 2, 3, 4, 5, 678901),
    ),
    ("TIMESTAMPTZ '2024-01-02 03:04:05+02'", PropertyType.DATETIME, False, datetime(2024, 1, 2, 1, 4, 5, tzinfo=UTC)),
    ("TIME '10:30:00'", PropertyType.STRING, False, time(10, 30)),
    (
        "'4ac7a9e9-607c-4c8a-84f3-843f0191e3fd'::UUID",
        PropertyType.STRING,
        False,
        "4ac7a9e9-607c-4c8a-84f3-843f0191e3fd",
    ),
    ("'b'::ENUM('a', 'b')", PropertyType.STRING, False, "b"),
    ("'\"x\"'::JSON", PropertyType.STRING, False, "x"),
    ("'{\"a\": [1]}'::JSON", PropertyType.STRING, False, '{"a":[1]}'),
    ("{'a': 1, 'b': NULL}", PropertyType.STRING, False, '{"a":1,"b":null}'),
    ("MAP {'k': 'v'}", PropertyType.STRING, False, '{"k":"v"}'),
    ("'\\xAA'::BLOB", PropertyType.STRING, False, b"\xaa"),
    ("INTERVAL 1 DAY", PropertyType.STRING, False, "1 day"),
    ("['a', NULL, '']", PropertyType.STRING, True, ["a", None, ""]),
    ("[1, 2]::INTEGER[2]", PropertyType.INTEGER, True, [1, 2]),
    ("[0.1::FLOAT]", PropertyType.FLOAT, True, [0.1]),
    ("[1::HUGEINT]", PropertyType.INTEGER, True, ["1"]),
    ("[DATE '2024-01-01']", PropertyType.DATE, True, [date(2024, 1, 1)]),
    ("[TIMESTAMP_S '2024-01-01 00:00:00']", PropertyType.DATETIME, True, [datetime(2024, 1, 1)]),
    ("['b'::ENUM('a', 'b')]", PropertyType.STRING, True, ["b"]),
    ("['{}'::JSON, '\"x\"'::JSON]", PropertyType.STRING, True, ["{}", "x"]),
    ("[{'a': 1}]", PropertyType.STRING, False, '[{"a":1}]'),
    ("[[1], [2]]", PropertyType.STRING, False, "[[1],[2]]"),
]


@pytest.mark.parametrize(("literal", "type_", "many", "value"), TYPED, ids=[each[0] for each in TYPED])
def test_every_type_of_duckdb_arrives_whole(
    tmp_path: Path,
    literal: str,
    type_: PropertyType,
    value: object,
    *,
    many: bool,
) -> None:
    source = database(tmp_path, f"CREATE TABLE customers AS SELECT 1 AS id, {literal} AS value")
    (column,) = (column for column in described(source, model()).columns if column.name == "value")
    assert (column.type, column.many) == (type_, many)
    found = values(source, model(), "value")
    assert (found, type(found[RecordId("1")])) == ({"1": value}, type(value))
    fetched = source.fetch(model(), RecordId("1")).unwrap()
    assert fetched is not None
    assert fetched.properties["value"] == value


@pytest.mark.parametrize(
    "literal", ["'infinity'::DATE", "DATE '20000-01-01'", "TIMESTAMP 'infinity'", "DATE '0044-03-15 (BC)'"]
)
def test_a_moment_that_python_has_no_value_for_is_refused_on_reading_and_stops_nothing(
    tmp_path: Path, literal: str
) -> None:
    source = database(tmp_path, f"CREATE TABLE customers AS SELECT 1 AS id, {literal} AS value")
    (found,) = values(source, model(), "value").values()
    assert not is_successful(read(found, described(source, model()).types["value"], DEFAULT_LOCALE))


def test_a_fingerprint_does_not_depend_on_the_order_of_columns_or_the_machines_zone(tmp_path: Path) -> None:
    first = "CREATE TABLE customers AS SELECT 1 AS id, 'x' AS a, TIMESTAMPTZ '2024-01-01 00:00:00+00' AS b"
    source = database(tmp_path, first)
    known = remembered(changes(source, ask(model(), "a", "b")))
    again = "SET TimeZone = 'Asia/Kathmandu'"
    second = (
        "CREATE OR REPLACE TABLE customers AS "
        "SELECT TIMESTAMPTZ '2024-01-01 05:45:00+05:45' AS b, 9 AS c, 'x' AS a, 1 AS id"
    )
    source = database(tmp_path, again, second)
    assert ids_of(changes(source, ask(model(), "a", "b"), Examined(known))) == []


def test_values_that_move_from_one_property_to_the_next_are_a_change(tmp_path: Path) -> None:
    source = database(tmp_path, "CREATE TABLE customers AS SELECT 1 AS id, '1:a' AS a, 'b' AS b")
    known = remembered(changes(source, ask(model(), "a", "b")))
    source = database(tmp_path, "CREATE OR REPLACE TABLE customers AS SELECT 1 AS id, '1' AS a, 'a3:1:b' AS b")
    assert ids_of(changes(source, ask(model(), "a", "b"), Examined(known))) == ["1"]
