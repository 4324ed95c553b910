"""Forgotten Records, as they are kept out of runs and plans, and what people are told of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from joey.application.destination import Destination
from joey.domain.forgotten import Forgotten, Tombstone
from joey.domain.outcome import Attempt, Skipped
from joey.domain.projection import Projection
from joey.domain.record import RecordId
from joey.ports.source import ChangedRow


def forgotten_since(stone: Tombstone) -> str:
    """Why a Record isn't sent that was forgotten."""
    unfinished = "" if stone.finished else " (not yet everywhere: run `joey forget` again)"
    return f"forgotten on {stone.since[:10]}{unfinished}; `joey forget --undo` lets it be sent again"


def forgotten_key(model: str) -> str:
    """Why a Record isn't sent whose key was another one's."""
    return f"its key is that of a forgotten record; `joey forget --undo {model} KEY` lets it be sent"


class Barrier:
    """Knows which Records of a Destination are never to be sent, by their id or by their key."""

    def __init__(self, forgotten: Forgotten, model: str, projection: Projection) -> None:
        self._forgotten = forgotten
        self._model = model
        self._projection = projection

    def rows(self, rows: Sequence[ChangedRow]) -> Mapping[RecordId, Attempt]:
        """Those of the rows that are."""
        if not self._forgotten.stones:
            return {}
        keyed = ((row.record.id, self._projection.key_of(row.record.properties).value_or("")) for row in rows)
        barred = ((record_id, self.by_key(record_id, key)) for record_id, key in keyed)
        return {record_id: attempt for record_id, attempt in barred if attempt is not None}

    def by_key(self, record_id: RecordId, key: str) -> Attempt | None:
        """The attempt of a Record that is, or whose key was such a one's."""
        buried = self.by_id(record_id)
        if buried is None and key and self._forgotten.covers_key(self._model, self._projection.key_properties, key):
            return Attempt(record_id, Skipped(forgotten_key(self._model)), action="forget")
        return buried

    def by_id(self, record_id: RecordId) -> Attempt | None:
        """The attempt of a Record that is; None for all others."""
        stone = self._forgotten.stone(self._model, record_id)
        return Attempt(record_id, Skipped(forgotten_since(stone)), action="forget") if stone is not None else None


def forgotten_notes(destination: Destination) -> Iterator[str]:
    """That some of the model's Records are never sent; and that some aren't gone everywhere yet."""
    model = destination.model.name
    unfinished = destination.forgotten.counted(model, finished=False)
    finished = destination.forgotten.counted(model, finished=True)
    if finished:
        yield f"{_records(finished)} of {model} forgotten, and not sent"
    if unfinished:
        yield f"{_records(unfinished)} of {model} being forgotten, not everywhere yet: run `joey forget` again"


def _records(number: int) -> str:
    return "1 record" if number == 1 else f"{number:,} records"
