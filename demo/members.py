"""Mailchimp's members by their id, as the demo sees them: the first part made them, the second adds to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from customers import Customer
from window import Window, plain

AUDIENCE = "a36b032126"


class Members(Window):
    """Reads the Sandbox back through the vendor's own API."""

    name = "mailchimp-contacts-by-id"
    sound = frozenset({"", "duplicate e-mail", "bad phone"})  # phones aren't mapped there

    def __init__(self, address: str) -> None:
        self.calls = httpx.Client(base_url=f"{address}/mailchimp", auth=("joey", "a-sandbox-takes-any-us3"), timeout=30)

    def expected(self, rows: Sequence[Customer]) -> Mapping[str, Mapping[str, str]]:
        """What was added to whom, by e-mail."""
        return {
            email: {"TICKET": plain(row.lifetime_value), "vip": str(row.newsletter)}
            for email, row in self.owned(rows).items()
        }

    def found(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """What it holds of them, by e-mail."""
        wanted = frozenset(keys)
        return {email: fields for email, fields in self._added().items() if email in wanted}

    def total(self) -> int:
        """How many members hold what the second part adds."""
        return len(self._added())

    def members(self, name: str) -> int:
        """How many members have the second part's tag for a group."""
        tagged = [member for member in self._members() if any(tag["name"] == f"Top {name}" for tag in member["tags"])]
        return len(tagged)

    def _added(self) -> dict[str, Mapping[str, str]]:
        added = [one for one in self._members() if one["merge_fields"]["TICKET"] != ""]
        return {
            one["email_address"].lower(): {"TICKET": plain(one["merge_fields"]["TICKET"]), "vip": str(one["vip"])}
            for one in added
        }

    def _members(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            params: dict[str, str] = {"count": "1000", "offset": str(len(found)), "status": "subscribed"}
            page = self.calls.get(f"/3.0/lists/{AUDIENCE}/members", params=params).json()["members"]
            found += page
            if len(page) < 1000:
                return found
