"""Mailchimp as the demo sees it: what its audience should be, worked out without Joey, and what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import httpx
from customers import Customer
from window import Window

AUDIENCE = "a36b032126"
FIELDS = ["FNAME", "LNAME", "LTV", "JOINED_AT"]


class Mailchimp(Window):
    """Reads the Sandbox back through the vendor's own API."""

    name = "mailchimp"
    sound = frozenset({"", "duplicate e-mail", "bad phone"})  # phones aren't mapped there

    def __init__(self, address: str) -> None:
        self.calls = httpx.Client(base_url=f"{address}/mailchimp", auth=("joey", "a-sandbox-takes-any-us3"), timeout=30)

    def expected(self, rows: Sequence[Customer]) -> dict[str, Mapping[str, str]]:
        """What it should hold, by e-mail."""
        return {
            email: {
                "FNAME": row.first_name or "",
                "LNAME": row.last_name or "",
                "LTV": f"{row.lifetime_value.normalize():f}",
                "JOINED_AT": row.signed_up.isoformat(),
            }
            for email, row in self.owned(rows).items()
        }

    def found(self, keys: Sequence[str]) -> dict[str, Mapping[str, str]]:
        """What it holds of them, by e-mail; archived members are none."""
        wanted = frozenset(keys)
        read = {member["email_address"].lower(): _fields(member) for member in self._members()}
        return {email: fields for email, fields in read.items() if email in wanted}

    def total(self) -> int:
        """Members that aren't archived."""
        return len(self._members())

    def members(self, name: str) -> int:
        """How many members have a tag."""
        return sum(1 for member in self._members() if any(tag["name"] == name for tag in member["tags"]))

    def _members(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            params: dict[str, str] = {"count": "1000", "offset": str(len(found)), "status": "subscribed"}
            page = self.calls.get(f"/3.0/lists/{AUDIENCE}/members", params=params).json()["members"]
            found += page
            if len(page) < 1000:
                return found


def _fields(member: dict[str, Any]) -> Mapping[str, str]:
    values = {name: member["merge_fields"].get(name) for name in FIELDS}
    return {name: _text(value) for name, value in values.items()}


def _text(value: object) -> str:
    if isinstance(value, int | float):
        return f"{Decimal(str(value)).normalize():f}"
    return str(value or "")
