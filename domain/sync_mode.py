"""Sync modes: which of create, update and delete a Destination may do."""

from __future__ import annotations

from enum import StrEnum


class SyncMode(StrEnum):
    """sync mirrors; additive never deletes; enrich only updates what is there."""

    SYNC = "sync"
    ADDITIVE = "additive"
    ENRICH = "enrich"

    @property
    def creates(self) -> bool:
        """Whether a Record that the vendor doesn't have may be created."""
        return self is not SyncMode.ENRICH

    @property
    def deletes(self) -> bool:
        """Whether a Record that has left may be deleted at the vendor."""
        return self is SyncMode.SYNC
