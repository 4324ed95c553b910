"""Deciding: from an Export, what was found of it, the sync mode and the vendor's Facts to an Action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from joey.domain.action import (
    ById,
    ByKey,
    Create,
    Decision,
    Delete,
    LeaveGroups,
    Lookup,
    Reject,
    RemoteRecord,
    Skip,
    Update,
    Upsert,
)
from joey.domain.diff import Diff, Rekeyed, diff, whole
from joey.domain.export import Departed, Export, Present, Standing
from joey.domain.facts import Deletion, Facts
from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT, RELEASED, Snapshot
from joey.domain.sync_mode import SyncMode


@dataclass(frozen=True, slots=True)
class Sight:
    """What a find saw. ``by_key``: under the wanted key; ``by_trace``: under the remembered id and all older keys.

    ``owners``: which of the remote ids seen belong to another tracked Record.
    """

    by_key: tuple[RemoteRecord, ...] = ()
    by_trace: tuple[RemoteRecord, ...] = ()
    owners: Mapping[str, RecordId] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a Destination may do: its sync mode and the Facts of its Connection."""

    mode: SyncMode
    facts: Facts

    @property
    def deletes(self) -> bool:
        """Whether a leaver is deleted at the vendor."""
        return self.mode.deletes and self.facts.deletion is not Deletion.NONE

    @property
    def upserts(self) -> bool:
        """Whether a new Record can be written by key alone, without a find."""
        return self.facts.upserts and self.mode.creates and not self.facts.whole_groups


def lookups(export: Export, rules: Rules, *, gone: bool = False) -> tuple[Lookup, ...]:
    """What has to be found before this Export can be decided: nothing, where the Ledger or the key alone will do.

    ``gone``: the vendor has just said that the remembered remote record isn't there.
    """
    if not rules.facts.finds:
        return ()
    standing = export.standing
    if isinstance(export, Departed):
        if not standing.delivered or (standing.certain and not gone and not rules.facts.whole_groups):
            return ()
        return _traces(standing, without=None)
    settled = standing.certain and not gone and _key_of(standing) == export.wanted.key
    if settled and not rules.facts.whole_groups and export.former is None:
        return ()
    if not standing.delivered and not gone and rules.upserts:
        return ()
    return (ByKey(export.wanted.key), *_traces(standing, without=export.wanted.key))


def decide(export: Export, sight: Sight | None, rules: Rules) -> Decision:
    """The Action that an Export comes to. ``sight`` is None where nothing had to be found."""
    if isinstance(export, Departed):
        return Decision(_depart(export, sight, rules))
    if sight is None:
        return Decision(_unseen(export, rules), _disposal(export, None, rules))
    return _seen(export, sight, rules)


def _unseen(export: Present, rules: Rules) -> Update | Upsert | Create | Skip:
    standing = export.standing
    if standing.remote_id is not None and standing.certain:
        change = change_to(export.wanted, standing)
        return Update(export.record_id, standing.remote_id, export.wanted, change, past=standing.snapshots)
    change = change_to(export.wanted, standing)
    if rules.upserts:
        return Upsert(export.record_id, export.wanted, change)
    if not rules.mode.creates:
        return _not_creating(export, rules)
    return Create(export.record_id, export.wanted, change)


def _seen(export: Present, sight: Sight, rules: Rules) -> Decision:
    new = {remote.id: remote for remote in sight.by_key}
    if len(new) > 1:
        return Decision(Reject(export.record_id, f"{len(new)} remote records have this key; merge them at the vendor"))
    for remote_id in new:
        if remote_id in sight.owners:
            reason = f"the remote record {remote_id} with this key belongs to record {sight.owners[remote_id]}"
            return Decision(Reject(export.record_id, reason))
    old = _old(export, sight, frozenset(new))
    if len(old) > 1:
        return Decision(Reject(export.record_id, f"{len(old)} remote records have this record's earlier keys"))
    if new:
        found = next(iter(new.values()))
        return Decision(_update(export, found), _disposal(export, old[0] if old else None, rules))
    if old and rules.facts.renames:
        return Decision(_update(export, old[0]))
    if not rules.mode.creates:
        return Decision(_not_creating(export, rules))
    create = Create(export.record_id, export.wanted, whole(export.wanted))
    return Decision(create, _disposal(export, old[0] if old else None, rules))


def _old(export: Present, sight: Sight, taken: frozenset[str]) -> list[RemoteRecord]:
    """The remote records of this Record's past, the remembered one alone where it is among them."""
    seen = {r.id: r for r in sight.by_trace if r.id not in taken and r.id not in sight.owners}
    remembered = seen.get(export.standing.remote_id or "")
    return [remembered] if remembered is not None else list(seen.values())


