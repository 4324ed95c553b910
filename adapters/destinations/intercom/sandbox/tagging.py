"""Tags: listed, made, put on one contact or many, taken off one (recorded; API reference: tags)."""

from __future__ import annotations

from joey.adapters.destinations.intercom.sandbox import errors
from joey.adapters.destinations.intercom.sandbox.books import Books
from joey.adapters.sandbox import Reply, Request

Parts = dict[str, str]


class Tagging:
    """What can be asked about tags."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def all(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - it takes nothing
        """All tags, by name."""
        ids = sorted(self._books.tags, key=lambda one: self._books.tags[one].lower())
        return self._listed(ids)

    def of_contact(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - no body
        """The tags of one contact."""
        contact = self._books.live(parts["id"])
        return errors.NO_CONTACT.reply() if contact is None else self._listed(contact.tags)

    def _listed(self, ids: list[str]) -> Reply:
        return Reply(200, {"type": "list", "data": [self._books.shown_tag(one) for one in ids]})

    def make(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - it names nothing
        """A tag, with the users that are named; where one of them isn't there, none is tagged (unverified)."""
        body = request.json()
        name = str(body.get("name") or "").strip()
        if not name:
            return errors.invalid("name can't be blank", "name").reply()
        users = [self._books.live(one["id"]) for one in body.get("users") or ()]
        found = [one for one in users if one is not None]
        if len(found) < len(users):
            return errors.NO_CONTACT.reply()
        tag_id = self._books.make_tag(name)
        for contact in found:
            if tag_id not in contact.tags:
                contact.tags.append(tag_id)
                self._books.keep(contact, touched=False)
        return Reply(200, self._books.shown_tag(tag_id))

    def tag_one(self, request: Request, parts: Parts) -> Reply:
        """Put a tag on a contact; twice is once."""
        contact, tag_id = self._books.live(parts["id"]), str(request.json()["id"])
        if contact is None:
            return errors.NO_CONTACT.reply()
        if tag_id not in self._books.tags:
            return errors.NO_TAG.reply()
        if tag_id not in contact.tags:
            contact.tags.append(tag_id)
            self._books.keep(contact, touched=False)
        return Reply(200, self._books.shown_tag(tag_id))

    def untag_one(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - no body
        """Take a tag off a contact; 404 where it hasn't it (unverified)."""
        contact, tag_id = self._books.live(parts["id"]), parts["tag_id"]
        if contact is None:
            return errors.NO_CONTACT.reply()
        if tag_id not in contact.tags:
            return errors.NO_TAG.reply()
        contact.tags.remove(tag_id)
        self._books.keep(contact, touched=False)
        return Reply(200, self._books.shown_tag(tag_id))

    def delete(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - no body
        """Take a tag off everybody, and away."""
        if self._books.tags.pop(parts["tag_id"], None) is None:
            return errors.NO_TAG.reply()
        for contact in self._books.contacts.values():
            if parts["tag_id"] in contact.tags:
                contact.tags.remove(parts["tag_id"])
                self._books.keep(contact, touched=False)
        return Reply(200)
