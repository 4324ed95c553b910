"""The version of a Mapping: a digest that changes where a changed project or Field makes every row worth a new look."""

from __future__ import annotations

import hashlib
from collections import abc

from joey.domain.mapping import Mapping
from joey.domain.property import Locale, PropertyType
from joey.domain.schema import Schema

FORMAT = "1"
"""Counts up when reading or converting changes what a row comes to."""


def mapping_version(
    mapping: Mapping, types: abc.Mapping[str, PropertyType], schema: Schema, key_field: str, locale: Locale
) -> str:
    """The digest of all that a row's Snapshot depends on besides the row: an unrelated new Field changes nothing."""
    parts = [FORMAT, key_field, mapping.unmapped.value, repr(locale), repr(sorted(mapping.groups.items()))]
    for line in sorted(mapping.fields, key=lambda line: line.field):
        known = schema.field(line.field)
        held = known and (known.type.value, known.many, sorted(known.choices), known.max_length)
        parts.append(repr((line.field, line.filling, line.null.value, line.lists.value, held)))
    parts.append(repr(sorted((name, types[name].value) for name in mapping.properties if name in types)))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