def _update(export: Present, found: RemoteRecord) -> Update:
    standing = export.standing
    same_record = standing.certain and found.id == standing.remote_id
    change = change_to(export.wanted, standing) if same_record else _rewrite(export.wanted, standing)
    if export.wanted.key in found.keys:
        change = _without_rekeying(change)
    elif change.rekeyed is None and found.keys:
        change = _with_rekeying(change, Rekeyed(min(found.keys), export.wanted.key))
    return Update(export.record_id, found.id, export.wanted, change, found, standing.snapshots)


def _disposal(export: Present, old: RemoteRecord | None, rules: Rules) -> Delete | LeaveGroups | None:
    """What becomes of the remote record that a Record leaves behind: deleted only where it's surely ours."""
    left = export.former if export.former is not None else export.standing
    remote_id = left.remote_id if export.former is not None else (old.id if old else None)
    if remote_id is None:
        return None
    key = _key_of(left) or export.wanted.key
    if rules.deletes and remote_id == left.remote_id and not left.shared:
        return Delete(export.record_id, remote_id, key)
    groups = _groups_of(left)
    return LeaveGroups(export.record_id, remote_id, key, groups, old) if groups else None


def _depart(export: Departed, sight: Sight | None, rules: Rules) -> Delete | LeaveGroups | Skip | Reject:
    standing = export.standing
    if not standing.delivered:
        return Skip(export.record_id, "it left before it was delivered")
    remote_id, key, found = standing.remote_id, _key_of(standing) or "", None
    if sight is not None:
        candidates = {r.id: r for r in (*sight.by_key, *sight.by_trace) if r.id not in sight.owners}
        if not candidates:
            return Skip(export.record_id, "it is not there any more", then=ABSENT)
        if remote_id not in candidates and len(candidates) > 1:
            return Reject(export.record_id, f"{len(candidates)} remote records have this record's earlier keys")
        found = candidates.get(remote_id or "") or next(iter(candidates.values()))
        remote_id = found.id
    if remote_id is None:
        return Skip(export.record_id, "it was never seen at the vendor", then=ABSENT)
    if rules.deletes and not standing.shared:
        return Delete(export.record_id, remote_id, key)
    groups = _groups_of(standing)
    if groups:
        return LeaveGroups(export.record_id, remote_id, key, groups, found)
    return Skip(export.record_id, f"it left, and {rules.mode.value} doesn't delete", then=RELEASED)


def change_to(wanted: Snapshot, standing: Standing) -> Diff:
    """The Diff that brings the remote record to the wanted Snapshot: minimal only where it's surely known."""
    if standing.certain and isinstance(standing.held, Snapshot):
        return diff(standing.held, wanted)
    return _rewrite(wanted, standing)


def _rewrite(wanted: Snapshot, standing: Standing) -> Diff:
    """All of the wanted Snapshot; and what any Snapshot that the remote may hold names besides is cleared or left."""
    everything = whole(wanted)
    named = {name for snapshot in standing.snapshots for name in snapshot.fields}
    return Diff(
        set=everything.set,
        cleared=everything.cleared | (named - wanted.fields.keys()),
        joined=everything.joined,
        left=_groups_of(standing) - wanted.groups,
    )


def _without_rekeying(change: Diff) -> Diff:
    return Diff(change.set, change.cleared, change.dropped, change.joined, change.left)


def _with_rekeying(change: Diff, rekeyed: Rekeyed) -> Diff:
    return Diff(change.set, change.cleared, change.dropped, change.joined, change.left, rekeyed)


def _not_creating(export: Present, rules: Rules) -> Skip:
    return Skip(export.record_id, f"{rules.mode.value} doesn't create, and the vendor has no such record", recheck=True)


def _traces(standing: Standing, without: str | None) -> tuple[Lookup, ...]:
    keys = dict.fromkeys(snapshot.key for snapshot in standing.snapshots)
    by_id: tuple[Lookup, ...] = (ById(standing.remote_id),) if standing.remote_id is not None else ()
    return (*by_id, *(ByKey(key) for key in keys if key != without))


def _key_of(standing: Standing) -> str | None:
    return next((snapshot.key for snapshot in standing.snapshots), None)


def _groups_of(standing: Standing) -> frozenset[str]:
    return frozenset(group for snapshot in standing.snapshots for group in snapshot.groups)
