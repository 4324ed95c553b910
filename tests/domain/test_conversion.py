from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal as D  # noqa: N817  # a column of the tables below

import pytest
from returns.pipeline import is_successful

from joey.domain.conversion import compatible, convert
from joey.domain.property import DEFAULT_LOCALE, FieldType, Locale, PropertyType, Value, same

BERLIN = Locale(zone="Europe/Berlin", region="DE")
MOMENT = datetime(2024, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
MS = 1735689599999
DAY = date(2024, 12, 31)
DAY_MS = 1735603200000
NO = object()

_COLUMNS = ("any", "boolean", "date", "datetime", "email", "float", "decimal", "integer", "number", "phone_number",
            "string", "url")  # fmt: skip
_MIDNIGHT = datetime(2024, 12, 31, tzinfo=UTC)
_ISO = "2024-12-31T23:59:59.999999Z"
_TEL, _URL = "+14155552671", "https://a.co"
_ROWS: dict[str, tuple[Value, tuple[object, ...]]] = {  # Property type: its value, and what each column's Field gets
    "boolean": (True, (True, True, NO, NO, NO, NO, NO, NO, 1, NO, "true", NO)),
    "date": (DAY, (DAY, NO, DAY, _MIDNIGHT, NO, float(DAY_MS), NO, DAY_MS, DAY_MS, NO, "2024-12-31", NO)),
    "datetime": (MOMENT, (MOMENT, NO, DAY, MOMENT, NO, float(MS), NO, MS, MS, NO, _ISO, NO)),
    "email": ("a@b.co", ("a@b.co", NO, NO, NO, "a@b.co", NO, NO, NO, NO, NO, "a@b.co", NO)),
    "float": (2.0, (2.0, NO, NO, NO, NO, 2.0, D(2), NO, 2.0, NO, "2", NO)),
    "decimal": (D(2), (D(2), NO, NO, NO, NO, 2.0, D(2), 2, D(2), NO, "2", NO)),
    "integer": (2, (2, NO, NO, NO, NO, 2.0, D(2), 2, 2, NO, "2", NO)),
    "phone_number": (_TEL, (_TEL, NO, NO, NO, NO, NO, NO, NO, NO, _TEL, _TEL, NO)),
    "string": ("x", ("x", *("reads",) * 9, "x", "reads")),
    "url": (_URL, (_URL, NO, NO, NO, NO, NO, NO, NO, NO, NO, _URL, _URL)),
}  # fmt: skip
_PAIRS = [
    (from_, to, value, cell) for from_, (value, row) in _ROWS.items() for to, cell in zip(_COLUMNS, row, strict=True)
]


def test_the_table_below_names_every_pair() -> None:
    assert len(_PAIRS) == len(PropertyType) * len(FieldType) == 120
    assert set(_COLUMNS) == {kind.value for kind in FieldType}


@pytest.mark.parametrize(("from_", "to", "value", "cell"), [pair for pair in _PAIRS if pair[3] not in (NO, "reads")])
def test_an_allowed_pair_converts(from_: str, to: str, value: Value, cell: Value) -> None:
    result = convert(value, PropertyType(from_), FieldType(to))
    assert is_successful(result)
    assert same(result.unwrap(), cell)
    assert compatible(PropertyType(from_), FieldType(to))


@pytest.mark.parametrize(("from_", "to", "value", "cell"), [pair for pair in _PAIRS if pair[3] is NO])
def test_a_forbidden_pair_refuses_all_but_null(from_: str, to: str, value: Value, cell: object) -> None:
    kinds = PropertyType(from_), FieldType(to)
    for refused in (value, (value,), ()):
        reason = convert(refused, *kinds).failure().reason  # type: ignore[arg-type]
        assert reason.startswith("cannot export a")
        assert f" {from_.replace('_', ' ')} property to a" in reason
        assert reason.endswith(f" {to.replace('_', ' ')} field")
    assert convert(None, *kinds).unwrap() is None
    assert not compatible(*kinds)


def test_the_reason_reads_as_a_sentence() -> None:
    reasons = [convert(2.0, PropertyType.FLOAT, FieldType(to)).failure().reason for to in ("date", "email", "integer")]
    assert reasons == [
        "cannot export a float property to a date field",
        "cannot export a float property to an email field",
        "cannot export a float property to an integer field",
    ]


@pytest.mark.parametrize(
    ("text", "to", "value"),
    [
        ("yes", "boolean", True),
        ("2024-12-31", "date", DAY),
        ("2024-12-31", "datetime", datetime(2024, 12, 30, 23, tzinfo=UTC)),
        ("A@B.CO", "email", "A@b.co"),
        ("1.5", "float", 1.5),
        ("1.50", "decimal", D("1.5")),
        ("12", "integer", 12),
        ("12", "number", D(12)),
        ("030 901820", "phone_number", "+4930901820"),
        ("HTTP://A.CO", "url", "http://a.co"),
        ("", "number", None),
        (" ", "string", " "),
        ("", "any", ""),
        (("1", " ", "2"), "integer", (1, 2)),
    ],
)
def test_text_is_read_as_the_fields_type_with_the_locale(text: Value, to: str, value: Value) -> None:
    assert same(convert(text, PropertyType.STRING, FieldType(to), BERLIN).unwrap(), value)
    assert compatible(PropertyType.STRING, FieldType(to))


@pytest.mark.parametrize(
    ("value", "from_", "to", "reason"),
    [
        ("1.9", "string", "integer", "is not a whole number"),
        ("soon", "string", "date", "is not an ISO 8601 date"),
        ("x", "string", "number", "is not a number"),
        (("1", "x"), "string", "integer", "has an element that is not a number"),
        (D("1.5"), "decimal", "integer", "is not a whole number"),
        (D("1E+400"), "decimal", "float", "is not a finite number"),
        (2**53 + 1, "integer", "float", "has no exact floating-point number"),
        (10**1000, "integer", "string", "has more than 1000 digits"),
        (True, "integer", "any", "is of the class bool, which no integer property holds"),
        (1, "phone_number", "string", "is of the class int, which no phone number property holds"),
        (datetime(2024, 1, 1), "datetime", "integer", "is a datetime without a zone"),  # noqa: DTZ001
        ((1, "x"), "integer", "integer", "has an element that is of the class str"),
    ],
)
def test_a_value_is_refused_because_it(value: Value, from_: str, to: str, reason: str) -> None:
    assert convert(value, PropertyType(from_), FieldType(to), DEFAULT_LOCALE).failure().reason.startswith(reason)


def test_moments_before_1970_are_rounded_to_the_earlier_millisecond() -> None:
    before = datetime(1969, 12, 31, 23, 59, 59, 999900, tzinfo=UTC)
    assert convert(before, PropertyType.DATETIME, FieldType.INTEGER).unwrap() == -1


def test_a_decimal_stays_exact_for_a_number_field() -> None:
    exact = D("12345678901234567890.123456789")
    assert same(convert(exact, PropertyType.DECIMAL, FieldType.NUMBER).unwrap(), exact)
    assert same(convert(str(exact), PropertyType.STRING, FieldType.NUMBER).unwrap(), exact)
