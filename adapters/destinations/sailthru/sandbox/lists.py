"""What Sailthru does with lists: all of them, one, make one, delete one."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.sailthru.sandbox import errors
from joey.adapters.destinations.sailthru.sandbox.books import Books
from joey.adapters.sandbox import Json

MOST_LISTS = 2_000


def get(books: Books, said: Mapping[str, Json]) -> Json:
    """One list by its name, or all."""
    if "list" not in said:
        return {"lists": [_in_all(books, name) for name in books.lists]}
    name = said["list"]
    if name not in books.lists:
        raise errors.no_list(name)
    count = sum(1 for _ in books.members(name))
    return {**books.lists[name], "send_time": None, "count": count, "type": "normal", "primary": False}


def post(books: Books, said: Mapping[str, Json]) -> Json:
    """Make a list, or change it."""
    name = _name(said)
    if name not in books.lists and len(books.lists) >= MOST_LISTS:
        raise errors.other(f"You have reached the limit of {MOST_LISTS} lists")
    refused = books.switches.refusal({"list": name}, name)
    if refused is not None:
        raise errors.other(refused.message)
    made = books.make_list(name)
    return {"list": name, "type": said.get("type", "natural"), "list_id": made["list_id"]}


def delete(books: Books, said: Mapping[str, Json]) -> Json:
    """The list goes, its people stay."""
    name = _name(said)
    if books.lists.pop(name, None) is None:
        raise errors.no_list(name)
    for user in books.members(name):
        del user.lists[name]
    return {"list": name, "ok": True}


def _name(said: Mapping[str, Json]) -> str:
    name = said.get("list")
    if not isinstance(name, str) or not name.strip():
        raise errors.missing("list")
    return name


def _in_all(books: Books, name: str) -> dict[str, Json]:
    one = books.lists[name]
    count = sum(1 for _ in books.members(name))
    return {"list_id": one["list_id"], "name": name, "email_count": count, "type": "normal"}
