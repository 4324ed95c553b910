"""Strategies for values: raw ones of every shape, read ones of each Property type, and text close to each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

from hypothesis import strategies as st

from joey.domain.property import FieldType, Locale, PropertyType, Scalar, Value

property_types = st.sampled_from(PropertyType)
field_types = st.sampled_from(FieldType)
locales = st.builds(
    Locale,
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]),
    region=st.sampled_from(["US", "DE", "IT", "NP"]),
)


class Tier(StrEnum):
    GOLD = "gold"


class Level(IntEnum):
    LOW = 1


class Silent(tzinfo):
    """A zone that knows nothing, as Python's own `tzinfo` does."""

    def utcoffset(self, moment: datetime | None, /) -> timedelta:
        raise NotImplementedError

    def dst(self, moment: datetime | None, /) -> timedelta:
        raise NotImplementedError

    def tzname(self, moment: datetime | None, /) -> str:
        raise NotImplementedError


class Broken(datetime):
    """A moment that can't say its day, as a data frame's not-a-time can't."""

    @property
    def year(self) -> int:
        raise TypeError


class Hostile(int):
    """A number whose every use is an error."""

    def __int__(self) -> int:
        raise RuntimeError

    def __bool__(self) -> bool:
        raise RuntimeError


_ALPHABETS = ["0123456789+-.eE ", "aA1.@-+ ü", "htps:/?#@[]aZ.1\\", "0123456789-:TZ+. ", "+0123456789 ()-xext"]
near_text = st.one_of(
    *[st.text(alphabet, max_size=24) for alphabet in _ALPHABETS],
    st.text(st.characters(), max_size=30),
    st.sampled_from(
        ["yes", "TRUE", "n", "0", "", "  ", "\x00", "\ud800", "İ@İ.İ", "httpſ://a", "inf", "nan", "1_0", "١"]
    ),
    st.emails(),
    st.datetimes().map(str),
    st.decimals().map(str),
    st.from_regex(r"\+(?:1|49|39|977)[0-9]{7,11}", fullmatch=True),
    st.from_regex(r"https?://[a-zA-Z0-9.-]{1,20}(?::[0-9]{1,4})?/[!-~]{0,10}", fullmatch=True),
)
_moments = st.datetimes(timezones=st.none() | st.timezones() | st.just(UTC), allow_imaginary=True)
_silent: st.SearchStrategy[tzinfo | None] = st.just(Silent())
raw_scalars: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**998, max_value=10**1002),
    st.floats(),
    st.decimals(),
    st.decimals(places=2, allow_nan=False, allow_infinity=False),
    near_text,
    near_text.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=12),
    st.dates(),
    _moments,
    st.times(timezones=_silent | st.none()),
    st.timedeltas(),
    st.uuids(),
    st.sampled_from([Tier.GOLD, Level.LOW, object(), 1j, {1}, Decimal("sNaN"), Decimal("1E+999999999")]),
    st.datetimes(timezones=_silent),
    st.builds(Hostile),
    st.builds(Broken, st.just(2024), st.just(1), st.just(2)),
)
raws: st.SearchStrategy[Any] = st.recursive(
    raw_scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4),
    ),
    max_leaves=8,
)

_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)
_READ: dict[PropertyType, st.SearchStrategy[Scalar]] = {
    PropertyType.BOOLEAN: st.booleans(),
    PropertyType.DATE: st.dates(),
    PropertyType.DATETIME: st.datetimes(timezones=st.just(UTC)),
    PropertyType.EMAIL: st.sampled_from(["a@b.co", "jörg.ñ+x@exämple.org"]),
    PropertyType.FLOAT: st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0),
    PropertyType.DECIMAL: st.decimals(allow_nan=False, allow_infinity=False, places=3),
    PropertyType.INTEGER: st.integers(),
    PropertyType.PHONE_NUMBER: st.sampled_from(["+14155552671", "+390236618300"]),
    PropertyType.STRING: _texts | near_text.filter(lambda text: "\x00" not in text and "\ud800" not in text),
    PropertyType.URL: st.sampled_from(["https://example.com/A?b=C", "http://[::1]:80"]),
}


def read_scalars(kind: PropertyType) -> st.SearchStrategy[Scalar]:
    """Values as reading makes them, of one type."""
    return _READ[kind]


def read_values(kind: PropertyType) -> st.SearchStrategy[Value]:
    """The same, and null, and lists of them."""
    scalars = read_scalars(kind)
    return st.none() | scalars | st.lists(scalars, max_size=3).map(tuple)


values: st.SearchStrategy[Value] = property_types.flatmap(read_values)
