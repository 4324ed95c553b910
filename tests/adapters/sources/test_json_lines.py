from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from joey.domain.property import PropertyType
from joey.domain.record import RecordId
from joey.ports.contract.warehouse import Examined, Remembered, leavers_of
from joey.ports.source import InGroup, InList, Query, RowProblem
from tests.adapters.sources.warehouses import (
    ask,
    changes,
    described,
    folder_of,
    model,
    refusal,
    rows_of,
    values,
)

LINES = """\
{"id": 1, "since": "2024-01-01T10:00:00+02:00", "tags": ["a", "b"], "big": 123456789012345678901234567890, "n": 1.5}

{"id": 2, "since": "007", "tags": null, "big": 1, "n": 2, "address": {"city": "Köln"}, "mixed": "x", "vip": true}
{"id": 3, "tags": ["NULL", ""], "mixed": 5, "vip": false, "it's": "odd"}
"""


def test_text_stays_text_and_no_digit_is_lost(tmp_path: Path) -> None:
    source = folder_of(tmp_path, customers__jsonl=LINES)
    assert values(source, model(), "since") == {"1": "2024-01-01T10:00:00+02:00", "2": "007", "3": None}
    assert values(source, model(), "big") == {"1": "123456789012345678901234567890", "2": "1", "3": None}
    assert values(source, model(), "tags") == {"1": ["a", "b"], "2": None, "3": ["NULL", ""]}
    assert values(source, model(), "n") == {"1": 1.5, "2": 2.0, "3": None}
    assert values(source, model(), "mixed") == {"1": None, "2": "x", "3": "5"}
    assert values(source, model(), "address") == {"1": None, "2": '{"city":"Köln"}', "3": None}
    assert values(source, model(), "it's") == {"1": None, "2": None, "3": "odd"}


def test_keys_have_the_type_of_their_values(tmp_path: Path) -> None:
    types = described(folder_of(tmp_path, customers__ndjson=LINES), model()).types
    assert types["id"] is PropertyType.INTEGER
    assert types["vip"] is PropertyType.BOOLEAN
    assert types["n"] is PropertyType.FLOAT
    assert types["since"] is PropertyType.STRING


def test_lines_that_are_no_objects_are_named_and_nobody_leaves(tmp_path: Path) -> None:
    source = folder_of(tmp_path, customers__jsonl='{"id":1}\n\nbroken\n[1]\n{"id":2}\n{"id":')
    spool = changes(source, ask(model()), Examined([Remembered(RecordId("9"), "f")]))
    assert [row.record.id for row in rows_of(spool)] == ["1", "2"]
    assert spool.problems == (
        RowProblem("customers.jsonl, line 3", "isn't valid JSON"),
        RowProblem("customers.jsonl, line 4", "isn't a JSON object"),
        RowProblem("customers.jsonl, line 6", "isn't valid JSON"),
    )
    assert (spool.departures_withheld, leavers_of(spool), spool.counts.refused) == (True, [], 3)


def test_groups_by_predicate_and_by_list(tmp_path: Path) -> None:
    groups = {
        "VIP": InGroup("vip"),
        "Many": InGroup("n >= 2"),
        "A": InList("tags", "a"),
        "Null": InList("tags", "NULL"),
    }
    source = folder_of(tmp_path, customers__jsonl=LINES)
    rows = rows_of(changes(source, ask(model(groups=groups), groups=tuple(groups))))
    assert {row.record.id: row.record.groups for row in rows} == {"1": {"A"}, "2": {"VIP", "Many"}, "3": {"Null"}}


def test_an_array_of_objects_will_do(tmp_path: Path) -> None:
    source = folder_of(tmp_path, customers__json='[{"id": 1, "n": 1.5},\n {"id": "x", "n": null}]')
    assert values(source, model(), "n") == {"1": 1.5, "x": None}


def test_a_file_without_an_object_is_refused(tmp_path: Path) -> None:
    assert refusal(folder_of(tmp_path, customers__jsonl="\n"), model()).reason == "has no JSON object in any line"


def test_sql_joins_files_of_several_kinds(tmp_path: Path) -> None:
    source = folder_of(tmp_path, customers__jsonl=LINES, spend__csv="who,amount\n1,10.25\n2,3\n")
    sql = Query("SELECT id, amount FROM customers JOIN spend ON who = id")
    assert values(source, model(sql), "amount") == {"1": Decimal("10.25"), "2": Decimal(3)}
