from __future__ import annotations

from pathlib import Path

import pytest

from joey.domain.property import PropertyType
from joey.domain.record import RecordId
from joey.ports.contract.warehouse import Examined, Remembered, leavers_of
from joey.ports.source import File, InGroup, Query, RowProblem
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

NASTY = (
    '\ufeffid,"full name",phone,zip,note\r\n'
    '007,"Zoë ""Q"", née O\'Neil",+4930123,01234,1e5\r\n'
    '8,"two\r\nlines",NULL,,null\r\n'
    '9,日本,12345678901234567890,0,"a;b|c\td"\r\n'
    '10,"","  ",-5,\r\n'
)


def test_nothing_of_a_text_is_lost(tmp_path: Path) -> None:
    source = folder_of(tmp_path, customers__csv=NASTY)
    rows = {row.record.id: row.record.properties for row in rows_of(changes(source, ask(model(), *COLUMNS)))}
    assert rows == {
        "007": dict(zip(COLUMNS, ('Zoë "Q", née O\'Neil', "+4930123", "01234", "1e5"), strict=True)),
        "8": dict(zip(COLUMNS, ("two\r\nlines", "NULL", None, "null"), strict=True)),
        "9": dict(zip(COLUMNS, ("日本", "12345678901234567890", "0", "a;b|c\td"), strict=True)),
        "10": dict(zip(COLUMNS, (None, "  ", "-5", None), strict=True)),
    }


COLUMNS = ("full name", "phone", "zip", "note")


@pytest.mark.parametrize(
    ("texts", "type_"),
    [
        (("1", "-20", ""), PropertyType.INTEGER),
        (("1", "007"), PropertyType.STRING),
        (("1", "1e5"), PropertyType.STRING),
        (("+4930", "1"), PropertyType.STRING),
        (("12345678901234567890", "1"), PropertyType.STRING),
        (("1", "2.50"), PropertyType.DECIMAL),
        (("true", "false", ""), PropertyType.BOOLEAN),
        (("true", "yes"), PropertyType.STRING),
        (("2024-02-29", ""), PropertyType.DATE),
        (("2024-02-30", "2024-01-01"), PropertyType.STRING),
        (("2024-02-29T10:00:00Z", "2024-02-29 10:00:00+02:00"), PropertyType.DATETIME),
        (("2024-02-29 10:00:00", "2024-02-29T10:00"), PropertyType.DATETIME),
        (("", ""), PropertyType.STRING),
    ],
)
def test_a_column_has_a_type_only_where_all_of_its_texts_have_it(
    tmp_path: Path, texts: tuple[str, ...], type_: PropertyType
) -> None:
    lines = "".join(f"{number},{text}\n" for number, text in enumerate(texts))
    source = folder_of(tmp_path, customers__csv="id,value\n" + lines)
    assert described(source, model()).types["value"] is type_


def test_broken_lines_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    content = b'id,name,city\n1,"a\nb",X\n2,b\n3,c,d,e\n4,\xff,Y\n5,"x"y,Z\n\n6,f,Z\n7,"open,Z\n8,h,Z\n'
    spool = changes(folder_of(tmp_path, customers__csv=content), ask(model(), "name"))
    assert [row.record.id for row in rows_of(spool)] == ["1", "6"]
    assert spool.problems == (
        RowProblem("customers.csv, line 4", "has fewer values than the header has columns"),
        RowProblem("customers.csv, line 5", "has more values than the header has columns"),
        RowProblem("customers.csv, line 6", "isn't UTF-8"),
        RowProblem("customers.csv, line 7", "has a quote that isn't closed, or that text follows"),
        RowProblem("customers.csv, line 10", "has a quote that isn't closed, or that text follows"),
    )
    assert (spool.counts.refused, spool.counts.total) == (5, 2)


def test_a_broken_line_keeps_every_departure_back(tmp_path: Path) -> None:
    source = folder_of(tmp_path, customers__csv="id,name\n1,a\n2,b,c\n")
    spool = changes(source, ask(model(), "name"), Examined([Remembered(RecordId("2"), "f")]))
    assert spool.departures_withheld
    assert leavers_of(spool) == []


