"""Queries: whatever a value holds, it stays a value; and there is none without a WHERE."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.salesforce.described import FieldInfo
from joey.adapters.destinations.salesforce.ids import eighteen, is_id
from joey.adapters.destinations.salesforce.sandbox import ids as theirs
from joey.adapters.destinations.salesforce.sandbox import soql as their_soql
from joey.adapters.destinations.salesforce.soql import LONGEST, in_chunks, literal, quoted, select

TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("'\\\"\n\r\t"), max_size=30)


@given(TEXTS)
def test_a_value_is_read_back_as_it_was(text: str) -> None:
    query = their_soql.parsed(select(["Id"], "Contact", [("Email", [quoted(text)])]))
    assert [[one.text for one in each.values] for each in query.conditions] == [[text]]


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_every_value_is_one_of_the_list(values: list[str]) -> None:
    query = their_soql.parsed(select(["Id", "Email"], "Contact", [("Email", [quoted(one) for one in values])]))
    (condition,) = query.conditions
    assert [one.text for one in condition.values] == values


def test_a_query_without_values_is_not_made() -> None:
    nothing: list[list[tuple[str, list[str]]]] = [[], [("Email", [])], [("Email", ["'a'"]), ("Title", [])]]
    for where in nothing:
        with pytest.raises(ValueError, match="which records"):
            select(["Id"], "Contact", where)


@pytest.mark.parametrize("name", ["Contact WHERE", "a'b", "", "1st", "x;y"])
def test_a_name_can_not_smuggle_anything(name: str) -> None:
    with pytest.raises(ValueError, match="name of an object"):
        select(["Id"], name, [("Email", ["'a'"])])


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("double", "1.5", "1.5"),
        ("int", "abc", None),
        ("double", "1 OR 1", None),
        ("date", "2024-12-31", "2024-12-31"),
        ("datetime", "2024-12-31T00:00:00.000Z", "2024-12-31T00:00:00.000Z"),
        ("boolean", "true", "true"),
        ("boolean", "maybe", None),
        ("string", "O'Neil", r"'O\'Neil'"),
    ],
)
def test_a_value_is_written_as_its_field_wants_it(kind: str, text: str, expected: str | None) -> None:
    assert literal(text, FieldInfo("f", kind)) == expected


@given(st.lists(TEXTS, max_size=400), st.integers(1, 200))
def test_chunks_hold_each_value_once_and_fit_into_an_address(values: list[str], most: int) -> None:
    literals = [quoted(one) for one in values]
    chunks = list(in_chunks(literals, most))
    assert [one for chunk in chunks for one in chunk] == list(dict.fromkeys(literals))
    for chunk in chunks:
        assert 0 < len(chunk) <= most
        assert len(chunk) == 1 or sum(len(quote(one, safe="")) + 4 for one in chunk) <= LONGEST


@given(st.from_regex(r"\A[0-9A-Za-z]{15}\Z"))
def test_an_id_of_fifteen_is_completed_as_salesforce_does(id_: str) -> None:
    assert eighteen(id_) == theirs.whole(id_)
    assert is_id(eighteen(id_))
    assert eighteen(eighteen(id_)) == eighteen(id_)


def test_a_recorded_id_is_completed_as_it_was_recorded() -> None:
    assert eighteen("00D4S000000oz4e") == "00D4S000000oz4eUAA"
