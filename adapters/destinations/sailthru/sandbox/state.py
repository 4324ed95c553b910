"""The account as one JSON object: shown whole, replaced in parts."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.sailthru.sandbox.books import KEYS, Books, User
from joey.adapters.sandbox import Json

_PARTS = {"users", "lists", "secret"}


def shown(books: Books) -> dict[str, Json]:
    """`{users: [{sid, cookie, email, extid, sms, vars, lists: [name], optout_email}], lists: [name], signed}`."""
    return {
        "users": [_user(user) for user in books.users.values()],
        "lists": list(books.lists),
        "signed": bool(books.secret),
    }


def put(books: Books, given: Mapping[str, Json]) -> None:
    """Replace what is given: users by keys, vars and lists; lists by name; the secret, which checks signatures."""
    unknown = given.keys() - _PARTS - {"signed"}
    if unknown:
        raise ValueError(f"no such part of the state: {', '.join(sorted(unknown))}; there are {sorted(_PARTS)}")
    books.secret = str(given.get("secret", books.secret))
    if "lists" in given:
        books.lists = {}
        for name in given["lists"]:
            books.make_list(name)
    if "users" in given:
        books.empty()
        for row in given["users"]:
            books.keep(_made(books, row))


def _user(user: User) -> dict[str, Json]:
    keys = {key: user.keys.get(key) for key in KEYS}
    held = {"vars": user.vars, "lists": sorted(user.lists), "optout_email": user.optout}
    return {"sid": user.sid, "cookie": user.cookie, **keys, **held}


def _made(books: Books, row: Mapping[str, Json]) -> User:
    user = books.new_user()
    user.sid, user.cookie = row.get("sid") or user.sid, row.get("cookie") or user.cookie
    user.keys = {key: str(row[key]) for key in KEYS if row.get(key) is not None}
    if "email" in user.keys:
        user.keys["email"] = user.keys["email"].strip().lower()
    user.vars, user.optout = dict(row.get("vars") or {}), row.get("optout_email", "none")
    for name in row.get("lists") or ():
        books.make_list(name)
        user.lists[name] = books.now()
    return user
