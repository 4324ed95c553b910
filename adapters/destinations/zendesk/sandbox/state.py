"""The account as one JSON object: shown whole, replaced in parts."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.zendesk.sandbox.account import user_field
from joey.adapters.destinations.zendesk.sandbox.books import Books
from joey.adapters.destinations.zendesk.sandbox.errors import Fault
from joey.adapters.destinations.zendesk.sandbox.people import People
from joey.adapters.sandbox import Json

_PARTS = {"imports", "user_fields", "users", "jobs"}


def shown(books: Books) -> dict[str, Json]:
    """`{imports, user_fields, users: [… with identities], jobs}`."""
    return {
        "imports": books.imports,
        "user_fields": books.fields,
        "users": [
            books.shown(user) | {"identities": [one.shown(user.id) for one in user.identities]}
            for user in books.people.users.values()
        ],
        "jobs": [job.shown(books.now()) for job in books.jobs.held.values()],
    }


def put(books: Books, given: Mapping[str, Json]) -> None:
    """Replace what is given: whether imports are on, the user fields, the users; jobs can't be put."""
    unknown = given.keys() - _PARTS
    if unknown:
        raise ValueError(f"no such part of the state: {', '.join(sorted(unknown))}; there are {sorted(_PARTS)}")
    books.imports = bool(given.get("imports", books.imports))
    if "user_fields" in given:
        books.fields = [user_field(one, number) for number, one in enumerate(given["user_fields"])]
    if "users" in given:
        books.people = People()
        for row in given["users"]:
            _put_user(books, row)


def _put_user(books: Books, row: Mapping[str, Json]) -> None:
    made = books.desk().create({"name": "Somebody", **row})
    if isinstance(made, Fault):
        raise ValueError(f"a user can't be put: {made.told()}")  # noqa: TRY004 - its values are wrong
    for more in row.get("identities") or ():
        value = more if isinstance(more, str) else more["value"]
        books.desk().identify(made, {"value": value, "verified": True})
    if row.get("active") is False:
        books.people.delete(made, books.now())
