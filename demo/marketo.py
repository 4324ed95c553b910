"""Marketo as the demo sees it: its leads and their static lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import httpx
from customers import Customer
from window import Window, plain

FIELDS = ["email", "firstName", "lastName", "float_field"]


class Marketo(Window):
    """Reads the Sandbox back through the vendor's own API."""

    name = "marketo-leads"
    sound = frozenset({"", "duplicate e-mail", "bad phone"})  # phones aren't mapped there

    def __init__(self, address: str) -> None:
        headers = {"Authorization": "Bearer a-sandbox-takes-any"}
        self.calls = httpx.Client(base_url=f"{address}/marketo", headers=headers, timeout=30)
        self._before = self._held()

    def expected(self, rows: Sequence[Customer]) -> Mapping[str, Mapping[str, str]]:
        """What it should hold, by e-mail."""
        return {
            email: {
                "email": email,
                "firstName": row.first_name or "",
                "lastName": row.last_name or "",
                "float_field": plain(row.lifetime_value),
            }
            for email, row in self.owned(rows).items()
        }

    def found(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """What it holds of them, by e-mail; 100 a call."""
        found: dict[str, Mapping[str, str]] = {}
        for start in range(0, len(keys), 100):
            emails = ",".join(keys[start : start + 100])
            params = {"filterType": "email", "filterValues": emails, "fields": ",".join(FIELDS)}
            for lead in self.calls.get("/rest/v1/leads.json", params=params).json()["result"]:
                found[lead["email"]] = {name: plain(lead.get(name)) for name in FIELDS}
        return found

    def total(self) -> int:
        """Leads that were not there from the start."""
        return self._held() - self._before

    def members(self, name: str) -> int:
        """How many leads a static list holds."""
        named = self.calls.get("/rest/asset/v1/staticList/byName.json", params={"name": name}).json()
        path, params, count = f"/rest/v1/lists/{named['result'][0]['id']}/leads.json", {"batchSize": "300"}, 0
        while True:
            page = self.calls.get(path, params=params).json()
            count += len(page["result"])
            if not page.get("nextPageToken"):
                return count
            params["nextPageToken"] = page["nextPageToken"]

    def _held(self) -> int:
        return len(self.calls.get("/_state").json()["leads"])
