"""One audience in memory: its merge fields, members, tags, and the addresses that were deleted for good."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from joey.adapters.destinations.mailchimp.sandbox.account import merge_field
from joey.adapters.sandbox import Json

BY_ADMIN = "N/A (Unsubscribed by admin)"
_FIRST_WEB_ID, _FIRST_TAG = 400751728, 4788452
_STEP = 4


def digest(text: str) -> str:
    """The MD5 in hex: what Mailchimp makes a member's id of."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def written(at: float) -> str:
    """A moment as Mailchimp writes it."""
    return datetime.fromtimestamp(int(at), UTC).isoformat()


@dataclass(slots=True)
class Member:
    """A contact. ``reason``: why it is unsubscribed. ``opted_out``: by its own doing, which archiving doesn't undo."""

    contact_id: str
    web_id: int
    email: str
    status: str
    since: float
    changed: float
    merge_fields: dict[str, Json] = field(default_factory=dict[str, Json])
    tags: list[int] = field(default_factory=list[int])
    more: dict[str, Json] = field(default_factory=dict[str, Json])
    reason: str = BY_ADMIN
    opted_out: bool = False

    @property
    def id(self) -> str:
        """The MD5 of the e-mail in lower case."""
        return digest(self.email.lower())


@dataclass(slots=True)
class Tag:
    """A static segment."""

    id: int
    name: str
    made: float
    changed: float


class Audience:
    """What an audience holds; ``head`` is how Mailchimp describes it."""

    def __init__(self, head: dict[str, Json], fields: Iterable[dict[str, Json]]) -> None:
        self.head = head
        self.id: str = head["id"]
        self.fields: dict[str, dict[str, Json]] = {}
        self.members: dict[str, Member] = {}
        self.tags: dict[int, Tag] = {}
        self.forgotten: set[str] = set()
        self._by_hash: dict[str, str] = {}
        self._made = 0
        for one in fields:
            self.define(one)

    def define(self, given: dict[str, Json]) -> dict[str, Json]:
        """Add or replace a merge field."""
        number = given.get("merge_id") or 1 + max((one["merge_id"] for one in self.fields.values()), default=0)
        shown = merge_field({**given, "merge_id": number}, self.id)
        self.fields[shown["tag"]] = shown
        return shown

    def find(self, named: str) -> Member | None:
        """A member by the MD5 of its e-mail, by its e-mail, or by its contact id (spec: members)."""
        asked = named.strip().lower()
        contact_id = self._by_hash.get(asked) or self._by_hash.get(digest(asked)) or asked
        return self.members.get(contact_id)

    def by_email(self, email: str) -> Member | None:
        """The member with that e-mail."""
        contact_id = self._by_hash.get(digest(email.strip().lower()))
        return None if contact_id is None else self.members[contact_id]

    @staticmethod
    def id_of(email: str) -> str:
        """The id that a member with that e-mail has."""
        return digest(email.strip().lower())

    def add(self, email: str, status: str, now: float, contact_id: str = "") -> Member:
        """A new member, with ids that are the same in every run."""
        while (made_up := digest(f"contact {self.id} {self._made}")) in self.members:
            self._made += 1
        web_id = _FIRST_WEB_ID + _STEP * self._made
        made = Member(contact_id or made_up, web_id, email.strip(), status, now, now)
        self._made += 1
        self.keep(made)
        return made

    def keep(self, member: Member) -> None:
        """Hold the member as it is."""
        self.members[member.contact_id] = member
        self._by_hash[member.id] = member.contact_id

    def move(self, member: Member, email: str) -> None:
        """Give a member another e-mail; everything else stays."""
        self._by_hash.pop(member.id, None)
        member.email = email.strip()
        self.keep(member)

    def forget(self, member: Member) -> None:
        """Delete for good."""
        self._by_hash.pop(member.id, None)
        self.members.pop(member.contact_id, None)
        self.forgotten.add(member.id)

    def tag_named(self, name: str) -> Tag | None:
        """The tag of that name, in whatever case."""
        asked = name.strip().lower()
        return next((tag for tag in self.tags.values() if tag.name.lower() == asked), None)

    def new_tag(self, name: str, now: float) -> Tag:
        """A tag; the name is free."""
        number = max(self.tags, default=_FIRST_TAG - _STEP) + _STEP
        self.tags[number] = Tag(number, name.strip(), now, now)
        return self.tags[number]

    def tagged(self, tag: Tag) -> list[Member]:
        """Who has the tag and isn't archived."""
        return [one for one in self.members.values() if tag.id in one.tags and one.status != "archived"]

    def shown(self, member: Member) -> dict[str, Json]:
        """A member as Mailchimp shows it."""
        values = {tag: member.merge_fields.get(tag, "") for tag in self._in_order()}
        told: dict[str, Json] = {
            "id": member.id,
            "email_address": member.email,
            "unique_email_id": digest(f"unique {member.email.lower()}")[:10],
            "contact_id": member.contact_id,
            "full_name": " ".join(str(values[tag]) for tag in ("FNAME", "LNAME") if values.get(tag)),
            "web_id": member.web_id,
            "email_type": "html",
            "status": member.status,
        }
        if member.status == "unsubscribed":
            told["unsubscribe_reason"] = member.reason
        return told | _usual(member) | {"merge_fields": values, "tags": self._tags(member), "list_id": self.id}

    def _in_order(self) -> list[str]:
        return sorted(self.fields, key=lambda tag: int(self.fields[tag]["merge_id"]))

    def _tags(self, member: Member) -> list[dict[str, Json]]:
        return [{"id": number, "name": self.tags[number].name} for number in member.tags if number in self.tags]

    def shown_tag(self, tag: Tag) -> dict[str, Json]:
        """A tag as the segment that it is."""
        return {
            "id": tag.id,
            "name": tag.name,
            "member_count": len(self.tagged(tag)),
            "type": "static",
            "created_at": written(tag.made),
            "updated_at": written(tag.changed),
            "options": {"match": "any", "conditions": []},
            "list_id": self.id,
        }

    def described(self) -> dict[str, Json]:
        """The audience as Mailchimp shows it, with how many are in it."""
        counted = [one.status for one in self.members.values()]
        return self.head | {
            "stats": {
                "member_count": counted.count("subscribed"),
                "unsubscribe_count": counted.count("unsubscribed"),
                "cleaned_count": counted.count("cleaned"),
                "merge_field_count": len(self.fields),
            }
        }


def _usual(member: Member) -> dict[str, Json]:
    usual: dict[str, Json] = {
        "consents_to_one_to_one_messaging": True,
        "stats": {"avg_open_rate": 0, "avg_click_rate": 0},
        "ip_signup": "",
        "timestamp_signup": "",
        "ip_opt": "192.0.2.1",
        "timestamp_opt": written(member.since),
        "member_rating": 2,
        "last_changed": written(member.changed),
        "language": "",
        "vip": False,
        "email_client": "",
        "location": {"latitude": 0, "longitude": 0, "gmtoff": 0, "dstoff": 0, "country_code": "", "timezone": ""},
        "source": "API - Generic",
        "tags_count": len(member.tags),
    }
    return usual | member.more
