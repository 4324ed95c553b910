"""The account as one JSON object: shown whole, replaced in parts."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.facebook.sandbox.account import Books
from joey.adapters.sandbox import Json

_PARTS = {"account", "terms_accepted", "app_secret", "audiences"}


def shown(books: Books) -> dict[str, Json]:
    """`{account, terms_accepted, app_secret, audiences: [{id, name, subtype, …, members, sessions}]}`."""
    return {
        "account": books.account,
        "terms_accepted": books.terms_accepted,
        "app_secret": books.app_secret,
        "audiences": [
            {"id": one.id, **one.fields, "members": list(one.members.values()), "sessions": list(one.sessions.values())}
            for one in books.audiences.values()
        ],
    }


def put(books: Books, given: Mapping[str, Json]) -> None:
    """Replace what is given. Audiences get new ids; their members are as uploaded (hashed)."""
    unknown = given.keys() - _PARTS
    if unknown:
        raise ValueError(f"no such part of the state: {', '.join(sorted(unknown))}; there are {sorted(_PARTS)}")
    books.account = books.account | dict(given.get("account") or {})
    books.terms_accepted = bool(given.get("terms_accepted", books.terms_accepted))
    books.app_secret = str(given.get("app_secret", books.app_secret))
    if "audiences" in given:
        books.audiences = {}
        for row in given["audiences"]:
            fields = {name: value for name, value in row.items() if name not in {"id", "members", "sessions"}}
            books.make({"subtype": "CUSTOM", **fields}).add(row.get("members") or ())
