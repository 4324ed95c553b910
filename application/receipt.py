"""The receipt of a Record that was forgotten: what became of it at each Target, and which files were written anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from joey.ports.ledger import Erased


class Became(StrEnum):
    """What became of a Record at a Target; of these, ``owed``, ``refused`` and ``unreachable`` aren't the end of it."""

    NOTHING = "nothing known"
    DELETED = "deleted"
    ARCHIVED = "archived"
    LEFT = "left its groups"
    STAYS = "stays"
    OWED = "owed"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    WOULD_GO = "would go"


OPEN = frozenset({Became.OWED, Became.REFUSED, Became.UNREACHABLE})


@dataclass(frozen=True, slots=True)
class Place:
    """A Target: its Destinations by name, what became of the Record there and why, and what Joey erased of it.

    ``remote_id``: the remote record, where one is known. ``forgotten``: nothing is kept of the Record here any more.
    """

    target: str
    destinations: tuple[str, ...]
    became: Became
    detail: str = ""
    remote_id: str | None = None
    forgotten: bool = False
    erased: Erased = field(default_factory=Erased)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was done to forget a Record. ``since``: when that was first asked for (ISO 8601, UTC).

    ``beside``: what was done to files other than the Ledgers'. ``dry_run``: nothing was done at all.
    """

    model: str
    record_id: str
    since: str
    places: tuple[Place, ...]
    beside: Erased = field(default_factory=Erased)
    dry_run: bool = False

    @property
    def finished(self) -> bool:
        """Whether nothing is owed any more, and nothing is kept."""
        whole = all(place.forgotten and not place.erased.left for place in self.places)
        return whole and not self.beside.left and not self.dry_run

    @property
    def erased(self) -> Erased:
        """What was done to all files."""
        return sum((place.erased for place in self.places), start=self.beside)
