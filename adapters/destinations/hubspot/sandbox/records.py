"""The records of one object type, held by id and by every unique property."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from joey.adapters.destinations.hubspot.sandbox import moments
from joey.adapters.destinations.hubspot.sandbox.account import TypeTable
from joey.adapters.destinations.hubspot.sandbox.errors import Problem
from joey.adapters.destinations.hubspot.sandbox.index import SearchIndex
from joey.adapters.destinations.hubspot.sandbox.properties import Property, property_of
from joey.adapters.sandbox import Json

CONTACTS, COMPANIES = "0-1", "0-2"
MORE_EMAILS = "hs_additional_emails"
_FIRST_IDS = {CONTACTS: 300_001, COMPANIES: 8_000_000_001}
_DEFAULTS = {CONTACTS: ("email", "firstname", "lastname"), COMPANIES: ("domain", "name")}


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its stored values, and when it was made and changed, in milliseconds."""

    id: str
    values: Mapping[str, str]
    created: int
    updated: int
    archived: int | None = None


class Records:
    """One object type: its properties, its live and archived records, its search index."""

    def __init__(self, table: TypeTable) -> None:
        self.head = table.head
        self.type_id: str = table.head["objectTypeId"]
        self.name: str = table.head["name"]
        self.associations = table.associations
        self.properties: dict[str, Property] = {}
        self.rows: dict[str, Row] = {}
        self.archived: dict[str, Row] = {}
        self.unique: dict[str, dict[str, str]] = {"email": {}} if self.type_id == CONTACTS else {}
        self.index = SearchIndex(self.rows)
        self._ordered: list[int] | None = None
        self._next = _FIRST_IDS.get(self.type_id, 900_000_001)
        custom = self.type_id.startswith("2-")
        self.created_name = "hs_createdate" if custom else "createdate"
        self.changed_name = "lastmodifieddate" if self.type_id == CONTACTS else "hs_lastmodifieddate"
        for shown in table.properties:
            self.define(shown)

    def define(self, shown: dict[str, Json]) -> Property:
        """Add or replace a property."""
        made = property_of(shown, self.type_id)
        self.properties[made.name] = made
        if made.unique and made.name not in self.unique:
            held = ((row.values.get(made.name), row.id) for row in self.rows.values())
            self.unique[made.name] = {value: row_id for value, row_id in held if value}
        return made

    def find(self, name: str, value: str) -> Row | None:
        """The live record whose unique property has the value; additional e-mails count as `email`."""
        asked = value.strip().lower() if name == "email" else value
        found = self.unique.get(name, {}).get(asked)
        return None if found is None else self.rows[found]

    def after(self, record_id: int, count: int) -> list[Row]:
        """The live records in the order of their ids, from the first one above."""
        if self._ordered is None:
            self._ordered = sorted(map(int, self.rows))
        start = bisect_right(self._ordered, record_id)
        return [self.rows[str(one)] for one in self._ordered[start : start + count]]

    def check(self, given: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
        """The values as they would be stored, and the problems of those refused; "" clears."""
        values: dict[str, str] = {}
        problems: list[Problem] = []
        for name, value in given.items():
            known = self.properties.get(name)
            if known is None:
                problems.append(Problem(name, "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist'))
            elif known.read_only:
                told = f'"{name}" is a read only property; its value cannot be set.'
                problems.append(Problem(name, "READ_ONLY_VALUE", told))
            else:
                checked = known.check(value) if value else ""
                if isinstance(checked, Problem):
                    problems.append(checked)
                else:
                    values[name] = checked
        return values, problems

    def add(self, values: Mapping[str, str], now: int) -> Row:
        """Store a new record; the values were checked, and nobody holds its unique ones."""
        row = Row(self.take_id(), {**self._filled(values), **values}, now, now)
        self.keep(row)
        return row

    def take_id(self) -> str:
        """The next free id."""
        while str(self._next) in self.rows or str(self._next) in self.archived:
            self._next += 1
        self._next += 1
        return str(self._next - 1)

    def change(self, row: Row, values: Mapping[str, str], now: int) -> Row:
        """Store new values of a record."""
        self._release(row, values.keys())
        changed = replace(row, values={**row.values, **values}, updated=max(now, row.updated))
        self.keep(changed)
        return changed

    def keep(self, row: Row) -> None:
        """Hold the record as it is."""
        if row.id not in self.rows:
            self._ordered = None
        self.rows[row.id] = row
        for name, held in self.unique.items():
            for value in self._keys(row, name):
                held[value] = row.id
        self.index.note(row.id, row)

    def archive(self, row: Row, now: int, *, for_good: bool = False) -> None:
        """Take the record out; for 90 days it is among the archived, unless it goes for good."""
        del self.rows[row.id]
        self._ordered = None
        self._release(row, self.unique)
        if not for_good:
            self.archived[row.id] = replace(row, archived=now)
        self.index.note(row.id, None)

    def _keys(self, row: Row, name: str) -> list[str]:
        own = row.values.get(name)
        more = row.values.get(MORE_EMAILS) if name == "email" else None
        if more:
            return [value for value in (own, *more.split(";")) if value]
        return [own] if own else []

    def _release(self, row: Row, names: Iterable[str]) -> None:
        for name in names:
            held = self.unique.get(name)
            for value in self._keys(row, name) if held else ():
                if held is not None and held.get(value) == row.id:
                    del held[value]

    def _filled(self, values: Mapping[str, str]) -> dict[str, str]:
        """What HubSpot fills in by itself: a company's website, from its domain."""
        domain = values.get("domain")
        if self.type_id == COMPANIES and domain and not values.get("website"):
            return {"website": domain}
        return {}

    def system(self, row: Row) -> dict[str, str]:
        """The values that HubSpot keeps itself, as recorded when a record is created."""
        kept = {
            self.created_name: moments.iso(row.created),
            self.changed_name: moments.iso(row.updated),
            "hs_object_id": row.id,
        }
        if self.type_id == CONTACTS:
            kept |= {
                "hs_all_contact_vids": row.id,
                "hs_is_contact": "true",
                "hs_is_unworked": "true",
                "hs_pipeline": "contacts-lifecycle-pipeline",
            } | self._domain(row.values)
        elif self.type_id == COMPANIES:
            kept |= {"hs_pipeline": "companies-lifecycle-pipeline"}
        return kept

    def _domain(self, values: Mapping[str, str]) -> dict[str, str]:
        email = values.get("email", "")
        return {"hs_email_domain": email.rpartition("@")[2]} if email else {}

    def created(self, row: Row) -> dict[str, Json]:
        """The record as the answer to its creation shows it."""
        return self._shown(row, {**row.values, **self.system(row)})

    def changed(self, row: Row, values: Mapping[str, str]) -> dict[str, Json]:
        """The record as the answer to a change shows it: what was sent, and what followed from it."""
        told = {name: row.values[name] for name in values}
        if self.type_id == CONTACTS:
            told |= self._domain(told)
        return self._shown(row, {**told, self.changed_name: moments.iso(row.updated)})

    def read(self, row: Row, names: Iterable[str] = ()) -> dict[str, Json]:
        """The record with the properties asked for: null where never set, left out where unknown."""
        system = self.system(row)
        asked = [name for name in names if name in self.properties]
        told = {name: row.values.get(name, system.get(name)) for name in asked or self._default_names()}
        for name in (self.created_name, self.changed_name, "hs_object_id"):
            told[name] = system[name]
        return self._shown(row, told)

    def _default_names(self) -> tuple[str, ...]:
        return _DEFAULTS.get(self.type_id, ())

    def _shown(self, row: Row, values: Mapping[str, str | None]) -> dict[str, Json]:
        shown: dict[str, Json] = {
            "id": row.id,
            "properties": dict(sorted(values.items())),
            "createdAt": moments.iso(row.created),
            "updatedAt": moments.iso(row.updated),
            "archived": row.archived is not None,
        }
        if row.archived is not None:
            shown["archivedAt"] = moments.iso(row.archived)
        return shown
