from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from returns.pipeline import is_successful

from joey.adapters.sources.duckdb import DuckDbSource
from joey.domain.property import PropertyType
from joey.domain.record import RecordId
from joey.ports.contract.warehouse import NEVER
from joey.ports.source import File, InGroup, InList, Membership, Query, SourceError
from tests.adapters.sources.warehouses import ask, database, folder_of, model, refusal

TABLE = "CREATE TABLE customers AS SELECT 1 AS id, 'a@example.com' AS email, 'secret-7' AS note, ['x'] AS tags"


@pytest.fixture
def source(tmp_path: Path) -> DuckDbSource:
    return database(tmp_path, TABLE, "CREATE SCHEMA shop", "CREATE TABLE shop.orders AS SELECT 1 AS id")


def test_an_unknown_table_names_the_nearest(source: DuckDbSource) -> None:
    error = refusal(source, model("custmers"))
    assert (error.reason, error.hint) == ("has no table 'custmers'", "Did you mean 'customers'?")


def test_an_unknown_table_of_a_folder_names_the_nearest(tmp_path: Path) -> None:
    error = refusal(folder_of(tmp_path, customers__csv="id\n1\n"), model("customer"))
    assert (error.reason, error.hint) == ("has no table 'customer'", "Did you mean 'customers'?")


def test_tables_of_schemas_are_known_by_both_names(source: DuckDbSource) -> None:
    assert is_successful(source.describe(model("shop.orders")))
    assert is_successful(source.describe(model("main.customers")))


def test_an_unknown_key_or_property_names_the_nearest_column(source: DuckDbSource) -> None:
    assert refusal(source, model(key=["ids"])) == SourceError(
        "has no column 'ids' (the key)", "the table customers", "Did you mean 'id'?"
    )
    stated = model(properties={"e-mail": PropertyType.EMAIL})
    assert refusal(source, stated).hint == "Did you mean 'email'?"
    asked = source.changes(ask(model(), "emial"), NEVER)
    assert asked.failure().hint == "Did you mean 'email'?"


@pytest.mark.parametrize(
    ("membership", "reason"),
    [
        (InGroup("emial = 'x'"), "Did you mean 'email'?"),
        (InGroup("id = 1; DROP TABLE customers"), "isn't one SQL expression"),
        (InGroup("SELECT true"), "isn't one SQL expression"),
        (InGroup("id = 1) OR (true"), "can't be read as SQL"),
        (InGroup("id = 1, true"), "can't be read as SQL"),
        (InGroup(""), "isn't one SQL expression"),
        (InGroup("id"), "isn't a condition: it is of type integer"),
        (InGroup("email > 5"), "compare it with text"),
        (InGroup("count(*) > 1"), "aggregates"),
        (InList("email", "x"), "isn't a list column"),
        (InList("tag", "x"), "Did you mean 'tags'?"),
    ],
)
def test_a_group_that_cannot_be_told_says_why(source: DuckDbSource, membership: Membership, reason: str) -> None:
    error = refusal(source, model(groups={"Some": membership}))
    assert "'Some'" in error.where + error.reason
    assert reason in f"{error.reason} {error.hint}"


def test_a_group_that_is_not_defined_names_the_nearest(source: DuckDbSource) -> None:
    of = model(groups={"High Value": InGroup("id > 0")})
    error = source.changes(ask(of, groups=("High Valu",)), NEVER).failure()
    assert error.hint == "Did you mean 'High Value'?"


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("DROP TABLE customers", "is a statement of the kind DROP, not a SELECT"),
        ("SELECT 1 AS id; SELECT 2 AS id", "holds 2 statements"),
        ("", "holds 0 statements"),
        ("COPY customers TO 'x.csv'", "is a statement of the kind COPY, not a SELECT"),
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT *\nFROM customers\nWHERE emial = 1", "(at line 3 of the SQL)"),
        ("SELECT * FROM read_csv('/etc/hosts')", "file system operations are disabled"),
        ("SELECT * FROM '/etc/hosts'", "does not exist"),
    ],
)
def test_sql_is_one_select_over_the_warehouse_and_nothing_else(source: DuckDbSource, sql: str, reason: str) -> None:
    error = refusal(source, model(Query(sql)))
    assert reason in error.reason
    assert error.where == "the SQL of the model customers"


@pytest.mark.parametrize("end", ["", ";", " ; -- the end", "\n-- the end"])
def test_sql_may_end_as_people_end_it(source: DuckDbSource, end: str) -> None:
    assert is_successful(source.describe(model(Query(f"FROM customers{end}"))))


def test_a_value_that_cannot_be_converted_is_not_quoted(source: DuckDbSource) -> None:
    error = refusal(source, model(Query("SELECT CAST(note AS INTEGER) AS id FROM customers")))
    assert "secret" not in f"{error.reason}{error.where}{error.hint}"
    assert "INT32" in error.reason


def test_a_warehouse_that_is_not_there_says_so(tmp_path: Path) -> None:
    error = refusal(DuckDbSource(tmp_path / "no.duckdb", tmp_path / "spool"), model())
    assert error.reason == "doesn't exist"
    assert "no.duckdb" in error.where


def test_a_file_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    source = folder_of(tmp_path, customers__csv="id\n1\n", notes__txt="x")
    assert refusal(source, model(File("customer.csv"))).hint == "Did you mean 'customers.csv'?"
    assert "notes.txt" in refusal(source, model(File("notes.txt"))).where


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "crm.duckdb").write_bytes(b"not a database" * 1000)
    error = refusal(DuckDbSource(tmp_path / "crm.duckdb", tmp_path / "spool"), model())
    assert "not a valid DuckDB database" in error.reason
    assert "\n" not in error.reason


def test_a_warehouse_that_is_being_written_says_who_writes(tmp_path: Path, source: DuckDbSource) -> None:
    program = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "crm.duckdb")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"open\n"
        error = refusal(source, model())
        writer.communicate()
    assert error.reason == f"is being written by another program (PID {writer.pid})"
    assert is_successful(source.describe(model()))


def test_a_damaged_parquet_file_says_so(tmp_path: Path) -> None:
    source = folder_of(tmp_path, customers__parquet=b"PAR1" + b"\x00" * 100)
    assert not is_successful(source.describe(model()))


def test_two_rows_of_one_id_are_not_fetched(tmp_path: Path) -> None:
    source = folder_of(tmp_path, customers__csv="id\n1\n1\n")
    assert "several rows" in source.fetch(model(), RecordId("1")).failure().reason


def test_two_tables_of_one_name_are_refused(tmp_path: Path) -> None:
    source = folder_of(tmp_path, customers__csv="id\n1\n", customers__jsonl='{"id":1}')
    assert refusal(source, model()).reason == "has two tables called 'customers'"
