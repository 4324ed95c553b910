"""Facebook as the demo sees it: the hashed members of its audiences, which only the Sandbox's state shows."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import httpx
from customers import Customer
from window import GROUPS, Window


class Facebook(Window):
    """Reads the Sandbox's state: the vendor tells nobody who is in an audience."""

    name = "facebook-custom-audiences"
    sound = frozenset({"", "duplicate e-mail", "bad phone"})  # phones aren't mapped there

    def __init__(self, address: str) -> None:
        self.calls = httpx.Client(base_url=f"{address}/facebook", timeout=30)

    def expected(self, rows: Sequence[Customer]) -> Mapping[str, Mapping[str, str]]:
        """What it should hold, by the hash of the e-mail: who is in one of the groups."""
        return {
            _hashed(email): {
                "EMAIL": _hashed(email),
                "FN": _hashed(_letters(row.first_name or "")),
                "LN": _hashed(_letters(row.last_name or "")),
            }
            for email, row in self.owned(rows).items()
            if any(within(row) for within in GROUPS.values())
        }

    def found(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
        """What it holds, by the hash of the e-mail."""
        del keys
        return {member["EMAIL"]: member for audience in self._audiences() for member in audience["members"]}

    def total(self) -> int:
        """How many people are in any of its audiences."""
        return len(self.found(()))

    def members(self, name: str) -> int:
        """How many people are in an audience."""
        return sum(len(audience["members"]) for audience in self._audiences() if audience["name"] == name)

    def _audiences(self) -> list[dict[str, Any]]:
        audiences: list[dict[str, Any]] = self.calls.get("/_state").json()["audiences"]
        return audiences


def _letters(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.lower())
    return "".join(sign for sign in composed if not unicodedata.category(sign).startswith("P")).strip()


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""
