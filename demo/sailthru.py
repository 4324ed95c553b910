"""Sailthru as the demo sees it: its users by e-mail, their vars and lists; every call is signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from customers import Customer
from window import Window, plain

FIELDS = ["first_name", "last_name", "ltv", "signed_up"]
SECRET = "any"  # noqa: S105 - a Sandbox takes any


class Sailthru(Window):
    """Reads the Sandbox back through the vendor's own API."""

    name = "sailthru-users"
    sound = frozenset({"", "duplicate e-mail", "bad phone"})  # phones aren't mapped there

    def __init__(self, address: str) -> None:
        self.calls = httpx.Client(base_url=f"{address}/sailthru", timeout=30)
        self.calls.put("/_state", json={"secret": SECRET}).raise_for_status()  # so that it checks every signature
        self._before = len(self._users())

    def expected(self, rows: Sequence[Customer]) -> Mapping[str, Mapping[str, str]]:
        """What it should hold, by e-mail."""
        return {
            email: {
                "first_name": row.first_name or "",
                "last_name": row.last_name or "",
                "ltv": plain(row.lifetime_value),
                "signed_up": row.signed_up.isoformat(),
            }
            for email, row in self.owned(rows).items()
        }

    def found(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """What it holds of them, by e-mail; one call each."""
        read = {email: self._user(email).get("vars") or {} for email in keys}
        return {email: {name: plain(held.get(name)) for name in FIELDS} for email, held in read.items()}

    def total(self) -> int:
        """Users that were not there from the start."""
        return len(self._users()) - self._before

    def members(self, name: str) -> int:
        """How many users are in a list."""
        return int(self._asked("/list", {"list": name})["count"])

    def _user(self, email: str) -> dict[str, Any]:
        return self._asked("/user", {"id": email, "key": "email", "fields": {"vars": 1}})

    def _asked(self, path: str, what: Mapping[str, object]) -> dict[str, Any]:
        given = {"api_key": SECRET, "format": "json", "json": json.dumps(what)}
        signed = SECRET + "".join(sorted(given.values()))
        sig = hashlib.md5(signed.encode(), usedforsecurity=False).hexdigest()
        found: dict[str, Any] = self.calls.get(path, params={**given, "sig": sig}).raise_for_status().json()
        return found

    def _users(self) -> list[dict[str, Any]]:
        users: list[dict[str, Any]] = self.calls.get("/_state").json()["users"]
        return users
