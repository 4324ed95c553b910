"""Records as the state page shows and takes them."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.hubspot.sandbox import moments
from joey.adapters.destinations.hubspot.sandbox.records import Records, Row
from joey.adapters.sandbox import Json


def row_of(given: Mapping[str, Json], records: Records, now: int) -> Row:
    """A record from its JSON; without `id` or times it gets them. Values are taken unchecked."""
    created = _moment(given.get("createdAt"), now)
    return Row(
        id=str(given.get("id") or records.take_id()),
        values={name: _text(name, value) for name, value in given["properties"].items() if value is not None},
        created=created,
        updated=_moment(given.get("updatedAt"), created),
        archived=_moment(given["archivedAt"], now) if given.get("archivedAt") else None,
    )


def stored(row: Row) -> dict[str, Json]:
    """The record as JSON that `row_of` takes."""
    shown: dict[str, Json] = {
        "id": row.id,
        "properties": dict(row.values),
        "createdAt": moments.iso(row.created),
        "updatedAt": moments.iso(row.updated),
    }
    return shown | ({"archivedAt": moments.iso(row.archived)} if row.archived else {})


def _moment(given: Json, otherwise: int) -> int:
    found = moments.milliseconds(str(given)) if given else None
    return otherwise if found is None else found


def _text(name: str, value: Json) -> str:
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text.strip().lower() if name == "email" else text
