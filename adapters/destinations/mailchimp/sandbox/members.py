"""Members: made, read, changed, renamed, archived, deleted for good, and tagged, one a call (spec: list members)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from joey.adapters.destinations.mailchimp.sandbox import errors
from joey.adapters.destinations.mailchimp.sandbox.audience import BY_ADMIN, Audience, Member
from joey.adapters.destinations.mailchimp.sandbox.errors import Fault, Problem
from joey.adapters.destinations.mailchimp.sandbox.merging import check
from joey.adapters.sandbox import Json, Switches

_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s.,;<>()]+(\.[^@\s.,;<>()]+)+")
_STATUSES = ("subscribed", "unsubscribed", "cleaned", "pending", "transactional")
_KEPT = ("language", "vip", "email_type", "location")


@dataclass(frozen=True, slots=True)
class Wish:
    """A body that was understood: what it asks for."""

    email: str | None
    status: str | None
    status_if_new: str | None
    merge_fields: dict[str, Json]
    more: dict[str, Json]


@dataclass(slots=True)
class Desk:
    """Takes the writes of one audience. ``fakes``: addresses, and `@domains`, that Mailchimp takes for invented."""

    audience: Audience
    switches: Switches
    fakes: frozenset[str]
    now: float

    def create(self, body: Json, *, lenient: bool) -> Member | Fault:
        """POST: a new member, or an archived one brought back (recorded)."""
        wish = self._understood(body, needs=("email_address", "status"))
        if isinstance(wish, Fault):
            return wish
        there = self.audience.by_email(wish.email or "")
        if there is not None and there.status != "archived":
            return errors.exists(wish.email or "")
        if there is not None:
            return self.change(there, wish, lenient=lenient)
        return self._made(wish, wish.status or "subscribed", lenient=lenient)

    def put(self, named: str, body: Json, *, lenient: bool) -> Member | Fault:
        """PUT: changes the member named by the path; where there is none, makes the one that the body names."""
        there = self.audience.find(named)
        wish = self._understood(body, needs=() if there else ("email_address",))
        if isinstance(wish, Fault):
            return wish
        if there is not None:
            return self.change(there, wish, lenient=lenient)
        if self.audience.by_email(wish.email or "") is not None:
            return errors.exists(wish.email or "")
        status = wish.status_if_new or wish.status
        if status is None:
            return errors.misshapen("status_if_new", "This value should not be blank.")
        return self._made(wish, status, lenient=lenient)

    def patch(self, named: str, body: Json, *, lenient: bool) -> Member | Fault:
        """PATCH: changes the member named by the path, and never makes one."""
        there = self.audience.find(named)
        if there is None:
            return errors.NOT_FOUND
        wish = self._understood(body, needs=())
        return wish if isinstance(wish, Fault) else self.change(there, wish, lenient=lenient)

    def change(self, member: Member, wish: Wish, *, lenient: bool) -> Member | Fault:
        """Store what was asked for, all of it or nothing."""
        email = wish.email or member.email
        taken = self.audience.by_email(email)
        if taken is not None and taken is not member:
            return errors.exists(email)
        if wish.status == "subscribed" and member.status != "subscribed" and _closed(member):
            return errors.in_compliance_state(email)
        values = self._values(wish, {**dict.fromkeys(self.audience.fields, ""), **member.merge_fields}, email, lenient)
        if isinstance(values, Fault):
            return values
        if email.lower() != member.email.lower() and email_refused(email, self.fakes):
            return email_refused(email, self.fakes) or errors.NOT_AN_EMAIL
        if email != member.email:
            self.audience.move(member, email)
        return self._store(member, wish, values)

    def _store(self, member: Member, wish: Wish, values: dict[str, Json]) -> Member:
        if wish.status is not None and wish.status != member.status:
            member.since = self.now if member.status == "archived" else member.since
            member.status, member.reason = wish.status, BY_ADMIN
        member.merge_fields |= values
        member.more |= wish.more
        member.changed = self.now
        return member

    def _made(self, wish: Wish, status: str, *, lenient: bool) -> Member | Fault:
        email = wish.email or ""
        refused = email_refused(email, self.fakes)
        if refused is not None:
            return refused
        if self.audience.id_of(email) in self.audience.forgotten:
            return errors.forgotten(email)
        values = self._values(wish, dict.fromkeys(self.audience.fields, ""), email, lenient)
        if isinstance(values, Fault):
            return values
        made = self.audience.add(email, status, self.now)
        return self._store(made, wish, values)

    def _values(
        self,
        wish: Wish,
        held: Mapping[str, Json],
        email: str,
        lenient: bool,  # noqa: FBT001
    ) -> dict[str, Json] | Fault:
        """The merge values as they are stored; a tag that the audience doesn't have is ignored (recorded)."""
        problems: list[Problem] = []
        values: dict[str, Json] = {}
        for tag, given in wish.merge_fields.items():
            known = self.audience.fields.get(tag)
            checked = check(known, given) if known is not None else None
            if isinstance(checked, Problem):
                problems.append(checked)
            elif known is not None:
                values[tag] = checked
        for tag, known in self.audience.fields.items():
            blank = {**held, **values}.get(tag, "") == ""
            if known["required"] and blank and not lenient:
                problems.append(Problem(tag, "Please enter a value"))
        refusal = self.switches.refusal({**values, **wish.more}, email.lower())
        if refusal is not None:
            problems.append(Problem(refusal.field or "email_address", refusal.message))
        return errors.bad_merge_fields(problems) if problems else values

    def _understood(self, body: Json, needs: tuple[str, ...]) -> Wish | Fault:
        if not isinstance(body, dict):
            return errors.misshapen("", "Data did not match the schema: this should be an object.")
        missing = next((name for name in needs if not body.get(name)), None)
        if missing is not None:
            return errors.misshapen(missing, "This value should not be blank.")
        wrong = _wrong(body)
        if wrong is not None:
            return errors.misshapen(wrong, "Data did not match any of the schemas described in anyOf.")
        more = {name: body[name] for name in _KEPT if name in body}
        merged = dict(body.get("merge_fields") or {})
        return Wish(body.get("email_address"), body.get("status"), body.get("status_if_new"), merged, more)


def email_refused(email: str, fakes: frozenset[str]) -> Fault | None:
    """Why an address can't be a member's, if it can't."""
    if not _EMAIL.fullmatch(email.strip()):
        return errors.NOT_AN_EMAIL
    lowered = email.strip().lower()
    is_fake = lowered in fakes or "@" + lowered.rpartition("@")[2] in fakes
    return errors.fake(email) if is_fake else None


def _closed(member: Member) -> bool:
    return member.opted_out or member.status == "cleaned"


def _wrong(body: Mapping[str, Json]) -> str | None:
    texts = ("email_address", "language", "email_type")
    kinds: dict[str, type] = {"merge_fields": dict, "vip": bool} | dict.fromkeys(texts, str)
    for name, kind in kinds.items():
        if name in body and not isinstance(body[name], kind):
            return name
    given = ("status", "status_if_new")
    return next((name for name in given if body.get(name) is not None and body[name] not in _STATUSES), None)
