"""Takes users: checks a body as Zendesk does, and makes or changes the user by it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from joey.adapters.destinations.zendesk.sandbox import errors
from joey.adapters.destinations.zendesk.sandbox.account import FIRST_IDENTITY_ID, FIRST_USER_ID
from joey.adapters.destinations.zendesk.sandbox.errors import Complaint, Fault
from joey.adapters.destinations.zendesk.sandbox.people import Identity, People, User
from joey.adapters.destinations.zendesk.sandbox.values import tag_for, tags_of, taken, unset
from joey.adapters.sandbox import Json, Switches

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_TEXTS = ("alias", "details", "notes", "phone", "time_zone", "locale")
_PLAIN = ("organization_id", "verified", "suspended", "role")
_ROLES = ("end-user", "agent", "admin")
_LONGEST = 255
_BLANK_AS_TEXT = ("alias", "details", "notes")

Definitions = Mapping[str, Mapping[str, Json]]


@dataclass(slots=True)
class Desk:
    """Where the writes of an account are taken; ``now`` in seconds since 1970."""

    people: People
    definitions: Definitions
    switches: Switches
    now: float

    def create(self, body: Json) -> User | Fault:
        """Make a user; who has the address or the external id already is a fault."""
        body = body if isinstance(body, dict) else {}
        fault = self._fault(body, None)
        if fault is not None:
            return fault
        user = User(FIRST_USER_ID + len(self.people.users), str(body["name"]), self.now, self.now)
        self.people.users[user.id] = user
        self._apply(user, body, new=True)
        return user

    def create_or_update(self, body: Json) -> tuple[User | Fault, bool]:
        """Match by external id, then by address; whether it was made is the second."""
        body = body if isinstance(body, dict) else {}
        by_id = self.people.by_external_id(body["external_id"]) if body.get("external_id") else None
        there = by_id or (self.people.by_email(body["email"]) if body.get("email") else None)
        return (self.create(body), True) if there is None else (self.update(there, body), False)

    def update(self, user: User, body: Json) -> User | Fault:
        """Change what the body speaks of."""
        body = body if isinstance(body, dict) else {}
        fault = self._fault(body, user)
        if fault is not None:
            return fault
        self._apply(user, body, new=False)
        return user

    def identify(self, user: User, body: Json) -> Identity | Fault:
        """Add an address that isn't the primary one, unless it is the first."""
        value = str(body.get("value") or "") if isinstance(body, dict) else ""
        complaint = self._bad_email(value, user)
        if complaint is not None:
            return errors.invalid({"value": complaint})
        return self._address(user, value, verified=body.get("verified") is True)

    def _fault(self, body: Mapping[str, Json], user: User | None) -> Fault | None:
        details = dict(self._complaints(body, user))
        refused = self.switches.refusal({**body, **_own(body)}, body.get("external_id"))
        if refused is not None:
            details[refused.field or "base"] = Complaint(refused.message)
        return errors.invalid(details) if details else None

    def _complaints(self, body: Mapping[str, Json], user: User | None) -> Iterator[tuple[str, Complaint]]:
        if not str(body.get("name", user.name if user else "") or "").strip():
            yield "name", Complaint("Name: is too short (minimum is 1 characters)", "ValueTooShort")
        for name in ("name", "external_id", "alias"):
            if len(str(body.get(name) or "")) > _LONGEST:
                yield name, Complaint(f"{name.title()}: is too long (maximum is 255 characters)", "ValueTooLong")
        email = self._bad_email(str(body["email"]), user) if body.get("email") else None
        if email is not None:
            yield "email", email
        if body.get("role", "end-user") not in _ROLES:
            yield "role", Complaint("Role: is invalid", "InvalidValue")
        yield from self._taken_keys(body, user)
        yield from self._bad_fields(body)

    def _taken_keys(self, body: Mapping[str, Json], user: User | None) -> Iterator[tuple[str, Complaint]]:
        other = self.people.by_external_id(body["external_id"]) if body.get("external_id") else None
        if other is not None and other is not user:
            yield from errors.EXTERNAL_ID_TAKEN.details.items()

    def _bad_fields(self, body: Mapping[str, Json]) -> Iterator[tuple[str, Complaint]]:
        for name, value in _own(body).items():
            held = taken(self.definitions[name], value) if name in self.definitions else None
            if isinstance(held, Complaint):
                yield name, held

    def _bad_email(self, email: str, user: User | None) -> Complaint | None:
        if not _EMAIL.fullmatch(email):
            return Complaint(f"Email: {email} is not properly formatted")
        other = self.people.by_email(email)
        taken_by_other = other is not None and other is not user
        return errors.email_taken(email).details["email"] if taken_by_other else None

    def _apply(self, user: User, body: Mapping[str, Json], *, new: bool) -> None:
        user.changed = self.now
        user.name = str(body.get("name", user.name))
        user.more |= {name: body[name] for name in _PLAIN if name in body}
        for name in _TEXTS:
            if name in body:
                blank = "" if name in _BLANK_AS_TEXT and not new else None
                user.more[name] = body[name] or blank
        if "external_id" in body:
            user.more["external_id"] = None if body["external_id"] in (None, "") else str(body["external_id"])
        if body.get("email"):
            self._address(user, str(body["email"]), verified=body.get("verified") is True)
        if isinstance(body.get("tags"), list):
            user.tags = list(dict.fromkeys(str(tag).lower() for tag in body["tags"]))
        for name, value in _own(body).items():
            self._set(user, name, value)

    def _set(self, user: User, name: str, value: Json) -> None:
        """A field that isn't defined is passed over; checkboxes and dropdowns change the tags too."""
        definition = self.definitions.get(name)
        if definition is None:
            return
        user.user_fields[name] = held = taken(definition, value)
        given = tag_for(definition, held)
        user.tags = [tag for tag in user.tags if tag not in tags_of(definition) - given]
        user.tags += sorted(given - set(user.tags))

    def _address(self, user: User, value: str, *, verified: bool) -> Identity:
        """An address that it has stays as it is; a further one isn't primary (recorded)."""
        known = next((one for one in user.identities if one.value.lower() == value.strip().lower()), None)
        if known is not None:
            return known
        number = FIRST_IDENTITY_ID + self.people.addresses
        self.people.addresses += 1
        first = not user.identities
        user.identities.append(Identity(number, value.strip().lower(), verified, first, self.now, self.now))
        return user.identities[-1]

    def blank_fields(self) -> dict[str, Json]:
        """What the user fields show where nobody has set them."""
        return {name: unset(definition) for name, definition in self.definitions.items() if definition["active"]}


def _own(body: Mapping[str, Json]) -> Mapping[str, Json]:
    given = body.get("user_fields")
    return given if isinstance(given, dict) else {}
