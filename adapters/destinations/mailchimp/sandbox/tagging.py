"""Tags: on one member, on many by e-mail, searched, made and deleted (spec: list member tags, segments, tag search)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from joey.adapters.destinations.mailchimp.sandbox import errors
from joey.adapters.destinations.mailchimp.sandbox.audience import Audience, Member, Tag
from joey.adapters.destinations.mailchimp.sandbox.errors import Fault
from joey.adapters.sandbox import Json

_MOST = 500


@dataclass(frozen=True, slots=True)
class Tagging:
    """Takes the changes to the tags of one audience."""

    audience: Audience
    now: float

    def one(self, named: str, body: Json) -> Fault | None:
        """Tags of one member: made where new, put first (recorded); also on an archived member (recorded)."""
        member = self.audience.find(named)
        if member is None:
            return errors.NOT_FOUND
        wanted = body.get("tags") if isinstance(body, dict) else None
        if not isinstance(wanted, list) or any(one.get("status") not in ("active", "inactive") for one in wanted):
            return errors.misshapen("tags", "This value should not be blank.")
        for each in wanted:
            self._turn(member, str(each["name"]), active=each["status"] == "active")
        return None

    def _turn(self, member: Member, name: str, *, active: bool) -> None:
        tag = self.audience.tag_named(name)
        if tag is None and active:
            tag = self.audience.new_tag(name, self.now)
        if tag is not None:
            self._set(member, tag, active=active)

    def _set(self, member: Member, tag: Tag, *, active: bool) -> bool:
        if active == (tag.id in member.tags):
            return False
        member.tags = [tag.id, *member.tags] if active else [one for one in member.tags if one != tag.id]
        member.changed = tag.changed = self.now
        return True

    def create(self, body: Json) -> Tag | Fault:
        """A tag, with the members that are named by e-mail."""
        if not isinstance(body, dict) or not str(body.get("name") or "").strip():
            return errors.misshapen("name", "This value should not be blank.")
        if "static_segment" not in body:
            told = 'Must provide either an "options" field or a "static_segment" field'
            return Fault(400, "Invalid Resource", told)
        if self.audience.tag_named(body["name"]) is not None:
            return Fault(400, "Bad Request", "Sorry, that tag already exists.")
        tag = self.audience.new_tag(body["name"], self.now)
        for email in body["static_segment"]:
            member = self.audience.by_email(email)
            if member is not None:
                self._set(member, tag, active=True)
        return tag

    def many(self, tag: Tag, body: Mapping[str, Json]) -> dict[str, Json] | Fault:
        """Who joins and who leaves, by e-mail; who isn't in the audience is ignored, as is who has the tag already."""
        adding, removing = body.get("members_to_add") or [], body.get("members_to_remove") or []
        for name, given in (("members_to_add", adding), ("members_to_remove", removing)):
            if len(given) > _MOST:
                return errors.misshapen(name, f"Array contains more than {_MOST} items.")
        added = [one for one in map(self._present, adding) if one and self._set(one, tag, active=True)]
        removed = [one for one in map(self._present, removing) if one and self._set(one, tag, active=False)]
        return {
            "members_added": [self.audience.shown(one) for one in added],
            "members_removed": [self.audience.shown(one) for one in removed],
            "errors": [],
            "total_added": len(added),
            "total_removed": len(removed),
            "error_count": 0,
        }

    def _present(self, email: str) -> Member | None:
        member = self.audience.by_email(email)
        return member if member is not None and member.status != "archived" else None

    def delete(self, tag: Tag) -> None:
        """Take the tag off everybody, and away."""
        for member in self.audience.members.values():
            member.tags = [one for one in member.tags if one != tag.id]
        del self.audience.tags[tag.id]
