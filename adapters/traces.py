"""What a project keeps beside its Ledgers that may hold Records: spools, the last run's report, trials at Sandboxes."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

import orjson
from filelock import FileLock, Timeout

from joey.adapters.ledgers.erasing import Gone
from joey.adapters.ledgers.files.private import replace
from joey.adapters.sources.scratch import living
from joey.domain.record import RecordId
from joey.ports.ledger import Erased
from joey.ports.traces import TraceKeeper

REPORT = "last-run.json"
LEDGERS, SPOOLS = "ledger", "spool"
_TRIAL, _LOCK = "sandbox", "lock"
_LARGEST = 64 * 1024 * 1024


class ProjectTraces(TraceKeeper):
    """``state``: the folder that Joey keeps for itself in a project."""

    def __init__(self, state: Path) -> None:
        self._state = state

    def erase(self, record_id: RecordId, keys: Collection[str]) -> Erased:
        gone = Gone.of("", [record_id], keys)
        return self._report(gone) + self._spools() + self._trial() + self._scanned(gone)

    def _report(self, gone: Gone) -> Erased:
        """The report without the lines about it."""
        path = self._state / REPORT
        try:
            before = path.read_bytes()
            kept = _without(orjson.loads(before), gone)
        except FileNotFoundError:
            return Erased()
        except ValueError:
            path.unlink()
            return Erased(removed=(str(path),))
        after = orjson.dumps(kept, option=orjson.OPT_INDENT_2)
        if after == orjson.dumps(orjson.loads(before), option=orjson.OPT_INDENT_2):
            return Erased()
        replace(path, after)
        return Erased(rewritten=(str(path),))

    def _spools(self) -> Erased:
        """Spools of processes that died are removed; those of one that lives may hold anybody until it ends."""
        folder = self._state / SPOOLS
        before = set(folder.glob("spool-*"))
        left = living(folder)
        removed = tuple(str(path) for path in sorted(before - set(left)))
        busy = tuple(f"{path}: another process's spool, which goes when that one ends; run again then" for path in left)
        return Erased(removed=removed, left=busy)

    def _trial(self) -> Erased:
        """A trial at Sandboxes has people in its Ledger and in its Sandboxes: it begins anew."""
        folder = self._state / _TRIAL
        if not folder.is_dir():
            return Erased()
        try:
            with FileLock(folder / _LOCK, timeout=0):
                there = [path for path in sorted(folder.iterdir()) if path.name != _LOCK]
                for path in there:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
        except Timeout:
            return Erased(left=(f"{folder}: a trial at Sandboxes is running; run again once it has ended",))
        return Erased(removed=tuple(str(path) for path in there))

    def _scanned(self, gone: Gone) -> Erased:
        """All that lies here but the Ledgers, which look through themselves."""
        ledgers = self._state / LEDGERS
        everything = sorted(self._state.rglob("*")) if self._state.is_dir() else []
        files = [path for path in everything if path.is_file() and not path.is_relative_to(ledgers)]
        texts = {path: path.read_bytes()[:_LARGEST].decode("utf-8", "replace") for path in files}
        return Erased(scanned=len(files), left=tuple(str(path) for path, text in texts.items() if gone.mentions(text)))


def _without(value: object, gone: Gone) -> object:
    """JSON without the objects that are about the Records, and without their names."""
    if isinstance(value, dict):
        return {name: _without(item, gone) for name, item in value.items()}
    if isinstance(value, list):
        return [_without(item, gone) for item in value if not _is_about(item, gone)]
    return gone.text(value) if isinstance(value, str) else value


def _is_about(item: object, gone: Gone) -> bool:
    named = item.get("record_id") if isinstance(item, dict) else item
    return isinstance(named, str) and named in gone.ids
