from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import phonenumbers
from hypothesis import example, given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat
from returns.pipeline import is_successful

from joey.domain.canonical import text_of
from joey.domain.property import DEFAULT_LOCALE, Locale, PropertyType, Refusal, Value, same
from joey.domain.reading import read, reader
from tests.domain.strategies_values import locales, property_types, raw_scalars, raws, read_scalars, read_values

_HELD: dict[PropertyType, type] = {
    PropertyType.BOOLEAN: bool,
    PropertyType.DATETIME: datetime,
    PropertyType.FLOAT: float,
    PropertyType.DECIMAL: Decimal,
    PropertyType.INTEGER: int,
}


@given(raws, property_types, locales)
@example([{"a": object()}], PropertyType.STRING, DEFAULT_LOCALE)
def test_reading_is_total_and_gives_values_of_the_type_alone(raw: object, kind: PropertyType, locale: Locale) -> None:
    value = reader(kind, locale)(raw)
    if isinstance(value, Refusal):
        assert value.reason
        return
    held = _HELD.get(kind)
    for element in value if isinstance(value, tuple) else (value,):
        assert element is None or held is None or type(element) is held


@given(raws, property_types, locales)
def test_reading_a_read_value_again_gives_the_same(raw: object, kind: PropertyType, locale: Locale) -> None:
    first = read(raw, kind, locale)
    if is_successful(first):
        again = read(first.unwrap(), kind, locale)
        assert is_successful(again)
        assert same(again.unwrap(), first.unwrap())
        assert repr(again.unwrap()) == repr(first.unwrap())


@given(st.data(), property_types)
def test_a_value_that_is_already_read_stays_the_same(data: st.DataObject, kind: PropertyType) -> None:
    value: Value = data.draw(read_values(kind))
    assert same(reader(kind, DEFAULT_LOCALE)(value), value)  # type: ignore[arg-type]


@given(st.data(), property_types)
def test_the_canonical_text_of_a_value_is_read_as_that_value(data: st.DataObject, kind: PropertyType) -> None:
    value = data.draw(read_scalars(kind))
    text = text_of(value)
    assert isinstance(text, str)
    assert same(read(text, kind, DEFAULT_LOCALE).unwrap(), value)


@given(st.lists(raw_scalars, max_size=4), property_types)
def test_a_list_is_read_as_its_elements_are(raw: list[object], kind: PropertyType) -> None:
    one = reader(kind, DEFAULT_LOCALE)
    elements = [one(element) for element in raw]
    whole = one(raw)
    if any(isinstance(element, Refusal) for element in elements):
        assert isinstance(whole, Refusal)
        assert whole.reason.startswith("has an element that ")
    else:
        assert isinstance(whole, tuple)
        assert repr(whole) == repr(tuple(element for element in elements if element is not None))


@given(st.text(min_size=4), property_types)
def test_a_reason_never_repeats_the_value(raw: str, kind: PropertyType) -> None:
    value = reader(kind, DEFAULT_LOCALE)(raw + "¶ private ¶")
    if isinstance(value, Refusal):
        assert "private" not in value.reason


@given(st.datetimes(), locales)
def test_a_naive_datetime_is_the_instant_at_which_clocks_of_the_stated_zone_first_show_it(
    raw: datetime, locale: Locale
) -> None:
    value = reader(PropertyType.DATETIME, locale)(raw)
    if isinstance(value, datetime):
        zone = ZoneInfo(locale.zone)
        offset = raw.replace(tzinfo=zone).utcoffset()
        assert offset is not None
        assert value.replace(tzinfo=None) == raw - offset
        assert value.tzinfo is UTC


@given(st.sampled_from(["US", "DE", "IT", "GB", "FR", "BR"]))
def test_every_way_of_writing_a_phone_number_is_read_as_one_number(region: str) -> None:
    number = phonenumbers.example_number(region)
    assert number is not None
    one = reader(PropertyType.PHONE_NUMBER, Locale(region=region))
    ways = [
        phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL),
        phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL),
        phonenumbers.format_number(number, PhoneNumberFormat.RFC3966),
    ]
    assert {one(way) for way in ways} == {phonenumbers.format_number(number, PhoneNumberFormat.E164)}
