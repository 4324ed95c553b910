from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.domain.property import FieldType, PropertyType, Value, same
from tests.domain.strategies_values import values

_NAIVE = datetime(2024, 1, 1)  # noqa: DTZ001
_UTC = datetime(2024, 1, 1, tzinfo=UTC)
_EAST = datetime(2024, 1, 1, 1, tzinfo=timezone(timedelta(hours=1)))
_BERLIN = ZoneInfo("Europe/Berlin")
few: st.SearchStrategy[Value] = st.sampled_from(
    [
        *(None, True, False, 0, 1, 0.0, -0.0, 1.0, Decimal(0), Decimal(1), Decimal("1.00"), "", "1"),
        *((), (1,), (True,), (1.0,), float("nan"), Decimal("NaN"), Decimal("sNaN")),
        *(_NAIVE, _UTC, _EAST, _UTC.date()),
    ]
)


@given(values | few)
def test_every_value_is_the_same_as_itself(value: Value) -> None:
    assert same(value, value)


@given(values | few, values | few)
def test_sameness_goes_both_ways(a: Value, b: Value) -> None:
    assert same(a, b) == same(b, a)


@given(few, few, few)
def test_what_is_the_same_as_the_same_is_the_same(a: Value, b: Value, c: Value) -> None:
    assert not (same(a, b) and same(b, c)) or same(a, c)


def test_true_and_1_and_1_point_0_and_decimal_1_and_text_1_all_differ() -> None:
    ones: list[Value] = [True, 1, 1.0, Decimal(1), "1", (1,)]
    assert not any(same(a, b) for a, b in combinations(ones, 2))
    assert not any(same((a,), (b,)) for a, b in combinations(ones[:5], 2))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (0.0, -0.0),
        (Decimal("1.0"), Decimal("1.00")),
        (float("nan"), float("nan")),
        (_UTC, _EAST),
        (datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=_BERLIN), datetime(2024, 10, 27, 1, 30, tzinfo=UTC)),
    ],
)
def test_two_writings_of_one_value_are_the_same(a: Value, b: Value) -> None:
    assert same(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (None, ""),
        (None, ()),
        ((1,), (1, 2)),
        (("a", "b"), ("b", "a")),
        (_UTC, _NAIVE),
        (
            datetime(2024, 10, 27, 2, 30, tzinfo=_BERLIN),
            datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=_BERLIN),
        ),
    ],
)
def test_two_values_differ(a: Value, b: Value) -> None:
    assert not same(a, b)


def test_every_property_type_is_a_field_type_and_only_any_and_number_are_more() -> None:
    assert {kind.value for kind in FieldType} - {kind.value for kind in PropertyType} == {"any", "number"}
    assert {kind.value for kind in PropertyType} < {kind.value for kind in FieldType}
