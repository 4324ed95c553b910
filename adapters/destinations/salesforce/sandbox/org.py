"""The organisation in memory: its objects and their records, its sessions, calls and jobs, its clock and switches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from joey.adapters.destinations.salesforce.sandbox import ids
from joey.adapters.destinations.salesforce.sandbox.objects import NAMES, standard
from joey.adapters.destinations.salesforce.sandbox.table import Row, Table
from joey.adapters.sandbox import Clock, Json, Switches

USER, ORGANISATION = "0054S000000JFmhQAG", "00D4S000000oz4eUAA"
USUAL_CALLS, USUAL_PAGE = 15_000, 2_000
MEMBERSHIPS = {"Campaign": ("CampaignMember", "CampaignId"), "Topic": ("TopicAssignment", "TopicId")}
"""Which records go when a record of the first kind goes, and by which field."""


class Org:
    """What the organisation holds; reads and writes act on it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.switches = Switches()
        self.reset()

    def reset(self) -> None:
        """Back to an organisation without records."""
        self.tables = {name: Table(standard(name)) for name in NAMES}
        self.sessions: set[str] = set()
        self.ended: set[str] = set()
        self.jobs: dict[str, Json] = {}
        self.cursors: dict[str, list[Json]] = {}
        self.calls, self.most_calls, self.page = 0, USUAL_CALLS, USUAL_PAGE
        self.duplicate_rules: list[str] = []
        self._made = 0

    def now(self) -> float:
        """Seconds since 1970."""
        return self._clock()

    def moment(self) -> str:
        """Now, as Salesforce writes it."""
        stamp = datetime.fromtimestamp(self.now(), UTC).isoformat(timespec="seconds")
        return stamp.replace("+00:00", ".000+0000")

    def new_id(self, prefix: str) -> str:
        """An id that no record has."""
        self._made += 1
        return ids.made(prefix, self._made)

    def table(self, name: str) -> Table | None:
        """The object of that name, in whatever case."""
        known = self.tables.get(name)
        return known or next((one for each, one in self.tables.items() if each.lower() == name.lower()), None)

    def table_of(self, id_: str) -> Table | None:
        """The object that an id belongs to."""
        return next((one for one in self.tables.values() if id_.startswith(one.type.prefix)), None)

    def find(self, id_: str) -> Row | None:
        """The record with that id."""
        table = self.table_of(id_)
        return None if table is None else table.rows.get(ids.whole(id_))

    def matching(self, name: str, field_name: str, value: Json) -> Sequence[Row]:
        """The records of an object that hold a value in a field."""
        table = self.tables.get(name)
        return () if table is None else table.like(field_name, value)

    def remove(self, table: Table, id_: str) -> None:
        """Delete a record, and with it its memberships, or what it is a membership of."""
        table.drop(id_)
        table.deleted.add(id_)
        for member, by in MEMBERSHIPS.values():
            self._remove_members(member, by, id_)
        for by in ("ContactId", "LeadId"):
            self._remove_members("CampaignMember", by, id_)
        self._remove_members("TopicAssignment", "EntityId", id_)

    def _remove_members(self, name: str, by: str, id_: str) -> None:
        for row in self.matching(name, by, id_):
            self.tables[name].drop(row["Id"])
            self.tables[name].deleted.add(row["Id"])


def shown(table: Table, row: Mapping[str, Json], version: str, names: list[str] | None = None) -> Json:
    """A record as an answer has it: its attributes, and the fields named (None: all)."""
    url = f"/services/data/{version}/sobjects/{table.type.name}/{row['Id']}"
    told = {name: row.get(name) for name in (table.type.fields if names is None else names)}
    return {"attributes": {"type": table.type.name, "url": url}, **told}
