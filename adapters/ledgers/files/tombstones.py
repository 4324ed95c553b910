"""The tombstones of a project, in a small file beside its Ledgers."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Generator
from contextlib import contextmanager
from pathlib import Path

import orjson
from filelock import FileLock

from joey.adapters.ledgers.files.private import FILE, make_folder, replace, usable
from joey.domain.forgotten import NOBODY, SALT_BYTES, Burial, Forgotten, Tombstone
from joey.ports.ledger import LedgerFailed

NAME = "forgotten.json"
VERSION = 1


class Tombstones:
    """Read at each call, since another process may have added to them."""

    def __init__(self, root: Path) -> None:
        self._path = root / NAME

    def read(self) -> Forgotten:
        """All of them. A file that can't be read is a failure: without it, who was forgotten would be sent again."""
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return NOBODY
        except OSError as trouble:
            raise self._failed(trouble.strerror or type(trouble).__name__) from trouble
        try:
            raw = orjson.loads(data)
            stones = [_stone(one) for one in raw["tombstones"]]
            return Forgotten.of(bytes.fromhex(raw["salt"]), stones)
        except (ValueError, KeyError, TypeError) as trouble:
            raise self._failed("it isn't what Joey wrote") from trouble

    def add(self, order: Burial) -> Forgotten:
        """One more, on disk when this returns."""
        with self._alone():
            known = self.read()
            salted = known if known.salt else Forgotten(secrets.token_bytes(SALT_BYTES))
            buried = salted.burying(order)
            self._write(buried)
        return buried

    def lift(self, marks: Collection[str]) -> int:
        """Some less; the salt stays."""
        with self._alone():
            known = self.read()
            left = known.without(marks)
            if len(left.stones) < len(known.stones):
                self._write(left)
        return len(known.stones) - len(left.stones)

    @contextmanager
    def _alone(self) -> Generator[None]:
        with usable(self._path):
            make_folder(self._path.parent)
            with FileLock(self._path.with_suffix(".lock"), mode=FILE):
                yield

    def _write(self, forgotten: Forgotten) -> None:
        stones = [
            {"model": s.model, "id": s.mark, "keys": sorted(s.keys), "since": s.since, "finished": s.finished}
            for s in forgotten.stones.values()
        ]
        raw = {"version": VERSION, "salt": forgotten.salt.hex(), "tombstones": stones}
        replace(self._path, orjson.dumps(raw, option=orjson.OPT_INDENT_2))

    def _failed(self, reason: str) -> LedgerFailed:
        return LedgerFailed(str(self._path), f"who was forgotten can't be read ({reason})", RESTORE_IT)


RESTORE_IT = "restore this file from a backup: without it, people who were forgotten would be sent again"


def _stone(raw: dict[str, object]) -> Tombstone:
    keys = raw["keys"]
    if not isinstance(keys, list):
        raise TypeError("keys")
    return Tombstone(
        str(raw["model"]), str(raw["id"]), frozenset(map(str, keys)), str(raw["since"]), bool(raw["finished"])
    )
