from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from returns.pipeline import is_successful

from joey.domain.conversion import compatible, convert, converter
from joey.domain.property import DEFAULT_LOCALE, FieldType, Locale, PropertyType, Refusal, Value, same
from joey.domain.reading import reader
from tests.domain.strategies_values import field_types, locales, property_types, read_scalars, read_values, values


@given(values, property_types, field_types, locales)
def test_conversion_is_total_even_for_values_of_another_type(
    value: Value, from_: PropertyType, to: FieldType, locale: Locale
) -> None:
    first = converter(from_, to, locale)(value)
    again = convert(value, from_, to, locale)
    assert isinstance(first, Refusal) == (not is_successful(again))
    assert (again.failure() if isinstance(first, Refusal) else again.unwrap()) == first


@given(st.data(), property_types, field_types)
def test_only_a_compatible_pair_ever_converts(data: st.DataObject, from_: PropertyType, to: FieldType) -> None:
    value: Value = data.draw(read_values(from_))
    converted = converter(from_, to)(value)
    assert compatible(from_, to) or value is None or isinstance(converted, Refusal)
    assert value is not None or converted is None


@given(st.data(), property_types)
def test_any_takes_every_value_as_it_is_and_so_does_a_field_of_the_propertys_own_type(
    data: st.DataObject, kind: PropertyType
) -> None:
    value: Value = data.draw(read_values(kind))
    assert same(convert(value, kind, FieldType.ANY).unwrap(), value)
    assert same(convert(value, kind, FieldType(kind.value)).unwrap(), value)


@given(st.data(), property_types)
def test_what_is_exported_as_a_string_is_read_back_as_the_value(data: st.DataObject, kind: PropertyType) -> None:
    value: Value = data.draw(read_scalars(kind))
    text = convert(value, kind, FieldType.STRING).unwrap()
    assert isinstance(text, str)
    assert same(reader(kind, DEFAULT_LOCALE)(text), value)  # type: ignore[arg-type]


@given(st.data(), property_types, locales)
def test_text_converts_as_it_is_read(data: st.DataObject, kind: PropertyType, locale: Locale) -> None:
    text = data.draw(read_scalars(PropertyType.STRING))
    assert converter(PropertyType.STRING, FieldType(kind.value), locale)(text) == reader(kind, locale)(text)


@given(st.data(), property_types, field_types)
def test_a_list_converts_element_by_element(data: st.DataObject, from_: PropertyType, to: FieldType) -> None:
    scalars = data.draw(st.lists(read_scalars(from_), min_size=1, max_size=4))
    run = converter(from_, to)
    whole, each = run(tuple(scalars)), [run(scalar) for scalar in scalars]
    if any(isinstance(element, Refusal) for element in each):
        assert isinstance(whole, Refusal)
    else:
        assert same(whole, tuple(element for element in each if element is not None))  # type: ignore[arg-type,misc]
