"""Salesforce as the demo sees it: leads with their campaigns, contacts, accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from accounts import accounts
from customers import Customer
from window import Window, plain

LONGEST_NAME = 80
LEADS = ["FirstName", "LastName", "Description"]
CONTACTS = ["FirstName", "LastName", "float_field__c"]
ACCOUNTS = ["Name", "NumberOfEmployees"]


class Salesforce(Window):
    """Reads one object of the Sandbox back through the vendor's own API, by its key."""

    sound = frozenset({"", "duplicate e-mail", "bad phone"})  # phones aren't mapped there

    def __init__(self, address: str, name: str, object_: str, key: str, fields: Sequence[str]) -> None:
        headers = {"Authorization": "Bearer a-sandbox-takes-any"}
        self.calls = httpx.Client(base_url=f"{address}/salesforce", headers=headers, timeout=30)
        self.name, self.grouped = name, object_ == "Lead"
        self._object, self._key, self._fields = object_, key, fields

    def owned(self, rows: Sequence[Customer]) -> dict[str, Customer]:
        """Whom it should hold, by e-mail; longer names than it takes are refused."""
        return {key: row for key, row in super().owned(rows).items() if len(row.last_name or "") <= LONGEST_NAME}

    def expected(self, rows: Sequence[Customer]) -> Mapping[str, Mapping[str, str]]:
        """What it should hold, by key."""
        if self._object == "Account":
            found = {one.number: [one.name, plain(one.employees)] for one in accounts(rows) if one.name}
        else:
            found = {key: self._person(row) for key, row in self.owned(rows).items()}
        return {key: dict(zip(self._fields, values, strict=True)) for key, values in found.items()}

    def found(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """What it holds of them, by key."""
        wanted = frozenset(keys)
        read = {row[self._key]: row for row in self._query(", ".join((self._key, *self._fields)), self._object)}
        return {key: {name: plain(row[name]) for name in self._fields} for key, row in read.items() if key in wanted}

    def total(self) -> int:
        """How many there are; an organisation begins without any."""
        return len(self._query("Id", self._object))

    def members(self, name: str) -> int:
        """How many are in a campaign."""
        (campaign,) = self._query("Id", "Campaign", f"Name = '{name}'")
        return len(self._query("Id", "CampaignMember", f"CampaignId = '{campaign['Id']}'"))

    def _person(self, row: Customer) -> list[str]:
        last = (row.notes or "") if self._object == "Lead" else plain(row.lifetime_value)
        return [row.first_name or "", row.last_name or "", last]

    def _query(self, fields: str, object_: str, *where: str) -> list[dict[str, Any]]:
        soql = " ".join(("SELECT", fields, "FROM", object_, *(f"WHERE {one}" for one in where)))
        page = self.calls.get("/services/data/v67.0/query", params={"q": soql}).json()
        rows: list[dict[str, Any]] = page["records"]
        return rows