def test_a_file_with_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    spool = changes(folder_of(tmp_path, customers__csv="id,name\n"), ask(model(), "name"))
    assert (spool.counts.total, spool.departures_withheld) == (0, False)


def test_an_empty_file_is_refused_since_everybody_would_have_left(tmp_path: Path) -> None:
    error = refusal(folder_of(tmp_path, customers__csv=""), model())
    assert (error.where, error.reason) == ("customers.csv", "is empty: it has no header line")


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_the_header_shows_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    lines = ["id,name,a", '1,"x,y",z'] if delimiter == "," else [f'id{delimiter}"a,b,c"', f"1{delimiter}x,y"]
    source = folder_of(tmp_path, customers__csv="\n".join(lines))
    assert values(source, model(), "a,b,c") == {"1": "x,y"}


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    error = refusal(folder_of(tmp_path, customers__csv="id,Name,name\n1,a,b\n"), model())
    assert (error.where, error.reason) == ("customers.csv, line 1", "names the column 'name' twice")


def test_a_predicate_sees_numbers_and_dates_as_such(tmp_path: Path) -> None:
    source = folder_of(tmp_path, customers__csv="id,spent,since\n1,9.5,2024-01-01\n2,100,2023-01-01\n3,,\n")
    groups = {"High": InGroup("spent >= 10"), "New": InGroup("since > DATE '2023-06-01'")}
    spool = changes(source, ask(model(groups=groups), groups=("High", "New")))
    assert {row.record.id: row.record.groups for row in rows_of(spool)} == {"1": {"New"}, "2": {"High"}, "3": set()}


def test_a_predicate_sees_a_column_as_the_model_states_it(tmp_path: Path) -> None:
    source = folder_of(tmp_path, customers__csv="id,zip,spent\n1,10115,n/a\n2,80331,20\n")
    of = model(
        properties={"zip": PropertyType.STRING, "spent": PropertyType.INTEGER},
        groups={"Berlin": InGroup("zip LIKE '10%'"), "High": InGroup("spent > 10")},
    )
    rows = rows_of(changes(source, ask(of, "zip", "spent", groups=("Berlin", "High"))))
    assert [row.record.groups for row in rows] == [{"Berlin"}, {"High"}]
    assert [row.record.properties["spent"] for row in rows] == ["n/a", "20"]


def test_sql_over_files_sees_typed_columns(tmp_path: Path) -> None:
    source = folder_of(
        tmp_path,
        customers__csv="id,zip\n007,01234\n8,10115\n",
        orders__csv="customer,amount\n007,10\n007,2.5\n8,1\n",
    )
    sql = Query(
        "SELECT id, any_value(zip) AS zip, sum(amount) AS total FROM customers JOIN orders ON customer = id GROUP BY 1"
    )
    assert {key: str(value) for key, value in values(source, model(sql), "total").items()} == {
        "007": "12.500000000000000000",
        "8": "1.000000000000000000",
    }
    assert values(source, model(sql), "zip") == {"007": "01234", "8": "10115"}


def test_a_folder_is_one_table_whose_files_go_by_column_name(tmp_path: Path) -> None:
    (tmp_path / "customers").mkdir()
    (tmp_path / "customers" / "a.csv").write_text("id,name\n1,x\n")
    (tmp_path / "customers" / "b.csv").write_text("name,id,city\ny,2,Z\n")
    source = folder_of(tmp_path)
    assert values(source, model(), "name") == {"1": "x", "2": "y"}
    assert values(source, model(), "city") == {"1": None, "2": "Z"}
    assert values(source, model(File("customers/*.csv")), "name") == {"1": "x", "2": "y"}


def test_many_threads_name_the_same_lines(tmp_path: Path) -> None:
    lines = [f'{number},"a\nb"\n' if number % 1000 else f"{number},x,y\n" for number in range(20_000)]
    spool = changes(folder_of(tmp_path, customers__csv="id,name\n" + "".join(lines)), ask(model(), "name"))
    assert (spool.counts.total, spool.counts.refused) == (19_980, 20)
    assert spool.problems[1].row == f"customers.csv, line {2 + 1 + 999 * 2}"
