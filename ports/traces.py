"""TraceKeeper: whatever else of a project may hold Records beside its Ledgers: spools, kept reports, trials."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from joey.domain.record import RecordId
from joey.ports.ledger import Erased


class TraceKeeper(Protocol):
    """Asked when a Record is forgotten. Methods block."""

    def erase(self, record_id: RecordId, keys: Collection[str]) -> Erased:
        """Write anew or remove what may speak of the Record, and look through what there is then.

        What can't be had gone now (another process is at it) is said in ``left``.
        """
        ...
