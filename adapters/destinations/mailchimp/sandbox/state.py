"""The account as one JSON object: shown whole, replaced in parts."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.mailchimp.sandbox.account import ACCOUNT
from joey.adapters.destinations.mailchimp.sandbox.audience import BY_ADMIN, Audience, Member
from joey.adapters.destinations.mailchimp.sandbox.books import FAKES, Books
from joey.adapters.sandbox import Json


def shown(books: Books) -> dict[str, Json]:
    """`{account, fakes, lists: {id: {name, merge_fields, members, tags, forgotten}}, batches}`."""
    now = books.now()
    return {
        "account": ACCOUNT,
        "fakes": sorted(books.fakes),
        "lists": {one.id: _audience(one) for one in books.audiences.values()},
        "batches": [books.batches.shown(one, now, "") for one in books.batches.held.values()],
    }


def _audience(audience: Audience) -> dict[str, Json]:
    return {
        "name": audience.head["name"],
        "merge_fields": list(audience.fields.values()),
        "members": [audience.shown(one) | {"opted_out": one.opted_out} for one in audience.members.values()],
        "tags": [audience.shown_tag(tag) for tag in audience.tags.values()],
        "forgotten": sorted(audience.forgotten),
    }


def put(books: Books, given: Mapping[str, Json]) -> None:
    """Replace what is given: members, merge fields, tags of the lists named; the addresses taken for invented."""
    unknown = given.keys() - {"account", "fakes", "lists", "batches"}
    if unknown:
        raise ValueError(f"no such part of the state: {', '.join(sorted(unknown))}; there are fakes, lists")
    for list_id, parts in (given.get("lists") or {}).items():
        if list_id not in books.audiences:
            raise ValueError(f"no list {list_id!r}; there are {', '.join(books.audiences)}")
        _put(books, list_id, parts)
    books.fakes = frozenset(given.get("fakes", books.fakes if given else FAKES))


def _put(books: Books, list_id: str, parts: Mapping[str, Json]) -> None:
    old = books.audiences[list_id]
    fields = parts.get("merge_fields", list(old.fields.values()))
    new = Audience(old.head, fields)
    new.forgotten = set(parts.get("forgotten", old.forgotten))
    books.audiences[list_id] = new
    if "members" not in parts:
        new.tags = old.tags
        for member in old.members.values():
            new.keep(member)
    for tag in parts.get("tags", ()):
        if new.tag_named(tag["name"]) is None:
            new.new_tag(tag["name"], books.now())
    for row in parts.get("members", ()):
        _member(new, row, books.now())


def _member(audience: Audience, row: Mapping[str, Json], now: float) -> Member:
    """A member from its JSON: only the e-mail is needed; values are taken unchecked, tags made as they come."""
    made = audience.add(row["email_address"], row.get("status", "subscribed"), now, row.get("contact_id", ""))
    made.merge_fields = dict(row.get("merge_fields") or {})
    made.reason = row.get("unsubscribe_reason", BY_ADMIN)
    made.opted_out = bool(row.get("opted_out", made.status == "unsubscribed" and made.reason != BY_ADMIN))
    made.more = {name: row[name] for name in ("language", "vip") if name in row}
    for given in row.get("tags") or ():
        name = given if isinstance(given, str) else given["name"]
        tag = audience.tag_named(name) or audience.new_tag(name, now)
        made.tags.append(tag.id)
    return made
