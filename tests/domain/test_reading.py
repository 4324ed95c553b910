from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal as D  # noqa: N817  # a column of the tables below
from typing import Any
from uuid import UUID

import pytest
from returns.pipeline import is_successful

from joey.domain.property import DEFAULT_LOCALE, Locale, PropertyType, Refusal, Value, same
from joey.domain.reading import checked, read, reader
from tests.domain.strategies_values import Broken, Hostile, Level, Silent, Tier

BERLIN = Locale(zone="Europe/Berlin", region="DE")
WEST = timezone(timedelta(hours=-8))


def moment(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


TAKEN: list[tuple[str, Any, Any]] = [
    ("boolean", True, True),
    ("boolean", 0, False),
    ("boolean", 1.0, True),
    ("boolean", D(0), False),
    ("boolean", " Yes ", True),
    ("boolean", b"f", False),
    ("boolean", "", None),
    ("boolean", Level.LOW, True),
    ("integer", 7, 7),
    ("integer", Hostile(3), 3),
    ("integer", -0.0, 0),
    ("integer", 12.0, 12),
    ("integer", D("12.00"), 12),
    ("integer", D("1E+3"), 1000),
    ("integer", " +12 ", 12),
    ("integer", "12.0", 12),
    ("integer", "-1e3", -1000),
    ("integer", "9007199254740993", 9007199254740993),
    ("integer", "9" * 1000, 10**1000 - 1),
    ("float", 1.5, 1.5),
    ("float", -0.0, 0.0),
    ("float", 2**53, float(2**53)),
    ("float", "0.1", 0.1),
    ("float", ".5", 0.5),
    ("float", "5.", 5.0),
    ("float", D("0.1"), 0.1),
    ("decimal", "1.10", D("1.1")),
    ("decimal", D("1E+2"), D(100)),
    ("decimal", 5, D(5)),
    ("decimal", 0.1, D("0.1")),
    ("decimal", "123456789012345678901234567890.123456789", D("123456789012345678901234567890.123456789")),
    ("date", date(2024, 12, 31), date(2024, 12, 31)),
    ("date", "2024-12-31", date(2024, 12, 31)),
    ("date", "2024-12-31 23:30:00+05", date(2024, 12, 31)),
    ("date", datetime(2024, 12, 31, 23, 30, tzinfo=WEST), date(2024, 12, 31)),
    ("datetime", moment(2024, 1, 2, 3), moment(2024, 1, 2, 3)),
    ("datetime", datetime(2024, 1, 2, 16, tzinfo=WEST), moment(2024, 1, 3)),
    ("datetime", datetime(2024, 1, 2, 3), moment(2024, 1, 2, 3)),  # noqa: DTZ001
    ("datetime", date(2024, 1, 2), moment(2024, 1, 2)),
    ("datetime", "2024-01-02", moment(2024, 1, 2)),
    ("datetime", "2024-01-02t03:04z", moment(2024, 1, 2, 3, 4)),
    ("datetime", "2024-01-02 03:04:05.123456789 +01:30", moment(2024, 1, 2, 1, 34, 5, 123456)),
    ("email", " Ann.O'Hara+x@Sub.Example.COM ", "Ann.O'Hara+x@sub.example.com"),
    ("email", "jörg@exämple.ORG", "jörg@exämple.org"),
    ("email", "a@" + "b" * 63 + ".co", "a@" + "b" * 63 + ".co"),
    ("phone_number", "(415) 555-2671", "+14155552671"),
    ("phone_number", "+49 30 901820", "+4930901820"),
    ("phone_number", 14155552671, "+14155552671"),
    ("url", "HTTPS://User:Pw@Example.COM:8080/Path?Q=1#F", "https://User:Pw@example.com:8080/Path?Q=1#F"),
    ("url", "http://[2001:DB8::1]/", "http://[2001:db8::1]/"),
    ("url", "https://exämple.org/ü", "https://exämple.org/ü"),
    ("string", "", ""),
    ("string", "  kept ", "  kept "),
    ("string", True, "true"),
    ("string", 12.0, "12"),
    ("string", -0.0, "0"),
    ("string", 0.1, "0.1"),
    ("string", 1e21, "1e+21"),
    ("string", 1e20, "1" + "0" * 20),
    ("string", D("1.50"), "1.5"),
    ("string", D("1E+2"), "100"),
    ("string", D("-0.0"), "0"),
    ("string", D("0E+5000"), "0"),
    ("decimal", D("-0.0"), D(0)),
    ("string", D("100.00"), "100"),
    ("string", date(2024, 1, 2), "2024-01-02"),
    ("string", moment(2024, 1, 2, 3, 4, 5), "2024-01-02T03:04:05.000Z"),
    ("string", moment(2024, 1, 2, 3, 4, 5, 1), "2024-01-02T03:04:05.000001Z"),
    ("string", time(1, 2), "01:02:00"),
    ("string", UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ("string", "ü".encode(), "ü"),
    ("string", Tier.GOLD, "gold"),
    ("string", {"b": [D("1.0"), None], "a": date(2024, 1, 2), "ü": {"x": 1.5}},
     '{"a":"2024-01-02","b":["1",null],"ü":{"x":1.5}}'),
    ("string", [1, None, "a"], ("1", "a")),
    ("email", ["a@b.co", " ", None], ("a@b.co",)),
    ("integer", [], ()),
    ("integer", None, None),
]  # fmt: skip

REFUSED: list[tuple[str, Any, str]] = [
    ("boolean", 2, "is not a boolean"),
    ("boolean", D("sNaN"), "is not a boolean"),
    ("boolean", "on", "is not a boolean"),
    ("integer", True, "is a boolean, which can't be read as integer"),
    ("integer", "1.9", "is not a whole number"),
    ("integer", 1.5, "is not a whole number"),
    ("integer", D("1.5"), "is not a whole number"),
    ("integer", float("inf"), "is not a finite number"),
    ("integer", "1,000", "is not a number"),
    ("integer", "1_000", "is not a number"),
    ("integer", "١", "is not a number"),
    ("integer", D("1E+999999999"), "has more than 1000 digits"),
    ("integer", "9" * 1001, "has more than 1000 digits"),
    ("integer", 10**1000, "has more than 1000 digits"),
    ("integer", -(10**1000), "has more than 1000 digits"),
    ("float", 2**53 + 1, "has no exact floating-point number"),
    ("float", 10**400, "has no exact floating-point number"),
    ("float", float("nan"), "is not a finite number"),
    ("float", "1e999", "is not a finite number"),
    ("float", "nan", "is not a number"),
    ("float", D("-Infinity"), "is not a finite number"),
    ("decimal", False, "is a boolean"),
    ("decimal", float("inf"), "is not a finite number"),
    ("decimal", D("sNaN"), "is not a finite number"),
    ("decimal", 10**1000, "has more than 1000 digits"),
    ("decimal", "1e-1001", "has more than 1000 digits"),
    ("decimal", "1" + "0" * 2500, "has more than 1000 digits"),
    ("decimal", D("1." + "1" * 1001), "has more than 1000 digits"),
    ("date", 20240102, "is a number, which could count seconds or milliseconds"),
    ("date", "1704153600", "is a number"),
    ("date", "2024-02-30", "is not an ISO 8601 date"),
    ("date", "31.12.2024", "is not an ISO 8601 date"),
    ("date", time(1), "is of the class time"),
    ("datetime", 1704153600000, "is a number"),
    ("datetime", D(1), "is a number"),
    ("datetime", "2024-01-02T25:00:00Z", "is not an ISO 8601 date and time"),
    ("datetime", datetime.max.replace(tzinfo=WEST), "lies outside the years 1 to 9999"),
    ("datetime", datetime(2024, 1, 1, tzinfo=Silent()), "has a zone that doesn't tell its offset"),
    ("datetime", Broken(2024, 1, 1), "is of the class Broken, whose value can't be had"),
    ("email", "ann", "is not an e-mail address"),
    ("email", "ann@localhost", "is not an e-mail address"),
    ("email", "Ann <ann@example.com>", "is not an e-mail address"),
    ("email", "a@b.co\u200b", "is not an e-mail address"),
    ("email", "a@-b.co", "is not an e-mail address"),
    ("email", "a@" + "b" * 64 + ".co", "is not an e-mail address"),
    ("email", "a@b@c.co", "is not an e-mail address"),
    ("email", "a" * 250 + "@b.co", "is longer than the 254 characters"),
    ("email", 5, "is an integer, which can't be read as email"),
    ("phone_number", "12", "is not a valid phone number of the country code +1"),
    ("phone_number", "call me", "is not a phone number"),
    ("phone_number", "+1 415 555 2671 ext. 9", "is a phone number with an extension"),
    ("phone_number", -14155552671, "is not a phone number"),
    ("phone_number", 1.5, "is a floating-point number, which can't be read as phone number"),
    ("url", "example.com", "is not a URL"),
    ("url", "ftp://example.com", "is not a URL"),
    ("url", "http\u017f://example.com", "is not a URL"),
    ("url", "https://", "is not a URL"),
    ("url", "https://:80/", "is not a URL"),
    ("url", "https://exa mple.com", "is not a URL"),
    ("url", "https://example.com/a b", "is not a URL"),
    ("url", "https://example.com:http/", "is not a URL"),
    ("url", "javascript:alert(1)", "is not a URL"),
    ("string", "a\x00b", "contains a NUL character"),
    ("string", "\ud800", "contains half of a surrogate pair"),
    ("email", "\ud800@b.co", "contains half of a surrogate pair"),
    ("string", b"\xff", "is binary data, not UTF-8 text"),
    ("string", 10**1000, "has more than 1000 digits"),
    ("string", D("1E+999999999"), "has more than 1000 digits"),
    ("string", D("1E-1001"), "has more than 1000 digits"),
    ("string", float("nan"), "is not a finite number"),
    ("string", datetime.max.replace(tzinfo=WEST), "lies outside the years 1 to 9999"),
    ("string", D("NaN"), "is not a finite number"),
    ("string", timedelta(1), "is of the class timedelta, which can't be read as string"),
    ("string", time(1, tzinfo=UTC), "is a time of day with a zone"),
    ("string", {"a": float("nan")}, "is a struct that has no JSON text"),
    ("string", {"a": "\ud800"}, "contains half of a surrogate pair"),
    ("string", [["a"]], "has an element that is a list, which can't be read as string"),
    ("integer", ["1", "x"], "has an element that is not a number"),
]


@pytest.mark.parametrize(("kind", "raw", "value"), TAKEN)
def test_a_raw_value_is_read_as(kind: str, raw: object, value: Value) -> None:
    result = read(raw, PropertyType(kind), DEFAULT_LOCALE)
    assert is_successful(result)
    assert same(result.unwrap(), value)
    assert repr(result.unwrap()) == repr(value)


@pytest.mark.parametrize(("kind", "raw", "reason"), REFUSED)
def test_a_raw_value_is_refused_because_it(kind: str, raw: object, reason: str) -> None:
    result = read(raw, PropertyType(kind), DEFAULT_LOCALE)
    assert not is_successful(result)
    assert result.failure().reason.startswith(reason)


@pytest.mark.parametrize(
    ("raw", "utc"),
    [
        ("2024-07-01 12:00", moment(2024, 7, 1, 10)),
        ("2024-01-01 12:00", moment(2024, 1, 1, 11)),
        ("2024-03-31 02:30", moment(2024, 3, 31, 1, 30)),  # skipped: shown as 03:30 summer time
        ("2024-10-27 02:30", moment(2024, 10, 27, 0, 30)),  # twice: the first, in summer time
        (datetime(2024, 10, 27, 2, 30, fold=1), moment(2024, 10, 27, 1, 30)),  # noqa: DTZ001
        (date(2024, 7, 1), moment(2024, 6, 30, 22)),
        ("2024-07-01T12:00:00Z", moment(2024, 7, 1, 12)),
    ],
)
def test_a_datetime_without_a_zone_is_in_the_stated_one(raw: object, utc: datetime) -> None:
    assert reader(PropertyType.DATETIME, BERLIN)(raw) == utc


def test_a_string_of_a_naive_datetime_is_its_instant_in_utc() -> None:
    raw = datetime(2024, 7, 1, 12)  # noqa: DTZ001
    assert reader(PropertyType.STRING, BERLIN)(raw) == "2024-07-01T10:00:00.000Z"
    assert reader(PropertyType.STRING, BERLIN)({"at": raw}) == '{"at":"2024-07-01T10:00:00.000Z"}'


def test_a_phone_number_without_a_country_code_is_of_the_stated_region() -> None:
    assert reader(PropertyType.PHONE_NUMBER, BERLIN)("030 901820") == "+4930901820"
    assert isinstance(reader(PropertyType.PHONE_NUMBER, DEFAULT_LOCALE)("030 901820"), Refusal)


def test_a_locale_of_no_known_zone_or_region_is_refused_by_name() -> None:
    assert is_successful(checked(BERLIN))
    assert checked(Locale(zone="Mars/Base")).failure().field == "zone"
    assert checked(Locale(zone="../x")).failure().field == "zone"
    assert checked(Locale(region="us")).failure().field == "region"
