"""One HubSpot account in memory: its records by type, lists and associations."""

from __future__ import annotations

from collections.abc import Iterator

from joey.adapters.destinations.hubspot.sandbox.account import FIRST_CONTACT, FIRST_LIST, TABLES, table
from joey.adapters.destinations.hubspot.sandbox.associations import Associations, is_kind, plain
from joey.adapters.destinations.hubspot.sandbox.errors import Fault
from joey.adapters.destinations.hubspot.sandbox.index import Lag
from joey.adapters.destinations.hubspot.sandbox.lists import Lists
from joey.adapters.destinations.hubspot.sandbox.records import COMPANIES, CONTACTS, Records, Row
from joey.adapters.destinations.hubspot.sandbox.stored import row_of
from joey.adapters.sandbox import Clock, Json, Reply, Switches

_ALIASES = {"0-1": ("contact", "contacts"), "0-2": ("company", "companies")}


class Portal:
    """What the account holds; the handlers act on it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._calls = 0
        self.switches = Switches()
        self.types: dict[str, Records] = {}
        self.reset()

    def reset(self) -> None:
        """Back to the account of the recordings."""
        self.types = {}
        for name in TABLES:
            records = Records(table(name))
            self.types[records.type_id] = records
        self._aliases = {alias: records for records in self.types.values() for alias in _names(records)}
        self.lists = Lists()
        self.associations = Associations()
        contacts = self.types[CONTACTS]
        contacts.keep(row_of(FIRST_CONTACT, contacts, self.now()))
        self.lists.restore(FIRST_LIST, self.now())

    def now(self) -> int:
        """Milliseconds since 1970."""
        return int(self._clock() * 1000)

    def records(self, named: str) -> Records | None:
        """An object type by id, name, plural or fully qualified name."""
        return self._aliases.get(named.lower())

    def correlation(self) -> str:
        """A correlation id: numbered, so that a run can be repeated exactly."""
        self._calls += 1
        return f"00000000-0000-4000-8000-{self._calls:012x}"

    def refuse(self, fault: Fault) -> Reply:
        """The answer to a call that is wrong."""
        return fault.reply(self.correlation())

    def turn(self) -> None:
        """Tell the search indexes the time and the lag."""
        lag = Lag(self.switches.search_lag_seconds, self.switches.search_lag_calls)
        now = self._clock()
        for records in self.types.values():
            records.index.turn(lag, now)

    def archive(self, records: Records, row: Row, *, for_good: bool = False) -> None:
        """Take a record out, with its memberships and associations."""
        records.archive(row, self.now(), for_good=for_good)
        self.lists.forget(records.type_id, row.id)
        self.associations.forget(records.type_id, row.id)

    def link(self, types: tuple[str, str], from_id: str, to_id: str, kind: int | None = None) -> None:
        """Associate two records; a contact's `associatedcompanyid` follows."""
        self.associations.add(types, from_id, to_id, plain(types) if kind is None else kind)
        self._follow(types, from_id, to_id)

    def unlink(self, types: tuple[str, str], from_id: str, to_id: str) -> None:
        """Drop what two records have with each other; nothing is fine."""
        self.associations.remove(types, from_id, to_id)
        self._follow(types, from_id, to_id)

    def associate(self, records: Records, row_id: str, wanted: Json) -> None:
        """An association that came with a new record: `{to: {id}, types: [{associationTypeId}]}`."""
        to_id = str(wanted["to"]["id"])
        for kind in wanted.get("types") or ():
            number = int(kind["associationTypeId"])
            for other in self.types.values():
                if to_id in other.rows and is_kind(number, (records.type_id, other.type_id)):
                    self.link((records.type_id, other.type_id), row_id, to_id, number)

    def _follow(self, types: tuple[str, str], from_id: str, to_id: str) -> None:
        if set(types) != {CONTACTS, COMPANIES}:
            return
        contacts = self.types[CONTACTS]
        row = contacts.rows.get(from_id if types[0] == CONTACTS else to_id)
        if row is not None:
            company = self.associations.primary(row.id) or ""
            contacts.change(row, {"associatedcompanyid": company}, row.updated)


def _names(records: Records) -> Iterator[str]:
    head = records.head
    yield records.type_id.lower()
    yield from _ALIASES.get(records.type_id, ())
    yield str(head["name"]).lower()
    yield str(head["fullyQualifiedName"]).lower()
    if records.type_id.startswith("2-"):
        yield f"p_{head['name']}".lower()
