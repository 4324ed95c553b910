"""The machine's warehouse: a handful of customers, and what a project makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from joey.domain import mapping
from joey.domain.mapping import Unmapped
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode

UNWANTED = "unwanted"
"""A name that no vendor takes."""

KEEPER = "1"
"""A customer who never changes, so that the source is never empty."""

PROPERTIES = ("email", "name", "extra", "side", "mark")


@dataclass(frozen=True, slots=True)
class Customer:
    """A row. ``groups``: ours, by our names."""

    email: str | None
    name: str | None = None
    extra: str | None = None
    side: str | None = None
    groups: frozenset[str] = frozenset()

    @property
    def key(self) -> str | None:
        """The e-mail as every vendor keeps it."""
        return (self.email or "").strip().lower() or None


@dataclass(slots=True)
class Wiring:
    """One Destination as the project file has it: field → column, our group → the vendor's."""

    name: str
    fields: dict[str, str]
    groups: dict[str, str]
    only: str | None = None
    mode: SyncMode = SyncMode.SYNC
    unmapped: Unmapped = Unmapped.KEEP

    @property
    def mapping(self) -> mapping.Mapping:
        """The same in Joey's words."""
        lines = (mapping.FieldMapping(name, mapping.FromProperty(column)) for name, column in self.fields.items())
        return mapping.Mapping(tuple(lines), dict(self.groups), self.unmapped)


@dataclass(slots=True)
class Warehouse:
    """The rows by id."""

    rows: dict[str, Customer] = field(default_factory=dict)

    def records(self) -> Iterator[Record]:
        """The rows as Records; a customer's mark is its id, so that the far side shows whose a record is."""
        for who, row in self.rows.items():
            properties = {"email": row.email, "name": row.name, "extra": row.extra, "side": row.side, "mark": who}
            yield Record(RecordId(who), properties, row.groups)

    def belonging(self, wiring: Wiring) -> dict[str, Customer]:
        """Who belongs to a Destination."""
        return {who: row for who, row in self.rows.items() if wiring.only is None or wiring.only in row.groups}

    def change(self, who: str, **values: object) -> None:
        """Give a row other values."""
        self.rows[who] = replace(self.rows[who], **values)  # type: ignore[arg-type]
