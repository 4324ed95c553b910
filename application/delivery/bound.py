"""Bound: the keys that this run's Records go on under, so that nobody takes what is another's there for his own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from joey.application.delivery.finding import Seen
from joey.domain.action import ByKey, Lookup
from joey.domain.export import Export, Present
from joey.domain.record import RecordId


class Bound:
    """Of one Destination in one run. ``keys_are_ids``: a remote record is nothing but memberships under its key."""

    def __init__(self, *, keys_are_ids: bool) -> None:
        self._keys_are_ids = keys_are_ids
        self._goes_to: dict[str, RecordId] = {}

    def note(self, exports: Iterable[Export]) -> None:
        """These are delivered now."""
        self._goes_to.update({export.wanted.key: export.record_id for export in exports if isinstance(export, Present)})

    def taken(self, export: Export, seen: Mapping[Lookup, Seen]) -> Mapping[str, RecordId]:
        """Whose the remote ids are that go by keys which this Export's Record may only have had, if anybody's."""
        if not isinstance(export, Present):
            return {}
        known = {export.standing.remote_id, export.former.remote_id if export.former is not None else None}
        taken: dict[str, RecordId] = {}
        for key in _tried(export):
            who = self._goes_to.get(key, export.record_id)
            ids = [key] if self._keys_are_ids else _ids_under(key, seen)
            taken.update({remote_id: who for remote_id in ids if who != export.record_id and remote_id not in known})
        return taken


def _tried(export: Present) -> Iterator[str]:
    """The keys of unanswered writes, but for the one that it goes on under."""
    former = export.former.unanswered if export.former is not None else ()
    keys = dict.fromkeys(snapshot.key for snapshot in (*export.standing.unanswered, *former))
    return (key for key in keys if key != export.wanted.key)


def _ids_under(key: str, seen: Mapping[Lookup, Seen]) -> list[str]:
    found = (matches for lookup, matches in seen.items() if isinstance(lookup, ByKey) and lookup.key == key)
    return [remote.id for matches in found if isinstance(matches, tuple) for remote in matches]
