"""Queries: every value escaped, every name checked, and none without a WHERE; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from joey.adapters.destinations.salesforce.described import FieldInfo

LONGEST = 12_000
"""Bytes of an encoded query; an address may have 16,384 in all (docs: query)."""

_NAME = re.compile(r"[A-Za-z]\w*")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+(Z|[-+]\d\d:?\d\d))?")
_ESCAPES = {"\\": r"\\", "'": r"\'", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f"}
_UNQUOTED = {
    **dict.fromkeys(("double", "currency", "percent", "int"), _NUMBER),
    **dict.fromkeys(("date", "datetime"), _MOMENT),
    "boolean": re.compile("true|false"),
}


def quoted(text: str) -> str:
    """A text as SOQL takes it."""
    return "'" + "".join(_ESCAPES.get(one, one) for one in text) + "'"


def literal(text: str, field: FieldInfo) -> str | None:
    """A value as SOQL takes it for that field; None where the field can't hold it, so that nothing has it."""
    form = _UNQUOTED.get(field.type)
    if form is None:
        return quoted(text)
    return text if form.fullmatch(text) else None


def select(names: Sequence[str], object_: str, where: Sequence[tuple[str, Sequence[str]]]) -> str:
    """The query for records where each field is one of its literals; raises ValueError for a query without any."""
    for name in (*names, object_, *(field for field, _ in where)):
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} can't be the name of an object or a field")
    if not where or not all(literals for _, literals in where):
        raise ValueError("a query must say which records")
    conditions = (f"{field} IN ({', '.join(literals)})" for field, literals in where)
    return f"SELECT {', '.join(names)} FROM {object_} WHERE {' AND '.join(conditions)}"  # noqa: S608 - checked, escaped


def in_chunks(literals: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    """The literals in parts of at most ``most`` that each fit into an address."""
    part: list[str] = []
    size = 0
    for one in dict.fromkeys(literals):
        length = len(quote(one, safe="")) + 4
        if part and (len(part) >= most or size + length > LONGEST):
            yield part
            part, size = [], 0
        part.append(one)
        size += length
    if part:
        yield part
