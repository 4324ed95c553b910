"""How raw text becomes a typed value, and how anything becomes text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from joey.domain.canonical import text_of
from joey.domain.property import Refusal, Scalar

Read: TypeAlias = Scalar | Refusal | None
Rule: TypeAlias = Callable[[Any], Read]
"""What is made of one raw value, given that it is of the type that the rule stands for; it never raises."""
Rules: TypeAlias = Mapping[type, Rule]

UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
"""Spaces, controls and invisible characters, which no address holds."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def parsed(parse: Callable[[str], Read]) -> dict[type, Rule]:
    """Rules for text of a type other than string: trimmed first, null where nothing is left; bytes are UTF-8."""

    def read(raw: str) -> Read:
        text = raw.strip()
        if not text:
            return None
        return parse(text) if text.isascii() and "\x00" not in text else _flaw(text) or parse(text)

    return {str: read, bytes: lambda raw: _decoded(raw, read)}


def strings(zone: tzinfo) -> dict[type, Rule]:
    """Rules for strings: text as it is, blank or not; everything else in its canonical text, structs as JSON."""
    return {
        str: kept,
        bytes: lambda raw: _decoded(raw, kept),
        bool: text_of,
        int: text_of,
        float: text_of,
        Decimal: text_of,
        date: text_of,
        datetime: lambda raw: text_of(zoned(raw, zone)),
        time: _time_text,
        UUID: str,
        dict: lambda raw: _json(raw, zone),
    }


def kept(raw: str) -> Read:
    """The text itself, unless it holds what no vendor's JSON can: NUL or half a surrogate pair."""
    return raw if raw.isascii() and "\x00" not in raw else _flaw(raw) or raw


def zoned(raw: datetime, zone: tzinfo) -> datetime:
    """The datetime, in the stated zone where it names none.

    A wall time that a change of the clocks repeats is its first occurrence; one that it skips is read by the offset
    before the change, so 02:30 comes out as 03:30 (Python's `fold=0`, PEP 495; a raw `fold=1` is honoured).
    """
    return raw if raw.tzinfo is not None else datetime.combine(raw.date(), raw.time(), zone)


def _flaw(text: str) -> Refusal | None:
    if "\x00" in text:
        return Refusal("contains a NUL character")
    if not text.isascii() and _SURROGATE.search(text):
        return Refusal("contains half of a surrogate pair, so it is no valid text")
    return None


def _decoded(raw: bytes, read: Callable[[str], Read]) -> Read:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return Refusal("is binary data, not UTF-8 text")
    return read(text)


def _time_text(raw: time) -> Read:
    return (
        raw.isoformat()
        if raw.tzinfo is None
        else Refusal("is a time of day with a zone; turn it into text in the query")
    )


def _json(raw: dict[object, object], zone: tzinfo) -> Read:
    def plain(element: object) -> object:
        read = strings(zone).get(type(element))
        text = read(element) if read else None
        if isinstance(text, str):
            return text
        raise TypeError

    try:
        text = json.dumps(
            raw,
            default=plain,
            allow_nan=False,
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )
    except Exception:  # noqa: BLE001  # a foreign class inside may raise whatever it likes, and reading is total
        return Refusal("is a struct that has no JSON text")
    return kept(text)
