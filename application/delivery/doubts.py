"""Doubts: what unanswered writes of earlier runs may have left, and who may still have what another has won."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from joey.domain.export import Export, Present, Standing
from joey.domain.ownership import Claimant
from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT, Snapshot


class Doubts:
    """All of a Target, as they were when the run began; ``model``: of the Exports that are asked about."""

    def __init__(self, standings: Mapping[Claimant, Standing], model: str) -> None:
        self._standings = standings
        self._model = model
        self._by_key: defaultdict[str, list[tuple[Claimant, Snapshot]]] = defaultdict(list)
        for who, standing in standings.items():
            for snapshot in standing.unanswered:
                self._by_key[snapshot.key].append((who, snapshot))
        unsure = ((who, one) for who, one in standings.items() if who.model == model and one.held == ABSENT)
        self._unsure_of: defaultdict[str | None, set[RecordId]] = defaultdict(set)
        for who, standing in unsure:
            self._unsure_of[standing.remote_id].add(who.record_id)

    def strewn(self, export: Export) -> tuple[Snapshot, ...]:
        """What others may have written under this Export's key."""
        if not isinstance(export, Present) or export.wanted.key not in self._by_key:
            return ()
        own = Claimant(self._model, export.record_id)
        return tuple(snapshot for who, snapshot in self._by_key[export.wanted.key] if who != own)

    def beaten(self, export: Export) -> Mapping[str, RecordId]:
        """The remote ids that those may have had who wanted this Export's key, too, and don't get it."""
        if not isinstance(export, Present) or export.heir_of is not None:
            return {}
        doubtful = ((who, self._standings.get(Claimant(self._model, who))) for who in export.over)
        return {one.remote_id: who for who, one in doubtful if one is not None and one.remote_id is not None}

    def rivals(self, export: Export) -> frozenset[RecordId]:
        """Those who hold nothing surely, and may have had the remote record that this Export's Record has or inherits.

        An unanswered write to what another one had was an heir's, which isn't that any more.
        """
        standing = export.standing
        surely = isinstance(export, Present) and (standing.certain or (export.heir_of is not None and not export.swaps))
        if not surely or standing.remote_id is None:
            return frozenset()
        return frozenset(self._unsure_of.get(standing.remote_id, set()) - {export.record_id})
