"""Makes and changes contacts as Intercom does: who conflicts with whom, what leads ignore, what nulls do (recorded)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from joey.adapters.destinations.intercom.sandbox import errors
from joey.adapters.destinations.intercom.sandbox.attributes import misfit
from joey.adapters.destinations.intercom.sandbox.books import Books
from joey.adapters.destinations.intercom.sandbox.contacts import OWN, Contact, made_up
from joey.adapters.destinations.intercom.sandbox.errors import Fault
from joey.adapters.sandbox import Json

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_ROLES = {"user": "user", "lead": "lead", "contact": "user"}
_KINDS: Mapping[str, tuple[type, ...]] = {
    "external_id": (str,),
    "email": (str,),
    "name": (str,),
    "phone": (str,),
    "owner_id": (int,),
    "signed_up_at": (int,),
    "last_seen_at": (int,),
    "unsubscribed_from_emails": (bool,),
}


def create(books: Books, body: Mapping[str, Json]) -> Contact | Fault:
    """A new contact, or the 409 that names the one that is there."""
    if not any(body.get(name) for name in ("external_id", "email", "role")):
        return errors.NOBODY
    fault = _fault(books, body)
    if fault is not None:
        return fault
    role = _ROLES[body.get("role") or "user"]
    there = _in_the_way(books, body) if role == "user" else None
    if there is not None:
        return errors.conflict(there.id, archived=there.archived or there.deleted)
    number = books.next_number()
    made = Contact(f"{books.now():08x}{number:016x}", role, books.now())
    made.external_id = body.get("external_id") if role == "user" else made_up(number)
    made.email = body.get("email")
    _take(made, body)
    books.keep(made)
    return made


def _in_the_way(books: Books, body: Mapping[str, Json]) -> Contact | None:
    """A user with the external id, also one put away; else a live one with the address, where only that is given.

    Leads may share an address (public threads); users only where their external ids differ.
    """
    users = [one for one in books.contacts.values() if one.role == "user"]
    external_id, email = body.get("external_id"), str(body.get("email") or "").lower()
    if external_id:
        same = [one for one in users if one.external_id == external_id]
        return min(same, key=lambda one: not one.is_live, default=None)
    return next((one for one in users if email and one.is_live and (one.email or "").lower() == email), None)


def update(books: Books, contact: Contact, body: Mapping[str, Json]) -> Fault | None:
    """Change what is named. A lead ignores an external id that comes without the role of a user."""
    fault = _fault(books, body)
    if fault is not None:
        return fault
    role = _ROLES[body.get("role") or contact.role]
    if (contact.role, role) == ("user", "lead"):
        return errors.NO_WAY_BACK
    external_id = body.get("external_id")
    if external_id and role == "user":
        taken = [one for one in books.contacts.values() if one.external_id == external_id and one.is_live]
        if any(one is not contact for one in taken):
            return errors.conflict(next(one.id for one in taken if one is not contact), archived=False)
        contact.external_id = external_id
    contact.role = role
    if "email" in body:
        contact.email = body["email"] or ""
    _take(contact, body)
    books.keep(contact)
    return None


def _take(contact: Contact, body: Mapping[str, Json]) -> None:
    contact.values |= {name: body[name] for name in OWN if name in body}
    contact.custom |= body.get("custom_attributes") or {}


def _fault(books: Books, body: Mapping[str, Json]) -> Fault | None:
    """The first value that can't be taken; attributes that aren't known are ignored, but for custom ones."""
    if body.get("role") not in (None, *_ROLES):
        return errors.invalid("role must be either user or lead", "role")
    for name, kinds in _KINDS.items():
        value = body.get(name)
        if value is not None and type(value) not in kinds:
            return errors.invalid(f"{name} is not of the right type", name)
    if body.get("email") and not _EMAIL.fullmatch(body["email"]):
        return errors.BAD_EMAIL
    return _custom_fault(books, body.get("custom_attributes") or {}) or _refused(books, body)


def _custom_fault(books: Books, given: Mapping[str, Json]) -> Fault | None:
    known = books.custom()
    for name, value in given.items():
        if name not in known:
            return errors.invalid(f"Custom attribute '{name}' does not exist")
        wrong = misfit(known[name], value)
        if wrong is not None:
            return errors.invalid(wrong)
    return None


def _refused(books: Books, body: Mapping[str, Json]) -> Fault | None:
    fields = {**body, **(body.get("custom_attributes") or {})}
    refusal = books.switches.refusal(fields, body.get("external_id") or body.get("email"))
    return None if refusal is None else errors.invalid(refusal.message, refusal.field)


def delete(books: Books, contact: Contact) -> None:
    """Gone for good; a user's external id stays taken."""
    contact.deleted = True
    if contact.role == "lead":
        contact.external_id = None
    books.keep(contact)


def put_away(books: Books, contact: Contact, *, archived: bool) -> None:
    """Archived, or brought back with all that it had."""
    contact.archived = archived
    books.keep(contact)
