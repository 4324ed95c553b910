"""Zendesk as the demo sees it: its end users by external id, and their tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from customers import Customer
from window import Window, plain

TAGS = {"High Value": "high_value", "Newsletter": "newsletter"}


class Zendesk(Window):
    """Reads the Sandbox back through the vendor's own API."""

    name = "zendesk-users"
    sound = frozenset({"", "duplicate e-mail", "bad phone"})  # phones aren't mapped there

    def __init__(self, address: str) -> None:
        self.calls = httpx.Client(base_url=f"{address}/zendesk", auth=("joey/token", "any"), timeout=30)
        self.calls.put("/_state", json={"imports": True}).raise_for_status()  # by jobs, as an account may ask for
        self._before = self._held()

    def owned(self, rows: Sequence[Customer]) -> dict[str, Customer]:
        """Whom it should hold, by external id; who has no e-mail is a user too."""
        without = [row for row in rows if row.flaw == "no e-mail"]
        return {str(row.id): row for row in (*super().owned(rows).values(), *without)}

    def expected(self, rows: Sequence[Customer]) -> Mapping[str, Mapping[str, str]]:
        """What it should hold, by external id."""
        return {
            key: {
                "email": (row.email or "").lower(),
                "name": row.last_name or "",
                "decimal_field": plain(row.lifetime_value),
                "date_field": row.signed_up.isoformat(),
            }
            for key, row in self.owned(rows).items()
        }

    def found(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """What it holds of them, by external id."""
        return {user["external_id"]: _fields(user) for user in self._users(keys)}

    def total(self) -> int:
        """Users that were not there from the start; who was deleted is none."""
        return self._held() - self._before

    def members(self, name: str) -> int:
        """How many users have a tag."""
        keys = [user["external_id"] for user in self._active() if user["external_id"]]
        return sum(1 for user in self._users(keys) if TAGS[name] in user["tags"])

    def _users(self, keys: Sequence[str]) -> list[dict[str, Any]]:
        parts = [",".join(keys[start : start + 100]) for start in range(0, len(keys), 100)]
        pages = [self.calls.get("/api/v2/users/show_many.json", params={"external_ids": part}) for part in parts]
        return [user for page in pages for user in page.json()["users"]]

    def _active(self) -> list[dict[str, Any]]:
        return [user for user in self.calls.get("/_state").json()["users"] if user["active"]]

    def _held(self) -> int:
        return len(self._active())


def _fields(user: dict[str, Any]) -> Mapping[str, str]:
    own = user["user_fields"]
    shown = {"email": (user["email"] or "").lower(), "name": user["name"]}
    return {**shown, "decimal_field": plain(own["decimal_field"]), "date_field": plain(own["date_field"])[:10]}
