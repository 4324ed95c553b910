"""The workspace as one JSON object: shown whole, replaced in parts."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.intercom.sandbox import writes
from joey.adapters.destinations.intercom.sandbox.attributes import built_in, custom
from joey.adapters.destinations.intercom.sandbox.books import Books
from joey.adapters.destinations.intercom.sandbox.errors import Fault
from joey.adapters.destinations.intercom.sandbox.index import SearchIndex
from joey.adapters.sandbox import Json

_PARTS = {"contacts", "tags", "data_attributes"}


def shown(books: Books) -> dict[str, Json]:
    """`{contacts: [… with archived, deleted, tag_names], tags: {id: name}, data_attributes: [custom ones]}`."""
    return {
        "contacts": [
            one.shown()
            | {"archived": one.archived, "deleted": one.deleted, "tag_names": [books.tags[tag] for tag in one.tags]}
            for one in books.contacts.values()
        ],
        "tags": dict(books.tags),
        "data_attributes": [one for one in books.attributes if one["custom"]],
    }


def put(books: Books, given: Mapping[str, Json]) -> None:
    """Replace what is given: tags by name, custom attributes by name and type, contacts as they are created."""
    unknown = given.keys() - _PARTS
    if unknown:
        raise ValueError(f"no such part of the state: {', '.join(sorted(unknown))}; there are {sorted(_PARTS)}")
    if "tags" in given:
        books.tags = {}
        rows = given["tags"]
        for name in rows.values() if isinstance(rows, dict) else rows:
            books.make_tag(name)
    if "data_attributes" in given:
        made = [custom(one, number) for number, one in enumerate(given["data_attributes"])]
        books.attributes = [*built_in(), *made]
    if "contacts" in given:
        books.contacts, books.index = {}, SearchIndex()
        for row in given["contacts"]:
            _put_contact(books, row)


def _put_contact(books: Books, row: Mapping[str, Json]) -> None:
    made = writes.create(books, row)
    if isinstance(made, Fault):
        raise ValueError(  # noqa: TRY004 - it's the value that is wrong
            f"a contact can't be put: {made.message}"
        )
    for name in row.get("tag_names") or ():
        made.tags.append(books.make_tag(name))
    made.archived, made.deleted = bool(row.get("archived")), bool(row.get("deleted"))
    books.keep(made)
