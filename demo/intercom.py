"""Intercom as the demo sees it: its contacts by e-mail, and their tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from customers import Customer
from window import Window, plain


class Intercom(Window):
    """Reads the Sandbox back through the vendor's own API."""

    name = "intercom-contacts"
    sound = frozenset({"", "duplicate e-mail", "bad phone"})  # phones aren't mapped there

    def __init__(self, address: str) -> None:
        headers = {"Authorization": "Bearer a-sandbox-takes-any", "Intercom-Version": "2.14"}
        self.calls = httpx.Client(base_url=f"{address}/intercom", headers=headers, timeout=30)
        self._before = len(self._contacts())

    def expected(self, rows: Sequence[Customer]) -> Mapping[str, Mapping[str, str]]:
        """What it should hold, by e-mail."""
        return {
            email: {
                "external_id": str(row.id),
                "role": "user",
                "name": row.last_name or "",
                "LTV": plain(row.lifetime_value),
                "text_field": row.notes or "",
            }
            for email, row in self.owned(rows).items()
        }

    def found(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """What it holds of them, by e-mail; archived contacts are none."""
        wanted = frozenset(keys)
        read = {(contact["email"] or "").lower(): _fields(contact) for contact in self._contacts()}
        return {email: fields for email, fields in read.items() if email in wanted}

    def total(self) -> int:
        """Contacts that were not there from the start."""
        return len(self._contacts()) - self._before

    def members(self, name: str) -> int:
        """How many contacts have a tag."""
        tags = {tag["name"]: tag["id"] for tag in self.calls.get("/tags").json()["data"]}
        held = [[tag["id"] for tag in contact["tags"]["data"]] for contact in self._contacts()]
        return sum(1 for each in held if tags.get(name) in each)

    def _contacts(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        params = {"per_page": "150"}
        while True:
            page = self.calls.get("/contacts", params=params).json()
            found += page["data"]
            after = (page["pages"].get("next") or {}).get("starting_after")
            if not after:
                return found
            params["starting_after"] = after


def _fields(contact: dict[str, Any]) -> Mapping[str, str]:
    own = contact["custom_attributes"]
    shown = {name: contact[name] or "" for name in ("external_id", "role", "name")}
    return {**shown, "LTV": plain(own.get("LTV")), "text_field": own.get("text_field") or ""}
