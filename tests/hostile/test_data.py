"""Whatever people's data hold, each Record is delivered as it is, or refused by name; nobody else is touched."""

from __future__ import annotations

import asyncio
import random
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import settings
from returns.pipeline import is_successful

from joey.adapters.sources.duckdb import DuckDbSource
from joey.domain.record import Record, RecordId
from joey.ports.source import File, InGroup, Model
from tests.adapters.sources.warehouses import NEVER, ask, database, folder_of, model, rows_of
from tests.hostile.counting import counted
from tests.hostile.everywhere import WAYS, Everywhere
from tests.hostile.values import LOCALS, NAMES, TEXTS

ROUNDS = settings.default.max_examples if settings.default else 100
VENDORS = sorted(name for name in WAYS if ", by " not in name)
HASHED = frozenset({"facebook"})
"""What is delivered there can't be read back."""


def people() -> list[Record]:
    """One for each text, as a first and as a last name; and one for each local part of an address, as its key."""
    named = [
        Record(RecordId(f"n{n}"), {"id": f"n{n}", "mail": f"n{n}@example.com", "first": text, "last": f"L {text}"})
        for n, text in enumerate(TEXTS)
    ]
    addressed = [
        Record(RecordId(f"m{n}"), {"id": f"m{n}", "mail": f"{local}@m{n}.example.com", "first": "A", "last": f"M{n}"})
        for n, local in enumerate(LOCALS)
    ]
    ids = [
        Record(RecordId(text), {"id": text, "mail": f"i{n}@example.com", "first": "A", "last": f"I{n}"})
        for n, text in enumerate(TEXTS)
        if text and len(text) < 1000
    ]
    return [Record(one.id, one.properties, frozenset({"High"})) for one in (*named, *addressed, *ids)]


def texts_in(value: object) -> set[str]:
    """Every text in some JSON."""
    if isinstance(value, dict):
        return {text for item in value.items() for part in item for text in texts_in(part)}
    if isinstance(value, list):
        return {text for item in value for text in texts_in(item)}
    return {value} if isinstance(value, str) else set()


def state_of(there: Everywhere) -> Any:  # noqa: ANN401 - JSON
    """All that the Sandbox has."""
    asked = httpx.Request("GET", f"http://localhost/{there.way.vendor}/_state")
    return orjson.loads(asyncio.run(there.sandbox(asked)).content)


@pytest.mark.parametrize("name", VENDORS)
def test_every_record_is_delivered_as_it_is_or_refused_by_name(name: str, tmp_path: Path) -> None:
    records = people()
    there = Everywhere(tmp_path, WAYS[name], records)
    report = there.container(group="Best '\"<&>{{7*7}} Größte").run_service().run_now().destinations[0]
    counted("rows", len(records))
    assert report.error == ""
    assert sum(report.outcomes.values()) == len(records)
    assert set(report.outcomes) <= {"delivered", "rejected", "skipped"}
    unwell = {one.record_id: one for one in report.unwell}
    assert all(one.reason for one in unwell.values())
    assert not [one for one in unwell.values() if "remote records have this key" in one.reason]
    if name not in HASHED:
        held = texts_in(state_of(there))
        for record in records:
            if record.id not in unwell:
                last = str(record.properties["last"])
                assert {last, last.strip()} & held, f"{record.id}: {last[:60]!r} isn't there as it is"
    again = there.container(group="Best '\"<&>{{7*7}} Größte").run_service().run_now().destinations[0]
    assert again.outcomes.get("delivered", 0) == 0


