"""Forgotten: what is kept of Records that are never to be sent again: salted digests, and nothing to read in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from joey.domain.record import RecordId

SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Tombstone:
    """One forgotten Record: its model, the digest of its id, those of its keys, when (ISO 8601, UTC).

    ``finished``: it is known to be gone wherever it can be deleted, and nothing else is kept of it.
    """

    model: str
    mark: str
    keys: frozenset[str] = frozenset()
    since: str = ""
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Burial:
    """A Record that is to be forgotten, or (``finished``) has been; its keys, each with the Property it's made of."""

    model: str
    record_id: RecordId
    keys: frozenset[tuple[str, str]] = frozenset()
    since: str = ""
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Forgotten:
    """All tombstones of a project, by the digests of their Records' ids; and the salt of every digest.

    Whoever has the salt can try out ids: a digest hides an id no better than the id is hard to guess.
    """

    salt: bytes = b""
    stones: Mapping[str, Tombstone] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()

    @staticmethod
    def of(salt: bytes, stones: Iterable[Tombstone]) -> Forgotten:
        """These tombstones."""
        by_mark = {stone.mark: stone for stone in stones}
        return Forgotten(salt, by_mark, frozenset(key for stone in by_mark.values() for key in stone.keys))

    def mark(self, model: str, record_id: RecordId) -> str:
        """The digest of a Record's id."""
        return self._digest("id", model, record_id)

    def key_mark(self, model: str, column: str, key: str) -> str:
        """The digest of a key, which is made of this Property of the model."""
        return self._digest("key", model, column, key)

    def stone(self, model: str, record_id: RecordId) -> Tombstone | None:
        """The tombstone of a Record."""
        return self.stones.get(self.mark(model, record_id)) if self.stones else None

    def covers_key(self, model: str, columns: Iterable[str], key: str) -> bool:
        """Whether the key, made of these Properties, is a forgotten Record's."""
        return bool(self.keys) and any(self.key_mark(model, column, key) in self.keys for column in columns)

    def counted(self, model: str, *, finished: bool | None = None) -> int:
        """How many Records of a model are forgotten; or only those that are finished, or that aren't."""
        stones = (stone for stone in self.stones.values() if stone.model == model)
        return sum(finished is None or stone.finished is finished for stone in stones)

    def burying(self, order: Burial) -> Forgotten:
        """The same with one more tombstone; of an earlier one of the Record, the keys and the time stay."""
        keys = frozenset(self.key_mark(order.model, column, key) for column, key in order.keys)
        stone = Tombstone(order.model, self.mark(order.model, order.record_id), keys, order.since, order.finished)
        known = self.stones.get(stone.mark)
        if known is not None:
            stone = replace(stone, keys=known.keys | keys, since=known.since or order.since)
        return Forgotten.of(self.salt, {**self.stones, stone.mark: stone}.values())

    def without(self, marks: Iterable[str]) -> Forgotten:
        """The same without the tombstones that go by these digests, of ids or of keys."""
        lifted = frozenset(marks)
        return Forgotten.of(
            self.salt, (s for s in self.stones.values() if s.mark not in lifted and not s.keys & lifted)
        )

    def _digest(self, *parts: str) -> str:
        framed = json.dumps(parts).encode()
        return hashlib.blake2b(framed, key=self.salt, digest_size=SALT_BYTES).hexdigest()


NOBODY = Forgotten()
