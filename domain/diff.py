"""The difference between two Snapshots, and how to apply it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from joey.domain.property import Value, same
from joey.domain.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """A changed key: what it was and what it becomes."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Diff:
    """What turns one Snapshot into another, and nothing that is already so.

    ``set``: fields with their new values (never None). ``cleared``: fields that become null. ``dropped``: fields that
    the new Snapshot doesn't speak of; they are forgotten here and left alone at the vendor.
    """

    set: Mapping[str, Value] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    rekeyed: Rekeyed | None = None

    @property
    def writes_fields(self) -> bool:
        """Whether the remote record itself has to be written (its fields or its key)."""
        return bool(self.set or self.cleared or self.rekeyed)

    @property
    def moves(self) -> bool:
        """Whether a membership changes."""
        return bool(self.joined or self.left)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to send."""
        return not (self.writes_fields or self.moves)

    @property
    def fields(self) -> Mapping[str, Value]:
        """The fields to write: the set ones with their values, the cleared ones as None."""
        return {**self.set, **dict.fromkeys(sorted(self.cleared))}


def diff(old: Snapshot | None, new: Snapshot) -> Diff:
    """The minimal Diff from old (None: nothing is known of the remote record) to new."""
    if old is None:
        return whole(new)
    changed = {name: value for name, value in new.fields.items() if _differs(old, name, value)}
    return Diff(
        set={name: value for name, value in changed.items() if value is not None},
        cleared=frozenset(name for name, value in changed.items() if value is None),
        dropped=frozenset(old.fields.keys() - new.fields.keys()),
        joined=new.groups - old.groups,
        left=old.groups - new.groups,
        rekeyed=None if old.key == new.key else Rekeyed(old.key, new.key),
    )


def whole(new: Snapshot) -> Diff:
    """The Diff that writes all of a Snapshot, for a remote record of which nothing is known."""
    if None not in new.fields.values():
        return Diff(set=new.fields, joined=new.groups)
    return Diff(
        set={name: value for name, value in new.fields.items() if value is not None},
        cleared=frozenset(name for name, value in new.fields.items() if value is None),
        joined=new.groups,
    )


def apply(old: Snapshot, change: Diff) -> Snapshot:
    """What the Target holds once the Diff is done on what it held."""
    kept = {name: value for name, value in old.fields.items() if name not in change.dropped}
    return Snapshot(
        key=change.rekeyed.new if change.rekeyed else old.key,
        fields={**kept, **change.fields},
        groups=(old.groups - change.left) | change.joined,
    )


def _differs(old: Snapshot, name: str, value: Value) -> bool:
    return name not in old.fields or not same(old.fields[name], value)
