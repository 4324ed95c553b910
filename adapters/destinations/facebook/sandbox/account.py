"""The ad account in memory: who it is, its audiences and their members."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from joey.adapters.destinations.facebook.sandbox.entries import Member, identity
from joey.adapters.sandbox import Clock, Json, Switches

AD_ACCOUNT = "542676646349772"
FIRST_AUDIENCE = 23849182047670582
FIRST_SESSION = 4229955495815004260


@dataclass(slots=True)
class Audience:
    """A custom audience; ``members`` by what tells them apart; ``sessions``: those of uploads, by id."""

    id: str
    fields: dict[str, Json]
    members: dict[tuple[str, str], Member] = field(default_factory=dict)
    sessions: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def flagged(self) -> bool:
        """Whether it was flagged, and takes nothing."""
        return bool(self.fields.get("operation_status", {}).get("code") == 471)

    def add(self, members: Iterable[Member]) -> None:
        """Who is in already is taken as uploaded last."""
        for member in members:
            self.members[identity(member)] = {**self.members.get(identity(member), {}), **member}

    def remove(self, members: Iterable[Member]) -> None:
        """Everybody who has all the values of one of the rows."""
        for given in members:
            wanted = {name: value for name, value in given.items() if value}
            for named, held in list(self.members.items()):
                if all(held.get(name) == value for name, value in wanted.items()):
                    del self.members[named]

    def shown(self, fields: str) -> dict[str, Json]:
        """Its id, and the fields that were asked for."""
        known = {"id": self.id, **self.fields}
        return {name: known[name] for name in fields.split(",") if name in known} | {"id": self.id}


class Books:
    """What the account holds; the handlers act on it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.switches = Switches()
        self.reset()

    def reset(self) -> None:
        """Back to an account without audiences."""
        self.account: dict[str, Json] = {
            "name": "Grouparoo",
            "account_id": AD_ACCOUNT,
            "account_status": 1,
            "currency": "USD",
            "timezone_name": "America/Los_Angeles",
        }
        self.terms_accepted = True
        self.app_secret = ""
        self.audiences: dict[str, Audience] = {}
        self._made = 0
        self._sessions = 0

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self._clock())

    def make(self, fields: dict[str, Json]) -> Audience:
        """A new audience."""
        made = Audience(str(FIRST_AUDIENCE + 2_000_000 * self._made), fields)
        self._made += 1
        self.audiences[made.id] = made
        return made

    def session(self) -> str:
        """The id of an upload that brings none."""
        self._sessions += 1
        return str(FIRST_SESSION + self._sessions)

    def newest_first(self) -> list[Audience]:
        """The audiences as they are listed (recorded)."""
        return list(reversed(self.audiences.values()))