@pytest.mark.parametrize("name", VENDORS)
def test_a_group_of_any_name_is_one_group(name: str, tmp_path: Path) -> None:
    chance = random.Random(name)
    for group in chance.sample(
        [one for one in NAMES if one.strip() and "${" not in one and "\x00" not in one], max(2, ROUNDS // 30)
    ):
        there = Everywhere(tmp_path, WAYS[name])
        report = there.container(group=group).run_service().run_now().destinations[0]
        counted("group names")
        assert report.error == "" or group.strip()[:20] in report.error or "group" in report.error
        assert set(report.outcomes) <= {"delivered", "rejected"}


def test_columns_and_tables_of_any_name_and_values_of_any_kind(tmp_path: Path) -> None:
    names = [name for name in NAMES if "\x00" not in name and name.strip()]
    chance = random.Random(7)
    for number in range(max(4, ROUNDS // 20)):
        table, column, group = chance.sample(names, 3)
        if column.lower() == "id":
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        quoted, named = (one.replace('"', '""') for one in (table, column))
        source = database(
            folder,
            f'CREATE TABLE "{quoted}" AS SELECT 1 AS id, 2 AS "{named}" UNION ALL SELECT 2, 3',
        )
        of = Model("m", model(table).rows, ("id",), groups={group: InGroup('"' + named + '" > 2')})
        spooled = source.changes(ask(of, column, groups=(group,)), NEVER).unwrap()
        rows = {row.record.id: row.record for row in rows_of(spooled)}
        counted("table and column names", 3)
        assert {who: row.properties[column] for who, row in rows.items()} == {"1": 2, "2": 3}
        assert rows[RecordId("2")].groups == {group}


EXTREMES = """
    CREATE TABLE customers AS SELECT * FROM (VALUES
        (1, DATE '0001-01-01', TIMESTAMP '0001-01-01 00:00:00', 'nan'::DOUBLE, 1e308,
         99999999999999999999999999999999999999::HUGEINT),
        (2, DATE '9999-12-31', TIMESTAMP '9999-12-31 23:59:59', 'inf'::DOUBLE, -1e308, -1),
        (3, DATE 'infinity', TIMESTAMP 'infinity', '-inf'::DOUBLE, 5e-324, 0),
        (4, DATE '5877642-06-25 (BC)', TIMESTAMP '290309-12-22 (BC) 00:00:00', 0.0, -0.0, 1),
        (5, DATE '0000-01-01', NULL, NULL, NULL, NULL)
    ) AS rows(id, day, moment, ratio, large, huge)
"""


def test_numbers_and_dates_at_the_edges_are_read_or_refused(tmp_path: Path) -> None:
    source = database(tmp_path, EXTREMES)
    columns = ("day", "moment", "ratio", "large", "huge")
    spooled = source.changes(ask(model(), *columns), NEVER).unwrap()
    rows = {row.record.id: row.record.properties for row in rows_of(spooled)}
    assert set(rows) == {"1", "2", "3", "4", "5"}
    assert rows[RecordId("1")]["day"] == date(1, 1, 1)
    assert str(rows[RecordId("1")]["ratio"]) == "nan"
    assert rows[RecordId("2")]["large"] == -1e308
    assert str(rows[RecordId("1")]["huge"]) == "9" * 38
    there = Everywhere(tmp_path, WAYS["hubspot"])
    there.records = [
        Record(who, {"id": who, "mail": f"x{who}@example.com", "first": str(row["day"]), "last": str(row["ratio"])})
        for who, row in rows.items()
    ]
    assert there.container().run_service().run_now().destinations[0].outcomes == {"delivered": 5}
    counted("rows", 5)


def read(source: DuckDbSource, of: Model, column: str) -> None:
    """A file is read to rows, or to a reason."""
    described = source.describe(of)
    counted("data files")
    if not is_successful(described):
        assert described.failure().reason
        return
    names = [one.name for one in described.unwrap().columns]
    spooled = source.changes(ask(of, *[name for name in names if name == column]), NEVER)
    if not is_successful(spooled):
        assert spooled.failure().reason
        return
    list(rows_of(spooled.unwrap()))
    spooled.unwrap().close()


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_file_of_any_bytes_is_rows_or_a_reason(kind: str, tmp_path: Path) -> None:
    good = {
        "csv": b'id,mail,note\n1,a@example.com,"x, ""y"""\n2,b@example.com,\n3,c@example.com,z\n',
        "jsonl": b'{"id": 1, "mail": "a@example.com"}\n{"id": 2, "mail": null}\n{"id": 3, "note": [1, {"a": 2}]}\n',
    }[kind]
    junk = (
        b"\x00",
        b"\xff\xfe",
        b'"',
        b"\n",
        b"\r",
        b",",
        b"{",
        b"}",
        b"\\",
        b"[",
        b"\xe2\x80\xae",
        b"=1+1",
        b"1e999",
        b"x" * 9999,
    )
    of = Model("customers", File(f"customers.{kind}"), ("id",))
    for number in range(max(6, ROUNDS // 10)):
        chance = random.Random(f"{kind} {number}")
        data = bytearray(good)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data) + 1)
            data[at : at + chance.randint(0, 4)] = chance.choice((*junk, chance.randbytes(3)))
        read(folder_of(tmp_path, **{f"customers__{kind}": bytes(data)}), of, "mail")


FILES = {
    "empty": b"",
    "a header alone": b"id,mail\n",
    "many columns": b",".join([b"id", b"mail", *(b"c%d" % n for n in range(120))])
    + b"\n"
    + b",".join([b"1"] * 122)
    + b"\n",
    "a huge value": b"id,mail\n1," + b"x" * 3_000_000 + b"\n",
    "one line without end": b"id,mail" * 200_000,
    "an open quote": b'id,mail\n1,"' + b"x\n" * 50_000,
    "only NULs": bytes(10_000),
    "only quotes": b'"' * 9_999,
    "the same name twice": b"id,mail,mail,ID\n1,a,b,c\n",
    "names without a name": b"id,,\n1,2,3\n",
    "UTF-16": "id,mail\n1,é\n".encode("utf-16"),
    "rows of all lengths": b"id,mail\n1\n1,2,3,4\n,,,\n2,b\n",
    "binary": bytes(range(256)) * 20,
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_that_nobody_should_export(name: str, tmp_path: Path) -> None:
    read(folder_of(tmp_path, customers__csv=FILES[name]), Model("customers", File("customers.csv"), ("id",)), "mail")
