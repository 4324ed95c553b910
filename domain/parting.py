"""Parting: what becomes of remote records that a Record leaves behind, as it departs or as it moves to another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from joey.domain.action import Delete, LeaveGroups, Parting, RemoteRecord
from joey.domain.export import Departed, Standing
from joey.domain.facts import Facts
from joey.domain.record import RecordId
from joey.domain.snapshot import RELEASED, Held


@dataclass(frozen=True, slots=True)
class Remains:
    """A remote record of a Record's past: its id, the key it goes by, and as it was found, if it was."""

    remote_id: str
    key: str
    found: RemoteRecord | None = None


def seen_remains(standing: Standing, seen: Iterable[RemoteRecord]) -> list[Remains]:
    """The remote records of a Record's past among those that were seen.

    The remembered one comes first, and with it only those that an unanswered write may have made or taken.
    """
    by_id = {remote.id: Remains(remote.id, _key(remote, standing), remote) for remote in seen}
    remembered = by_id.pop(standing.remote_id or "", None)
    if remembered is None:
        return list(by_id.values())
    tried = frozenset(snapshot.key for snapshot in standing.unanswered)
    return [remembered, *(one for one in by_id.values() if one.found is not None and one.found.keys & tried)]


def unseen_remains(standing: Standing, facts: Facts, without: str | None = None) -> list[Remains]:
    """The same where nothing was looked up: the remembered one; or all keys, where a key is all that there is.

    ``without``: the key that the Record goes on under.
    """
    if facts.membership_only:
        return [Remains(_id_under(key, standing), key) for key in standing.keys if key != without]
    key = next(iter(standing.keys), without)
    return [] if standing.remote_id is None or key is None or key == without else [Remains(standing.remote_id, key)]


def indistinct(remains: Iterable[Remains], standing: Standing) -> int:
    """How many remote records share one of the Record's earlier keys, so that none is surely its own; 0 if none do."""
    keys = [one.key for one in remains if one.remote_id != standing.remote_id]
    return max((keys.count(key) for key in keys if keys.count(key) > 1), default=0)


def departure(export: Departed, remains: Iterable[Remains], *, deletes: bool) -> list[Parting]:
    """A departure's part for each remote record; nobody else may own any of them.

    Where none is remembered, an unanswered write made or took the one that is found: it's as good as remembered.
    """
    standing = export.standing
    ours = deletes and not standing.shared
    groups = standing.groups if export.managed is None or not standing.shared else standing.groups & export.managed
    then: Held = export.staying or RELEASED
    partings: list[Parting] = []
    for one in remains:
        if ours and standing.remote_id in (None, one.remote_id):
            partings.append(Delete(export.record_id, one.remote_id, one.key, groups))
        elif groups:
            partings.append(LeaveGroups(export.record_id, one.remote_id, one.key, groups, one.found, then))
    return partings


def disposals(record_id: RecordId, remains: Iterable[Remains], standing: Standing, *, deletes: bool) -> list[Parting]:
    """What becomes of those that a Record moves away from: deleted is only the remembered one.

    One that was released is left as it is: nothing there is kept in step any more.
    """
    partings: list[Parting] = []
    if not standing.delivered:
        return partings
    for one in remains:
        if deletes and one.remote_id == standing.remote_id:
            partings.append(Delete(record_id, one.remote_id, one.key, standing.groups))
        elif standing.groups:
            partings.append(LeaveGroups(record_id, one.remote_id, one.key, standing.groups, one.found))
    return partings


def _key(remote: RemoteRecord, standing: Standing) -> str:
    """The key by which a remote record is addressed: one that Joey gave it, where it still answers to that."""
    mine = [key for key in standing.keys if key in remote.keys]
    return next(iter(mine or standing.keys), "")


def _id_under(key: str, standing: Standing) -> str:
    first = key == next(iter(standing.keys), None)
    return standing.remote_id if first and standing.remote_id is not None else key
