"""The records of one object, with an index of each field that somebody has asked by."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from joey.adapters.destinations.salesforce.sandbox import values
from joey.adapters.destinations.salesforce.sandbox.objects import ObjectType
from joey.adapters.sandbox import Json

Row = dict[str, Json]


@dataclass(slots=True)
class Table:
    """The records of one object by id, and the ids of those that were deleted."""

    type: ObjectType
    rows: dict[str, Row] = field(default_factory=dict[str, Row])
    deleted: set[str] = field(default_factory=set[str])
    _came: dict[str, int] = field(default_factory=dict[str, int])
    _indexes: dict[str, dict[Json, dict[str, Row]]] = field(default_factory=dict[str, dict[Json, dict[str, Row]]])

    def keep(self, row: Row) -> None:
        """A record that is new here."""
        self.rows[row["Id"]] = row
        self._came[row["Id"]] = len(self._came)
        for name in self._indexes:
            self._enter(name, row)

    def change(self, row: Row, fields: Mapping[str, Json]) -> None:
        """Other values in a record that is here."""
        touched = [name for name in self._indexes if name in fields]
        for name in touched:
            self._leave(name, row)
        row.update(fields)
        for name in touched:
            self._enter(name, row)

    def drop(self, id_: str) -> Row:
        """A record that is here no more."""
        row = self.rows.pop(id_)
        for name in self._indexes:
            self._leave(name, row)
        return row

    def having(self, name: str, forms: Collection[Json]) -> Sequence[Row]:
        """The records that hold one of these values in a field, by their forms; in the order in which they came."""
        if name not in self._indexes:
            self._indexes[name] = {}
            for row in self.rows.values():
                self._enter(name, row)
        known = self._indexes[name]
        found = [row for one in forms for row in known.get(one, {}).values()]
        return found if len(found) < 2 else sorted(found, key=lambda row: self._came[row["Id"]])

    def like(self, name: str, value: Json) -> Sequence[Row]:
        """The records whose field holds the same value."""
        return self.having(name, (values.form(self.type.fields[name], value),))

    def _enter(self, name: str, row: Row) -> None:
        form = values.form(self.type.fields[name], row.get(name))
        self._indexes[name].setdefault(form, {})[row["Id"]] = row

    def _leave(self, name: str, row: Row) -> None:
        form = values.form(self.type.fields[name], row.get(name))
        self._indexes[name][form].pop(row["Id"])
