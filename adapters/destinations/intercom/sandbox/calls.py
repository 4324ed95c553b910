"""Intercom's calls, as handlers over the books."""

from __future__ import annotations

from joey.adapters.destinations.intercom.sandbox import errors, writes
from joey.adapters.destinations.intercom.sandbox.attributes import custom
from joey.adapters.destinations.intercom.sandbox.books import Books
from joey.adapters.destinations.intercom.sandbox.contacts import WORKSPACE
from joey.adapters.destinations.intercom.sandbox.errors import Fault
from joey.adapters.destinations.intercom.sandbox.search import fault_of, matches, page
from joey.adapters.destinations.intercom.sandbox.tagging import Tagging
from joey.adapters.sandbox import Json, Reply, Request, Routes

Parts = dict[str, str]


def routes(books: Books) -> Routes:
    """The table of calls."""
    table, calls, tagging = Routes(), Calls(books), Tagging(books)
    table.add("GET", "/me", calls.me)
    table.add("GET", "/counts", calls.counts)
    table.add("GET", "/data_attributes", calls.attributes)
    table.add("POST", "/data_attributes", calls.make_attribute)
    table.add("GET", "/contacts", calls.all)
    table.add("POST", "/contacts", calls.create)
    table.add("POST", "/contacts/search", calls.search)
    table.add("GET", "/contacts/find_by_external_id/{external_id:path}", calls.by_external_id)
    table.add("GET", "/contacts/{id}", calls.read)
    table.add("PUT", "/contacts/{id}", calls.update)
    table.add("DELETE", "/contacts/{id}", calls.delete)
    table.add("POST", "/contacts/{id}/archive", calls.archive)
    table.add("POST", "/contacts/{id}/unarchive", calls.unarchive)
    table.add("GET", "/contacts/{id}/tags", tagging.of_contact)
    table.add("POST", "/contacts/{id}/tags", tagging.tag_one)
    table.add("DELETE", "/contacts/{id}/tags/{tag_id}", tagging.untag_one)
    table.add("GET", "/tags", tagging.all)
    table.add("POST", "/tags", tagging.make)
    table.add("DELETE", "/tags/{tag_id}", tagging.delete)
    return table


class Calls:
    """What can be asked of the workspace and its contacts."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def me(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - it takes nothing
        """Whose token it is, and of which workspace."""
        app = {"type": "app", "id_code": WORKSPACE, "name": "Joey's demo", "region": "US", "timezone": "Europe/Dublin"}
        told = {"type": "admin", "id": "4518167", "email": "admin@demo.com", "name": "Ada Admin", "app": app}
        return Reply(200, told)

    def counts(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - it takes nothing
        """How many users and leads there are."""
        live = [one.role for one in self._books.contacts.values() if one.is_live]
        told = {kind: {"count": live.count(kind)} for kind in ("user", "lead")}
        return Reply(200, {"type": "count.hash", **told})

    def attributes(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - it names nothing
        """The data attributes of contacts; archived ones only where they are asked for."""
        model = request.param("model", "contact")
        if model not in ("contact", "company"):
            return errors.NOT_THE_MODEL.reply()
        archived = request.param("include_archived") == "true"
        rows = [one for one in self._books.attributes if archived or not one["archived"]]
        return Reply(200, {"type": "list", "data": rows if model == "contact" else []})

    def make_attribute(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - it names nothing
        """A custom attribute."""
        body = request.json()
        if body["name"] in self._books.custom():
            return errors.invalid(f"You already have '{body['name']}' in your contact data").reply()
        made = custom(body, self._books.next_number() + 1_000_000)
        self._books.attributes.append(made)
        return Reply(200, made)

    def all(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - it names nothing
        """All contacts, as the index has them (recorded)."""
        found = page(self._books.found(), request.param("per_page"), request.param("starting_after"))
        return found.reply() if isinstance(found, Fault) else Reply(200, found)

    def search(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - it names nothing
        """Contacts that answer to a query, as old as the index is."""
        body = request.json()
        fault = fault_of(body["query"])
        if fault is not None:
            return fault.reply()
        paging = body.get("pagination") or {}
        rows = [one for one in self._books.found() if matches(one, body["query"])]
        found = page(rows, paging.get("per_page"), paging.get("starting_after"))
        return found.reply() if isinstance(found, Fault) else Reply(200, found)

    def create(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - it names nothing
        """A new contact."""
        made = writes.create(self._books, request.json())
        return made.reply() if isinstance(made, Fault) else Reply(200, made.shown())

    def by_external_id(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - no body
        """One contact, fresh."""
        found = [
            one for one in self._books.contacts.values() if one.external_id == parts["external_id"] and one.is_live
        ]
        return Reply(200, found[0].shown()) if found else errors.NO_CONTACT.reply()

    def read(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - no body
        """One contact, fresh; archived ones aren't there (recorded)."""
        contact = self._books.live(parts["id"])
        return errors.NO_CONTACT.reply() if contact is None else Reply(200, contact.shown())

    def update(self, request: Request, parts: Parts) -> Reply:
        """Change what is named."""
        contact = self._books.live(parts["id"])
        if contact is None:
            return errors.NO_CONTACT.reply()
        fault = writes.update(self._books, contact, request.json())
        return Reply(200, contact.shown()) if fault is None else fault.reply()

    def delete(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - no body
        """For good."""
        contact = self._books.live(parts["id"])
        if contact is None:
            return errors.NO_CONTACT.reply()
        external_id = contact.external_id
        writes.delete(self._books, contact)
        told: Json = {"type": "contact", "id": contact.id, "external_id": external_id, "deleted": True}
        return Reply(200, told)

    def archive(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - the body says nothing
        """Put away."""
        return self._put_away(parts["id"], archived=True)

    def unarchive(self, request: Request, parts: Parts) -> Reply:  # noqa: ARG002 - the body says nothing
        """Bring back; not what was deleted for good (recorded)."""
        return self._put_away(parts["id"], archived=False)

    def _put_away(self, contact_id: str, *, archived: bool) -> Reply:
        contact = self._books.contacts.get(contact_id)
        if contact is None or (archived and not contact.is_live):
            return errors.NO_CONTACT.reply()
        if contact.deleted:
            return errors.NOT_RESTORABLE.reply()
        writes.put_away(self._books, contact, archived=archived)
        return Reply(200, {"id": contact.id, "object": "contact", "archived": archived})
