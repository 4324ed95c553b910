"""The whole account in memory: its users by sid and by key, its lists, its clock and switches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha512

from joey.adapters.sandbox import Clock, Json, Switches

KEYS = ("email", "extid", "sms")
"""Keys that a caller may set; sid and cookie are Sailthru's."""

TESTED = ("609c8b99a972c075de427b34", "ultrabrand@mailinator.com")
"""The sid and e-mail of the user whom the recorded account had already."""


@dataclass(slots=True)
class User:
    """A profile. ``lists``: name → when it was joined (seconds since 1970)."""

    sid: str
    cookie: str
    keys: dict[str, str] = field(default_factory=dict[str, str])
    vars: dict[str, Json] = field(default_factory=dict[str, Json])
    lists: dict[str, float] = field(default_factory=dict[str, float])
    optout: str = "none"

    def copy(self) -> User:
        """As it is now."""
        return replace(self, keys=dict(self.keys), vars=dict(self.vars), lists=dict(self.lists))

    def named(self) -> set[tuple[str, str]]:
        """All that it answers to: (key, value)."""
        return {("sid", self.sid), ("cookie", self.cookie), *self.keys.items()}

    def shown(self) -> dict[str, Json]:
        """Every field that a GET can ask for, as Sailthru shows it."""
        lists = {name: moment(at) for name, at in self.lists.items()}
        return {
            "keys": {"sid": self.sid, "cookie": self.cookie, **self.keys},
            "vars": self.vars or None,
            "lists": lists or None,
            "engagement": None,
            "optout_email": self.optout,
        }


class Books:
    """What the account holds; the handlers act on it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.switches = Switches()
        self._made = 0
        self.reset()

    def reset(self) -> None:
        """Back to the account of the recordings."""
        self.secret = ""
        self.users: dict[str, User] = {}
        self._sids: dict[tuple[str, str], str] = {}
        self.lists: dict[str, dict[str, Json]] = {}
        self._past: list[tuple[float, int, str, User | None]] = []
        self._reads = 0
        self.keep(User(TESTED[0], self._new_id(64), {"email": TESTED[1]}))

    def empty(self) -> None:
        """No user."""
        self.users, self._sids, self._past = {}, {}, []

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock()

    def new_user(self) -> User:
        """A profile with keys of its own, not kept yet."""
        return User(self._new_id(24), self._new_id(96))

    def keep(self, user: User) -> None:
        """From now on the user is as given; reads may lag."""
        self.drop(user.sid)
        self.users[user.sid] = user
        self._sids.update(dict.fromkeys(user.named(), user.sid))

    def drop(self, sid: str) -> None:
        """The user isn't there any more; reads may lag."""
        there = self.users.pop(sid, None)
        self._past = [one for one in self._past if self._unseen(one[0], one[1])]
        self._past.append((self.now(), self._reads, sid, None if there is None else there.copy()))
        for named in there.named() if there is not None else ():
            self._sids.pop(named, None)

    def find(self, key: str, value: str) -> User | None:
        """Who has the key now."""
        return self.users.get(self._sids.get((key, value), ""))

    def read(self, key: str, value: str) -> User | None:
        """Who has the key as far as a GET shows, which may lag behind."""
        self._reads += 1
        late = [one for one in self._past if self._unseen(one[0], one[1])]
        if not late:
            return self.find(key, value)
        shown: dict[str, User | None] = dict(self.users)
        shown.update({sid: before for _, _, sid, before in reversed(late)})
        return next((user for user in shown.values() if user is not None and (key, value) in user.named()), None)

    def make_list(self, name: str) -> dict[str, Json]:
        """The list of that name, made if need be."""
        made: dict[str, Json] = {"list_id": self._new_id(24), "list": name, "create_time": moment(self.now())}
        return self.lists.setdefault(name, made)

    def members(self, name: str) -> Iterator[User]:
        """Who is on a list."""
        return (user for user in self.users.values() if name in user.lists)

    def _new_id(self, digits: int) -> str:
        """As many hexadecimal digits, in no order; the same ones in each Sandbox, so that a story can be told again."""
        self._made += 1
        return sha512(str(self._made).encode()).hexdigest()[:digits]

    def _unseen(self, at: float, reads: int) -> bool:
        late = self.switches.search_lag_seconds
        calls = self.switches.search_lag_calls
        return (late > 0 and at > self.now() - late) or (calls > 0 and self._reads - reads <= calls)


def moment(at: float) -> str:
    """As Sailthru writes times: `Sat, 02 Oct 2021 16:46:59 +0000`."""
    return format_datetime(datetime.fromtimestamp(at, UTC).replace(microsecond=0))
