"""What is fast for the usual values comes to what the plain rule says, for every value."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Context, Decimal

from hypothesis import given
from hypothesis import strategies as st

from joey.domain.canonical import MOST_DIGITS, in_utc, text_of
from joey.domain.conversion import compatible, converter, keeps
from joey.domain.property import DEFAULT_LOCALE, FieldType, PropertyType, Refusal, same
from joey.domain.reading import reader
from joey.domain.reading.number import normal
from joey.domain.reading.text import zoned

_EXACT = Context(prec=2 * MOST_DIGITS + 1)
_decimals = st.decimals(allow_nan=False, allow_infinity=False) | st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent), st.integers(-(10**30), 10**30), st.integers(-60, 60)
)
_offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
_moments = st.datetimes(timezones=st.just(UTC) | _offsets).filter(lambda moment: 1 < moment.year < 9999)
_raw = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    _decimals,
    st.text(),
    st.emails(),
    st.dates(),
    _moments,
    st.lists(st.text(max_size=5) | st.none(), max_size=3),
)


@given(_decimals)
def test_a_decimal_s_text_is_its_plain_digits_without_superfluous_zeros(value: Decimal) -> None:
    plain = format(value, "f")
    stripped = plain.rstrip("0").rstrip(".") if "." in plain else plain
    assert text_of(value) == (stripped if value else "0")


@given(_decimals)
def test_a_normal_decimal_is_the_same_number_without_superfluous_zeros(value: Decimal) -> None:
    read = normal(value)
    assert isinstance(read, Decimal)
    assert read == value
    stripped = value.normalize(_EXACT)
    whole = stripped.quantize(Decimal(1), context=_EXACT) if stripped.as_tuple().exponent > 0 else stripped  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue] - finite
    assert str(read) == (str(whole) if value else "0")


@given(_moments)
def test_a_datetime_s_text_is_iso_8601_in_utc(value: datetime) -> None:
    moment = value.astimezone(UTC)
    timespec = "microseconds" if moment.microsecond % 1000 else "milliseconds"
    assert text_of(value) == moment.isoformat(timespec=timespec).replace("+00:00", "Z")
    assert in_utc(value) == moment


@given(st.datetimes(), st.integers(0, 1))
def test_a_zone_is_put_on_a_datetime_as_it_stands(value: datetime, fold: int) -> None:
    value = value.replace(fold=fold)
    given = zoned(value, UTC)
    assert (given, given.fold) == (value.replace(tzinfo=UTC), fold)


@given(_raw, st.sampled_from(PropertyType), st.sampled_from(FieldType))
def test_what_a_conversion_keeps_it_leaves_as_it_was_read(raw: object, from_: PropertyType, to: FieldType) -> None:
    read = reader(from_, DEFAULT_LOCALE)(raw)
    if isinstance(read, Refusal) or not keeps(from_, to):
        return
    assert compatible(from_, to)
    converted = converter(from_, to)(read)
    assert not isinstance(converted, Refusal)
    assert same(converted, read)
