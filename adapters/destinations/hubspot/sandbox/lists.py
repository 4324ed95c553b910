"""The account's lists and who is on them (HubSpot: "Lists" guide)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from joey.adapters.destinations.hubspot.sandbox import moments
from joey.adapters.sandbox import Json

EDITABLE = ("MANUAL", "SNAPSHOT")
FIRST_ID = 701


@dataclass(slots=True)
class SegmentList:
    """One list; members by record id, with the millisecond at which each joined."""

    id: str
    name: str
    type_id: str
    processing: str
    created: int
    updated: int
    version: int = 1
    members: dict[str, int] = field(default_factory=dict[str, int])
    deleted: int | None = None
    _ordered: list[str] | None = None

    def join(self, record_id: str, now: int) -> bool:
        """Put a record on the list; False where it is on it already."""
        if record_id in self.members:
            return False
        self.members[record_id] = now
        self._ordered = None
        return True

    def leave(self, record_id: str) -> bool:
        """Take a record off the list; False where it isn't on it."""
        if self.members.pop(record_id, None) is None:
            return False
        self._ordered = None
        return True

    def ordered(self) -> list[str]:
        """The members by record id."""
        if self._ordered is None:
            self._ordered = sorted(self.members, key=int)
        return self._ordered

    def shown(self) -> dict[str, Json]:
        """The list as HubSpot shows it."""
        shown: dict[str, Json] = {
            "listId": self.id,
            "listVersion": self.version,
            "name": self.name,
            "objectTypeId": self.type_id,
            "processingType": self.processing,
            "processingStatus": "COMPLETE",
            "createdAt": moments.iso(self.created),
            "updatedAt": moments.iso(self.updated),
            "filtersUpdatedAt": moments.iso(self.created),
            "size": len(self.members),
        }
        return shown | ({"deletedAt": moments.iso(self.deleted)} if self.deleted else {})


class Lists:
    """The lists by id, and by name within an object type (a name is unique within the account)."""

    def __init__(self) -> None:
        self._held: dict[str, SegmentList] = {}
        self._deleted: dict[str, SegmentList] = {}
        self._names: dict[str, str] = {}
        self._next = FIRST_ID

    def create(self, name: str, type_id: str, processing: str, now: int) -> SegmentList | None:
        """A new list, or None where the name is taken."""
        if name in self._names:
            return None
        made = SegmentList(str(self._next), name, type_id, processing, now, now)
        self._next += 1
        return self._keep(made)

    def restore(self, given: Mapping[str, Json], now: int) -> SegmentList:
        """A list from the JSON of the state page; `members` are record ids."""
        list_id = str(given.get("listId") or self._next)
        self._next = max(self._next, int(list_id) + 1)
        made = SegmentList(
            id=list_id,
            name=given["name"],
            type_id=given.get("objectTypeId", "0-1"),
            processing=given.get("processingType", "MANUAL"),
            created=now,
            updated=now,
            members={str(member): now for member in given.get("members", ())},
        )
        return self._keep(made)

    def get(self, list_id: str) -> SegmentList | None:
        """A live list by id."""
        return self._held.get(list_id)

    def named(self, name: str, type_id: str) -> SegmentList | None:
        """A live list by its exact name."""
        found = self._held.get(self._names.get(name, ""))
        return found if found is not None and found.type_id == type_id else None

    def all(self) -> Iterable[SegmentList]:
        """The live lists, by name."""
        return sorted(self._held.values(), key=lambda one: one.name)

    def delete(self, one: SegmentList, now: int) -> None:
        """Delete a list; its name is free again."""
        del self._held[one.id], self._names[one.name]
        one.deleted = now
        self._deleted[one.id] = one

    def undelete(self, list_id: str) -> SegmentList | None:
        """Bring a deleted list back, unless its name is taken by now."""
        one = self._deleted.get(list_id)
        if one is None or one.name in self._names:
            return None
        del self._deleted[list_id]
        one.deleted = None
        return self._keep(one)

    def forget(self, type_id: str, record_id: str) -> None:
        """A record is gone: it is on no list any more."""
        for one in self._held.values():
            if one.type_id == type_id:
                one.leave(record_id)

    def state(self) -> list[dict[str, Json]]:
        """Every live list as JSON that `restore` takes."""
        return [{**one.shown(), "members": list(one.members)} for one in self.all()]

    def _keep(self, one: SegmentList) -> SegmentList:
        self._held[one.id] = one
        self._names[one.name] = one.id
        return one
