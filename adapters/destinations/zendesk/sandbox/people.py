"""The users of an account and their identities, as they are held and as Zendesk shows them (recorded)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from joey.adapters.destinations.zendesk.sandbox.account import API
from joey.adapters.sandbox import Json

_SHOWN: dict[str, Json] = {
    "time_zone": "Arizona",
    "iana_time_zone": "America/Phoenix",
    "phone": None,
    "shared_phone_number": None,
    "photo": None,
    "locale_id": 1,
    "locale": "en-US",
    "organization_id": None,
    "role": "end-user",
    "verified": False,
    "external_id": None,
    "alias": None,
    "shared": False,
    "shared_agent": False,
    "last_login_at": None,
    "two_factor_auth_enabled": False,
    "signature": None,
    "details": None,
    "notes": None,
    "role_type": None,
    "custom_role_id": None,
    "moderator": False,
    "ticket_restriction": "requested",
    "only_private_comments": False,
    "restricted_agent": True,
    "suspended": False,
    "default_group_id": None,
    "report_csv": False,
}
"""What a user shows besides, as when it is made."""


def written(moment: float) -> str:
    """A moment as Zendesk writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(slots=True)
class Identity:
    """An address of a user's; ``made`` and ``changed`` in seconds since 1970."""

    id: int
    value: str
    verified: bool
    primary: bool
    made: float
    changed: float

    def shown(self, user_id: int) -> dict[str, Json]:
        """As the API tells it."""
        return {
            "url": f"{API}/users/{user_id}/identities/{self.id}.json",
            "id": self.id,
            "user_id": user_id,
            "type": "email",
            "value": self.value,
            "verified": self.verified,
            "primary": self.primary,
            "created_at": written(self.made),
            "updated_at": written(self.changed),
            "undeliverable_count": 0,
            "deliverable_state": "deliverable",
        }


@dataclass(slots=True)
class User:
    """A user; ``more`` are the attributes of ``_SHOWN`` that were set."""

    id: int
    name: str
    made: float
    changed: float
    active: bool = True
    tags: list[str] = field(default_factory=list[str])
    more: dict[str, Json] = field(default_factory=dict[str, Json])
    user_fields: dict[str, Json] = field(default_factory=dict[str, Json])
    identities: list[Identity] = field(default_factory=list[Identity])

    @property
    def email(self) -> str | None:
        """The primary address."""
        return next((one.value for one in self.identities if one.primary), None)

    @property
    def external_id(self) -> str | None:
        """Our id of it."""
        held = self.more.get("external_id")
        return None if held is None else str(held)

    def shown(self, fields: Mapping[str, Json]) -> dict[str, Json]:
        """As the API tells it; ``fields``: what each user field shows where it is unset."""
        return {
            "id": self.id,
            "url": f"{API}/users/{self.id}.json",
            "name": self.name,
            "email": self.email,
            "created_at": written(self.made),
            "updated_at": written(self.changed),
            "active": self.active,
            "tags": list(self.tags),
            **_SHOWN,
            **self.more,
            "user_fields": {**fields, **{k: v for k, v in self.user_fields.items() if k in fields}},
        }

    def holds(self, email: str) -> bool:
        """Whether that is one of its addresses, in whatever case."""
        return any(one.value.lower() == email.strip().lower() for one in self.identities)


class People:
    """All users, by id."""

    def __init__(self) -> None:
        self.users: dict[int, User] = {}
        self.addresses = 0

    def active(self) -> Iterator[User]:
        """Those that aren't deleted."""
        return (user for user in self.users.values() if user.active)

    def by_external_id(self, external_id: object) -> User | None:
        """Compared in whatever case (documentation: external id case sensitivity)."""
        wanted = str(external_id).lower()
        return next((user for user in self.active() if (user.external_id or "").lower() == wanted), None)

    def by_email(self, email: object) -> User | None:
        """The user who has this address, as primary or not."""
        return next((user for user in self.active() if user.holds(str(email))), None)

    def delete(self, user: User, now: float) -> None:
        """Softly (recorded): the user stays, without addresses and external id; tags and name are kept."""
        user.active, user.changed = False, now
        user.identities = []
        user.more |= {"external_id": None, "verified": False}
