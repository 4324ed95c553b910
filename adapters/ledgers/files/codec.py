"""Snapshots as JSON texts and back, exactly: every value keeps its type.

Text, whole numbers of 64 bits, finite floats, booleans, null and lists are JSON's own. The others are objects of one
member, which no value can be: ``{"decimal": "1.50"}``, ``{"date": …}``, ``{"datetime": …}``, ``{"int": …}``,
``{"float": "nan"}``, and ``{"text": …}`` for text that UTF-8 can't hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import cast

import orjson

from joey.domain.property import Scalar, Value
from joey.domain.snapshot import Snapshot

_PLAIN = frozenset({str, bool, int, type(None), date, datetime, Decimal})
_OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME

_MARK = "\x00\\"
"""Before names that are escaped; a name that begins with it is escaped too."""

_MARK_IN_JSON = "\\u0000\\\\"


def write_snapshot(snapshot: Snapshot) -> str:
    """A Snapshot as one JSON text."""
    fields: Mapping[str, object] = snapshot.fields
    if not _PLAIN.issuperset(map(type, fields.values())):
        fields = {name: _plain(value) for name, value in snapshot.fields.items()}
    try:
        text = _dumps(snapshot.key, fields, snapshot.groups)
    except TypeError:  # whole numbers beyond 64 bits, and text that is no UTF-8
        text = _MARK_IN_JSON
    if _MARK_IN_JSON in text:
        plain = {_text(name): _plain(value) for name, value in snapshot.fields.items()}
        return _dumps(_text(snapshot.key), plain, frozenset(_text(group) for group in snapshot.groups))
    return text


class Texts:
    """Texts of Snapshots that are soon written again: an intent's is nearly always its Outcome's, the same object."""

    def __init__(self, most: int = 20_000) -> None:
        self._most = most
        self._kept: dict[int, tuple[Snapshot, str]] = {}

    def first(self, snapshot: Snapshot) -> str:
        """The text, kept for the second time; of more than ``most`` that never came, none."""
        if len(self._kept) >= self._most:
            self._kept.clear()
        text = write_snapshot(snapshot)
        self._kept[id(snapshot)] = (snapshot, text)
        return text

    def again(self, snapshot: Snapshot) -> str:
        """The text, as it was kept or anew."""
        kept = self._kept.pop(id(snapshot), None)
        return kept[1] if kept is not None else write_snapshot(snapshot)


def read_snapshot(text: str) -> Snapshot:
    """A Snapshot from its JSON text."""
    raw = orjson.loads(text)
    fields = {_name(name): _value(value) for name, value in raw["f"].items()}
    return Snapshot(_name(raw["k"]), fields, frozenset(_name(group) for group in raw["g"]))


def _dumps(key: str, fields: Mapping[str, object], groups: frozenset[str]) -> str:
    return orjson.dumps({"k": key, "f": fields, "g": sorted(groups)}, _tag, _OPTIONS).decode()


def _tag(value: object) -> object:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    raise TypeError(f"a Snapshot holds no {type(value).__name__}")


def _plain(value: Value) -> object:
    """A value that JSON holds as it is, or its tag."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not isfinite(value):
        return {"float": repr(value)}
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return {"int": str(value)}
    if isinstance(value, str):
        return value if _is_utf8(value) else {"text": _escaped(value)}
    return value


def _value(raw: object) -> Value:
    if isinstance(raw, dict):
        ((kind, text),) = raw.items()
        return _SCALARS[kind](text)
    if isinstance(raw, list):
        return tuple(cast("Scalar", _value(item)) for item in raw)
    return cast("Value", raw)


def _text(name: str) -> str:
    return name if _is_utf8(name) and not name.startswith(_MARK) else _MARK + _escaped(name)


def _name(text: str) -> str:
    return _unescaped(text.removeprefix(_MARK)) if text.startswith(_MARK) else text


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _escaped(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").hex()


def _unescaped(text: str) -> str:
    return bytes.fromhex(text).decode("utf-8", "surrogatepass")


_SCALARS: dict[str, Callable[[str], Scalar]] = {
    "decimal": Decimal,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "int": int,
    "float": float,
    "text": _unescaped,
}
