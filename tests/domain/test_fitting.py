"""Pins what becomes of lists, choices and lengths on their way into a Field."""

from __future__ import annotations

import pytest
from returns.pipeline import is_successful

from joey.domain.property import FieldType, Refusal
from joey.domain.schema import Field
from tests.domain.mapped import project, value_of


def test_a_list_to_a_single_field_is_refused_or_its_first_value_taken_as_the_mapping_says() -> None:
    single = Field("x", FieldType.STRING)
    refusal = project(single, ["b", "a"]).failure()
    assert refusal.field == "x"
    assert "list: first" in refusal.reason
    assert value_of(single, ["b", "a"], first=True) == "b"
    assert value_of(single, [None, "a"], first=True) == "a"
    assert value_of(single, [], first=True) is None
    assert value_of(single, "b", first=True) == "b"
    assert not is_successful(project(single, []))


def test_a_field_that_takes_lists_gets_all_of_them() -> None:
    many = Field("x", FieldType.STRING, many=True)
    assert value_of(many, ["b", "a"]) == value_of(many, ["b", "a"], first=True) == ("b", "a")
    assert value_of(many, "b") == "b"


@pytest.mark.parametrize(
    ("value", "type_", "field_type", "fits"),
    [
        ("1", "name", FieldType.STRING, True),
        ("3", "name", FieldType.STRING, False),
        (1, "age", FieldType.NUMBER, True),
        (2, "age", FieldType.NUMBER, False),
        (True, "vip", FieldType.BOOLEAN, True),
        (False, "vip", FieldType.BOOLEAN, False),
        (True, "vip", FieldType.STRING, True),
        (None, "name", FieldType.STRING, True),
        ("", "name", FieldType.STRING, True),
    ],
)
def test_a_choice_is_one_of_the_vendors_as_the_vendor_writes_it(
    value: object, type_: str, field_type: FieldType, *, fits: bool
) -> None:
    field = Field("x", field_type, choices=("1", "true"))
    projected = project(field, value, type_)
    assert is_successful(projected) == fits
    assert fits or "choices" in projected.failure().reason


def test_each_element_of_a_list_is_a_choice_and_fits() -> None:
    choosy = Field("x", FieldType.STRING, many=True, choices=("a", "b"))
    assert value_of(choosy, ["a", "b"]) == ("a", "b")
    assert not is_successful(project(choosy, ["a", "c"]))
    narrow = Field("x", FieldType.STRING, many=True, max_length=2)
    assert value_of(narrow, ["aa", "b"]) == ("aa", "b")
    assert not is_successful(project(narrow, ["b", "aaa"]))


def test_text_is_measured_in_characters_and_numbers_are_not() -> None:
    narrow = Field("x", FieldType.ANY, max_length=3)
    assert value_of(narrow, "äöü") == "äöü"
    refusal = project(narrow, "äöüß").failure()
    assert refusal == Refusal("is longer than the 3 characters that this field holds", "x")
    assert value_of(narrow, 12345, "age") == 12345
