"""HubSpot as the demo sees it: what its contacts should be, worked out without Joey, and what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import httpx
from customers import Customer
from window import Window

API = "/crm/objects/2026-03/contacts"
LISTS = "/crm/lists/2026-03"
FIELDS = ["email", "firstname", "lastname", "phone", "number_field", "date_field", "text_field"]


class HubSpot(Window):
    """Reads the Sandbox back through the vendor's own API."""

    name = "hubspot"
    sound = frozenset({"", "duplicate e-mail"})

    def __init__(self, address: str) -> None:
        self.calls = httpx.Client(
            base_url=f"{address}/hubspot", headers={"Authorization": "Bearer a-sandbox-takes-any"}, timeout=30
        )
        self._before = self._held()

    def expected(self, rows: Sequence[Customer]) -> dict[str, Mapping[str, str]]:
        """What it should hold, by e-mail."""
        return {
            email: {
                "email": email,
                "firstname": row.first_name or "",
                "lastname": row.last_name or "",
                "phone": "+1" + "".join(c for c in row.phone if c.isdigit()) if row.phone else "",
                "number_field": f"{row.lifetime_value.normalize():f}",
                "date_field": row.signed_up.isoformat(),
                "text_field": row.notes or "",
            }
            for email, row in self.owned(rows).items()
        }

    def found(self, keys: Sequence[str]) -> dict[str, Mapping[str, str]]:
        """What it holds of them, by e-mail."""
        found: dict[str, Mapping[str, str]] = {}
        for start in range(0, len(keys), 100):
            inputs = [{"id": email} for email in keys[start : start + 100]]
            body = {"idProperty": "email", "inputs": inputs, "properties": FIELDS, "propertiesWithHistory": []}
            for row in self.calls.post(f"{API}/batch/read", json=body).json()["results"]:
                found[row["properties"]["email"]] = {name: row["properties"].get(name) or "" for name in FIELDS}
        return found

    def total(self) -> int:
        """Contacts that were not in the account from the start."""
        return self._held() - self._before

    def members(self, name: str) -> int:
        """How many contacts a list holds."""
        found = self.calls.get(f"{LISTS}/object-type-id/0-1/name/{name}").json()
        list_id, after, count = found["list"]["listId"], None, 0
        while True:
            params = {"limit": "250"} | ({"after": after} if after else {})
            page = self.calls.get(f"{LISTS}/{list_id}/memberships", params=params).json()
            count += len(page["results"])
            after = page.get("paging", {}).get("next", {}).get("after")
            if not after:
                return count

    def _held(self) -> int:
        return len(self.calls.get("/_state").json()["objects"]["0-1"])
