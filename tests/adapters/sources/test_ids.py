from __future__ import annotations

from pathlib import Path

from joey.domain.record import RecordId
from joey.ports.contract.warehouse import Examined, Remembered, leavers_of
from joey.ports.source import RowProblem
from tests.adapters.sources.warehouses import ask, changes, database, ids_of, model

NULLS = (
    "CREATE TABLE customers AS SELECT * FROM (VALUES (1, 'a'), (NULL, 'b'), (3, 'c'), (NULL, NULL)) AS t(id, region)"
)


def test_one_column_is_its_text_and_several_are_an_array_of_texts(tmp_path: Path) -> None:
    source = database(tmp_path, "CREATE TABLE customers AS SELECT 7 AS id, 'a\"b, é' AS region")
    assert ids_of(changes(source, ask(model()))) == ["7"]
    several = model(key=["region", "id"])
    assert ids_of(changes(source, ask(several))) == ['["a\\"b, é","7"]']
    fetched = source.fetch(several, RecordId('["a\\"b, é","7"]')).unwrap()
    assert fetched is not None
    assert fetched.properties == {"id": 7, "region": 'a"b, é'}


def test_parts_of_an_id_never_run_into_each_other(tmp_path: Path) -> None:
    source = database(
        tmp_path, "CREATE TABLE customers AS SELECT * FROM (VALUES ('a', 'b,c'), ('a,b', 'c')) AS t(x, y)"
    )
    assert changes(source, ask(model(key=["x", "y"]))).counts.changed == 2


def test_rows_without_an_id_are_named_by_their_place(tmp_path: Path) -> None:
    spool = changes(database(tmp_path, NULLS), ask(model()), Examined([Remembered(RecordId("9"), "f")]))
    assert ids_of(spool) == ["1", "3"]
    assert spool.problems == (
        RowProblem("row 2 of the table customers", "has no id"),
        RowProblem("row 4 of the table customers", "has no id"),
    )
    assert (spool.departures_withheld, leavers_of(spool)) == (True, [])


def test_any_part_of_an_id_that_is_null_makes_it_unreadable(tmp_path: Path) -> None:
    spool = changes(database(tmp_path, NULLS), ask(model(key=["id", "region"])))
    assert ids_of(spool) == ['["1","a"]', '["3","c"]']
    assert [problem.reason for problem in spool.problems] == ["has no id", "has no id and no region"]


def test_ids_that_are_the_same_text_are_duplicates_whatever_their_rows_hold(tmp_path: Path) -> None:
    source = database(
        tmp_path, "CREATE TABLE customers AS SELECT 1 AS id, i AS n FROM range(3) AS r(i) UNION ALL SELECT 2, 0"
    )
    spool = changes(source, ask(model(), "n"))
    assert ids_of(spool) == ["2"]
    assert spool.problems == (RowProblem("id 1", "is the id of 3 rows"),)
    assert spool.counts.refused == 3


def test_problems_are_counted_all_and_named_up_to_a_hundred(tmp_path: Path) -> None:
    source = database(tmp_path, "CREATE TABLE customers AS SELECT i // 2 AS id FROM range(600) AS r(i)")
    spool = changes(source, ask(model()))
    assert (spool.counts.refused, len(spool.problems), spool.counts.total) == (600, 100, 0)


def test_a_column_may_have_the_name_of_anything(tmp_path: Path) -> None:
    source = database(
        tmp_path, 'CREATE TABLE "my; table" AS SELECT 1 AS record_id, 2 AS fingerprint, 3 AS p0, 4 AS "a ""b"""'
    )
    of = model("my; table", key=["record_id"])
    (row,) = (
        row for batch in changes(source, ask(of, "fingerprint", "p0", 'a "b"', "record_id")).changed(9) for row in batch
    )
    assert row.record.properties == {"fingerprint": 2, "p0": 3, 'a "b"': 4, "record_id": 1}
