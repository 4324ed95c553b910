"""Contacts: what they hold, and how calls and the search show them (recorded)."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from uuid import UUID

from joey.adapters.sandbox import Json

WORKSPACE = "l4wp0knn"
OWN = ("name", "phone", "owner_id", "unsubscribed_from_emails", "signed_up_at", "last_seen_at", "avatar")
"""Attributes that a call may write, besides role, external_id, email and custom ones."""

_SHOWN_TAGS = 10
_NEVER_WRITTEN = """last_replied_at last_contacted_at last_email_opened_at last_email_clicked_at language_override
browser browser_version browser_language os android_app_name android_app_version android_device android_os_version
android_sdk_version android_last_seen_at ios_app_name ios_app_version ios_device ios_os_version ios_sdk_version
ios_last_seen_at""".split()


@dataclass(slots=True)
class Contact:
    """A user or a lead. ``email``: "" where it was cleared, None where there never was one."""

    id: str
    role: str
    created: int
    external_id: str | None = None
    email: str | None = None
    values: dict[str, Json] = field(default_factory=dict[str, Json])
    custom: dict[str, Json] = field(default_factory=dict[str, Json])
    tags: list[str] = field(default_factory=list[str])
    updated: int = 0
    archived: bool = False
    deleted: bool = False

    @property
    def is_live(self) -> bool:
        """Whether calls and search find it."""
        return not (self.archived or self.deleted)

    def copy(self) -> Contact:
        """As it is now, for the index."""
        return deepcopy(self)

    def shown(self, *, searched: bool = False) -> dict[str, Json]:
        """As the API tells it; search and lists show a cleared e-mail as null."""
        path = f"/contacts/{self.id}"
        return {
            "type": "contact",
            "id": self.id,
            "workspace_id": WORKSPACE,
            "external_id": self.external_id,
            "role": self.role,
            "email": (self.email or None) if searched else self.email,
            **{name: self.values.get(name) for name in OWN},
            "unsubscribed_from_emails": bool(self.values.get("unsubscribed_from_emails")),
            "social_profiles": {"type": "list", "data": []},
            "has_hard_bounced": False,
            "marked_email_as_spam": False,
            "created_at": self.created,
            "updated_at": self.updated or self.created,
            **dict.fromkeys(_NEVER_WRITTEN),
            "location": {"type": "location", "country": None, "region": None, "city": None},
            "custom_attributes": dict(self.custom),
            "tags": {**_page([_tag(one) for one in self.tags[:_SHOWN_TAGS]], len(self.tags)), "url": f"{path}/tags"},
            "notes": {**_page([], 0), "url": f"{path}/notes"},
            "companies": {**_page([], 0), "url": f"{path}/companies"},
        }


def _tag(tag_id: str) -> dict[str, Json]:
    return {"id": tag_id, "type": "tag", "url": f"/tags/{tag_id}"}


def _page(rows: list[Json], total: int) -> dict[str, Json]:
    return {"type": "list", "data": rows, "total_count": total, "has_more": total > len(rows)}


def made_up(number: int) -> str:
    """The external id that Intercom gives a lead: a UUID."""
    return str(UUID(int=(0x6A0E << 112) | (4 << 76) | (1 << 63) | number))
