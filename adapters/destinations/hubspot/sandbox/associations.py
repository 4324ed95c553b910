"""Which record goes with which (HubSpot: "Associations" v4 guide); both directions are held."""

from __future__ import annotations

from collections import defaultdict

from joey.adapters.sandbox import Json

CONTACT_TO_COMPANY, COMPANY_TO_CONTACT = 279, 280
PRIMARY_COMPANY, PRIMARY_OF_CONTACT = 1, 2
_INVERSE = {
    CONTACT_TO_COMPANY: COMPANY_TO_CONTACT,
    COMPANY_TO_CONTACT: CONTACT_TO_COMPANY,
    PRIMARY_COMPANY: PRIMARY_OF_CONTACT,
    PRIMARY_OF_CONTACT: PRIMARY_COMPANY,
}
_LABELS = {PRIMARY_COMPANY: "Primary", PRIMARY_OF_CONTACT: "Primary"}
_PLAIN = {("0-1", "0-2"): CONTACT_TO_COMPANY, ("0-2", "0-1"): COMPANY_TO_CONTACT}

Pair = tuple[str, str]


class Associations:
    """Held by (from type, to type), from id, to id: the kinds, as HubSpot's association type ids."""

    def __init__(self) -> None:
        self._held: dict[Pair, dict[str, dict[str, set[int]]]] = defaultdict(dict)

    def add(self, types: Pair, from_id: str, to_id: str, kind: int) -> None:
        """Associate both ways; a contact's first company becomes its primary one, a new primary replaces it."""
        if kind in (PRIMARY_COMPANY, PRIMARY_OF_CONTACT):
            self._unseat(types, from_id, to_id)
        self._put(types, from_id, to_id, {kind, plain(types)})
        contact_side = types if types[0] == "0-1" else flipped(types)
        if contact_side == ("0-1", "0-2"):
            contact, company = (from_id, to_id) if types == contact_side else (to_id, from_id)
            if self.primary(contact) is None:
                self._put(contact_side, contact, company, {PRIMARY_COMPANY})

    def remove(self, types: Pair, from_id: str, to_id: str) -> None:
        """Drop every association of two records; none is fine."""
        self._held[types].get(from_id, {}).pop(to_id, None)
        self._held[flipped(types)].get(to_id, {}).pop(from_id, None)

    def of(self, types: Pair, from_id: str) -> dict[str, set[int]]:
        """The records that go with one, each with its kinds."""
        return self._held[types].get(from_id, {})

    def primary(self, contact: str) -> str | None:
        """A contact's primary company."""
        held = self.of(("0-1", "0-2"), contact)
        return next((company for company, kinds in held.items() if PRIMARY_COMPANY in kinds), None)

    def forget(self, type_id: str, record_id: str) -> None:
        """A record is gone, and what it had with others."""
        for types in [types for types in self._held if types[0] == type_id]:
            for other in self._held[types].pop(record_id, {}):
                self._held[flipped(types)].get(other, {}).pop(record_id, None)

    def state(self) -> list[dict[str, Json]]:
        """Every association once, as JSON."""
        return [
            {"fromType": types[0], "toType": types[1], "from": from_id, "to": to_id, "types": sorted(kinds)}
            for types, held in self._held.items()
            if types[0] <= types[1]
            for from_id, others in held.items()
            for to_id, kinds in others.items()
        ]

    def _put(self, types: Pair, from_id: str, to_id: str, kinds: set[int]) -> None:
        there = self._held[types].setdefault(from_id, {}).setdefault(to_id, set())
        there |= kinds
        back = self._held[flipped(types)].setdefault(to_id, {}).setdefault(from_id, set())
        back |= {_INVERSE.get(kind, kind) for kind in kinds}

    def _unseat(self, types: Pair, from_id: str, to_id: str) -> None:
        contact = from_id if types[0] == "0-1" else to_id
        seated = self.primary(contact)
        if seated is not None:
            self._held["0-1", "0-2"][contact][seated].discard(PRIMARY_COMPANY)
            self._held["0-2", "0-1"][seated][contact].discard(PRIMARY_OF_CONTACT)


def flipped(types: Pair) -> Pair:
    """The pair seen from the other side."""
    return types[1], types[0]


def plain(types: Pair) -> int:
    """The unlabelled association type of two object types."""
    return _PLAIN.get(types, 0)


def label(kind: int) -> str | None:
    """What HubSpot calls the kind; None for the unlabelled ones."""
    return _LABELS.get(kind)


def is_kind(kind: int, types: Pair) -> bool:
    """Whether HubSpot's association type goes with these two object types."""
    if kind in (CONTACT_TO_COMPANY, PRIMARY_COMPANY):
        return types == ("0-1", "0-2")
    if kind in (COMPANY_TO_CONTACT, PRIMARY_OF_CONTACT):
        return types == ("0-2", "0-1")
    return not set(types) <= {"0-1", "0-2"}
