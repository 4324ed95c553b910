"""What is said of a file that isn't as it was written."""

from __future__ import annotations

from pathlib import Path

from joey.ports.ledger import LedgerDamaged, LedgerFailed

RESTORE = (
    "restore the Ledger's folder from a backup; or move it away as a whole: then Joey finds every Record at the vendor "
    "anew, and no longer knows which of them it made"
)
REBUILD = (
    "restore the file from a backup; where the journal beside it is whole from its first segment on, move only this "
    "file away and run again: it's rebuilt from the journal"
)
MAKE_ROOM = "make room or mend the permissions, and run again: what this run may have done is found out then"
CLOSE_IT = "another program has this file open: close it there, and run again"
NEWER = "use the version of Joey that wrote it, or a newer one"


def damage_of(trouble: LedgerFailed) -> LedgerDamaged | None:
    """What is damaged, where that is why the Ledger failed; None where it may work again by itself."""
    if trouble.way_back not in (RESTORE, REBUILD, NEWER):
        return None
    return LedgerDamaged(trouble.path, trouble.reason, trouble.way_back)


class Damage(Exception):  # noqa: N818 - it becomes a LedgerDamaged
    """Damage found deep in reading; the store makes a value of it."""

    def __init__(self, path: Path, reason: str, way_back: str = RESTORE) -> None:
        super().__init__(f"{path}: {reason}")
        self.told = LedgerDamaged(str(path), reason, way_back)
