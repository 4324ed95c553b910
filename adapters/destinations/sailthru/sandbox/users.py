"""What Sailthru does with users: reads, writes by any key, deletes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from joey.adapters.destinations.sailthru.sandbox import errors
from joey.adapters.destinations.sailthru.sandbox.books import KEYS, Books, User
from joey.adapters.sandbox import Json

_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s.,;<>()]+")
_LOOKUPS = frozenset({*KEYS, "sid", "cookie", "fb", "twitter"})
_PARAMETERS = frozenset("id key keys keysconflict vars lists optout_email optout_sms optin_sms fields login".split())
_OPTOUTS = frozenset({"none", "all", "blast", "basic"})
LONGEST_VAR = 32


def get(books: Books, said: Mapping[str, Json]) -> Json:
    """The fields asked for, of a user who may have changed meanwhile."""
    key, value = _named(said)
    user = books.read(key, value)
    if user is None:
        raise errors.no_user(key, value)
    return _fields(user, said)


def post(books: Books, said: Mapping[str, Json]) -> Json:
    """Make or change a user; the answer has what `fields` asks for, and `ok`."""
    unknown = said.keys() - _PARAMETERS
    if unknown:
        raise errors.other(f"Unknown parameter: {', '.join(sorted(unknown))}")
    key, value = _named(said)
    there = books.find(key, value)
    if there is None and key not in KEYS:
        raise errors.no_user(key, value)
    user = books.new_user() if there is None else there.copy()
    if there is None:
        user.keys[key] = _checked(key, value)
    absorbed = _rekey(books, user, said)
    _set_vars(user, said.get("vars"))
    _set_optout(user, said.get("optout_email"))
    refused = books.switches.refusal({**user.vars, **user.keys}, user.keys.get("email"))
    if refused is not None:
        raise errors.other(refused.message)
    _set_lists(books, user, said.get("lists"))
    for other in absorbed:
        books.drop(other.sid)
    books.keep(user)
    return {**(_fields(user, said) if said.get("fields") else {}), "ok": True}


def delete(books: Books, said: Mapping[str, Json]) -> Json:
    """For good."""
    key, value = _named(said)
    user = books.find(key, value)
    if user is None:
        raise errors.no_user(key, value, 404)
    books.drop(user.sid)
    return {"ok": True}


def _named(said: Mapping[str, Json]) -> tuple[str, str]:
    """Which key, and its value."""
    value, key = said.get("id"), said.get("key") or "email"
    if value in (None, ""):
        raise errors.missing("id")
    if key not in _LOOKUPS:
        raise errors.other(f"Invalid key type: {key}")
    return key, _checked(key, value)


def _checked(key: str, value: Json) -> str:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise errors.other(f"Invalid value of {key}")
    if key == "email" and not _EMAIL.fullmatch(str(value).strip()):
        raise errors.bad_email(value)
    return str(value).strip().lower() if key == "email" else str(value)


def _rekey(books: Books, user: User, said: Mapping[str, Json]) -> list[User]:
    """Give the user the keys; those users whom a merge makes one with it."""
    given = _object(said, "keys")
    conflict = said.get("keysconflict", "error")
    if conflict not in {"merge", "error"}:
        raise errors.other(f"Invalid keysconflict: {conflict}")
    absorbed: list[User] = []
    for key, value in given.items():
        if key not in KEYS:
            continue  # sid and cookie are what they are; other keys aren't enabled here
        if value is None:
            user.keys.pop(key, None)
            continue
        new = _checked(key, value)
        other = books.find(key, new)
        if other is not None and other.sid != user.sid:
            if conflict == "error":
                raise errors.other(f"Keys conflict: {key} belongs to another user", 409)
            absorbed.append(other)
        user.keys[key] = new
    for other in absorbed:
        _merge(user, other)
    return absorbed


def _merge(user: User, other: User) -> None:
    """What the one hasn't, it takes over from the other (unverified: no page says who wins)."""
    user.keys = {**other.keys, **user.keys}
    user.vars = {**other.vars, **user.vars}
    user.lists = {**other.lists, **user.lists}


def _set_vars(user: User, given: Json) -> None:
    changes = _object({"vars": given}, "vars")
    for name, value in changes.items():
        if not name or len(name) > LONGEST_VAR:
            raise errors.other(f"Invalid var name: {name}")
        user.vars[name] = value


def _set_lists(books: Books, user: User, given: Json) -> None:
    """A list that is named for the first time is made."""
    for name, joins in _object({"lists": given}, "lists").items():
        if not name.strip():
            raise errors.other("Invalid list name")
        if joins in (1, "1", True):
            books.make_list(name)
            user.lists.setdefault(name, books.now())
        elif joins in (0, "0", False):
            user.lists.pop(name, None)
        else:
            raise errors.other(f"Invalid value for list: {name}")


def _set_optout(user: User, given: Json) -> None:
    if given is not None and given not in _OPTOUTS:
        raise errors.other(f"Invalid optout_email: {given}")
    user.optout = given or user.optout


def _object(said: Mapping[str, Json], name: str) -> Mapping[str, Json]:
    """The object; `[]` is PHP's empty one."""
    given = said.get(name)
    if given is None or given == []:
        return {}
    if not isinstance(given, dict):
        raise errors.other(f"Invalid {name}")
    return given


def _fields(user: User, said: Mapping[str, Json]) -> dict[str, Json]:
    shown = user.shown()
    asked = _object(said, "fields")
    return {name: shown.get(name) for name, wanted in asked.items() if wanted} if asked else shown
