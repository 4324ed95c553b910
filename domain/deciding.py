"""Deciding: from an Export, what was found of it, the sync mode and the vendor's Facts to an Action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from joey.domain.action import (
    ById,
    ByKey,
    Create,
    Decision,
    Lookup,
    Parting,
    Reject,
    RemoteRecord,
    Skip,
    Update,
    Upsert,
)
from joey.domain.diff import whole
from joey.domain.export import Departed, Export, Present, Standing
from joey.domain.facts import Deletion, Facts
from joey.domain.parting import Remains, departure, disposals, indistinct, seen_remains, unseen_remains
from joey.domain.property import Value
from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT, RELEASED, Snapshot
from joey.domain.sync_mode import SyncMode
from joey.domain.writing import carrying, change_to, joining, spoken, update


@dataclass(frozen=True, slots=True)
class Sight:
    """What a find saw. ``by_key``: under the wanted key; ``by_trace``: under the remembered id and all older keys.

    ``owners``: which of the remote ids seen belong to another tracked Record. ``strewn``: what unanswered writes of
    other Records may have left in the one under the wanted key.
    """

    by_key: tuple[RemoteRecord, ...] = ()
    by_trace: tuple[RemoteRecord, ...] = ()
    owners: Mapping[str, RecordId] = field(default_factory=dict)
    strewn: tuple[Snapshot, ...] = ()


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
    def takes_away(self) -> bool:
        """Whether anybody may be taken off a list; where memberships are all there is, that is the delete."""
        return self.mode.deletes or not self.facts.membership_only

    @property
    def renames(self) -> bool:
        """Whether a remote record can be given another key; a membership is nothing but its key."""
        return self.facts.renames and not self.facts.membership_only

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
    key = export.wanted.key
    if export.former is None and not gone and not rules.facts.whole_groups and _settled(standing, key):
        return ()
    if export.former is None and not gone and not standing.delivered and rules.upserts:
        return ()
    left = _traces(export.former, without=key) if export.former is not None else ()
    return tuple(dict.fromkeys((ByKey(key, _signs(export, rules)), *_traces(standing, without=key), *left)))


def decide(export: Export, sight: Sight | None, rules: Rules, owners: Mapping[str, RecordId] | None = None) -> Decision:
    """The Action that an Export comes to, and what becomes of remote records that it leaves behind.

    ``sight`` is None where nothing had to be found. ``owners``: which remote ids belong to another tracked Record.
    """
    others = {**(owners or {}), **(sight.owners if sight is not None else {})}
    if isinstance(export, Departed):
        return _depart(export, sight, rules, others)
    decision = _unseen(export, rules, others) if sight is None else _seen(export, sight, rules, others)
    action = decision.action
    if not isinstance(action, Create | Update | Upsert):
        return decision
    if not rules.takes_away:
        return spoken(Decision(carrying(joining(action), rules.facts)), action.wanted, rules.facts)
    goes_on = action.remote_id if isinstance(action, Update) else None
    partings = {parting.remote_id: parting for parting in decision.disposals if parting.remote_id != goes_on}
    return spoken(Decision(carrying(action, rules.facts), tuple(partings.values())), action.wanted, rules.facts)


def _unseen(export: Present, rules: Rules, owners: Mapping[str, RecordId]) -> Decision:
    """By the remembered remote id, else by key alone; where the vendor can't rename, a changed key makes a new one."""
    standing, wanted = export.standing, export.wanted
    moves = not rules.renames and standing.keys[:1] not in ((), (wanted.key,))
    partings = _disposals(export.former, export, rules, owners)
    if standing.remote_id is not None and standing.delivered and not moves:
        surely = frozenset[str]() if rules.renames else frozenset({wanted.key})
        action = update(export, RemoteRecord(standing.remote_id), answers_to=surely)
        partings += _disposals(standing, export, rules, owners) if rules.facts.membership_only else ()
        return Decision(replace(action, found=None), partings)
    partings += _disposals(standing, export, rules, owners)
    change = whole(wanted) if moves and standing.certain else change_to(wanted, standing)
    if rules.upserts:
        return Decision(Upsert(export.record_id, wanted, change), partings)
    if not rules.mode.creates:
        return Decision(_not_creating(export, rules, nothing=False))
    return Decision(Create(export.record_id, wanted, change), partings)


def _disposals(
    standing: Standing | None, export: Present, rules: Rules, owners: Mapping[str, RecordId]
) -> tuple[Parting, ...]:
    """What becomes of an unseen past."""
    if standing is None:
        return ()
    remains = unseen_remains(standing, rules.facts, without=export.wanted.key)
    mine = [one for one in remains if one.remote_id not in owners]
    return tuple(disposals(export.record_id, mine, standing, deletes=rules.deletes))


def _seen(export: Present, sight: Sight, rules: Rules, owners: Mapping[str, RecordId]) -> Decision:
    new = {remote.id: remote for remote in sight.by_key}
    if len(new) > 1:
        return Decision(Reject(export.record_id, f"{len(new)} remote records have this key; merge them at the vendor"))
    for remote_id in new:
        if remote_id in owners:
            reason = f"the remote record {remote_id} with this key belongs to record {owners[remote_id]}"
            return Decision(Reject(export.record_id, reason, claim=export.wanted.key))
    free = [remote for remote in sight.by_trace if remote.id not in owners]
    old, left = _pasts(export, free, new)
    if (count := indistinct(old, export.standing)) > 0:
        return Decision(Reject(export.record_id, f"{count} remote records have this record's earlier keys"))
    return _towards(export, next(iter(new.values()), None), old, left, rules, sight.strewn)


def _pasts(
    export: Present, free: list[RemoteRecord], new: Mapping[str, RemoteRecord]
) -> tuple[list[Remains], list[Remains]]:
    """The remote records of the standing that the Record goes on with, and of the former one that it leaves."""
    former = export.former
    ids = {remote.id for remote in free if former is not None and _is_of(remote, former)} - {export.standing.remote_id}
    old = seen_remains(export.standing, [*new.values(), *(remote for remote in free if remote.id not in ids)])
    left = seen_remains(former, [remote for remote in free if remote.id in ids]) if former is not None else []
    return [one for one in old if one.remote_id not in new], [one for one in left if one.remote_id not in new]


def _towards(
    export: Present,
    found: RemoteRecord | None,
    old: list[Remains],
    left: list[Remains],
    rules: Rules,
    strewn: tuple[Snapshot, ...] = (),
) -> Decision:
    """To the one with the wanted key; else to one of the past, renamed; else to a new one."""
    if found is None and not old and export.former is not None:
        return _towards(replace(export, standing=export.former, former=None), None, left, [], rules)
    key = frozenset({export.wanted.key}) if found is not None else frozenset[str]()
    if found is None and old and rules.renames:
        found, old = old[0].found, old[1:]
    partings = disposals(export.record_id, old, export.standing, deletes=rules.deletes)
    if export.former is not None:
        partings += disposals(export.record_id, left, export.former, deletes=rules.deletes)
    if found is not None:
        return Decision(
            update(export, found, answers_to=found.keys | key, strewn=strewn if key else ()), tuple(partings)
        )
    if not rules.mode.creates:
        return Decision(_not_creating(export, rules, nothing=not old))
    new = Upsert if rules.upserts else Create
    return Decision(new(export.record_id, export.wanted, whole(export.wanted)), tuple(partings))


def _not_creating(export: Present, rules: Rules, *, nothing: bool) -> Skip:
    """``nothing``: it was looked for, and the vendor has none of its remote records."""
    reason = f"{rules.mode.value} doesn't create, and the vendor has no record with this key"
    known = nothing and export.heir_of is None and export.standing.delivered
    return Skip(export.record_id, reason, recheck=True, then=ABSENT if known else None)


def _depart(export: Departed, sight: Sight | None, rules: Rules, owners: Mapping[str, RecordId]) -> Decision:
    standing, who = export.standing, export.record_id
    if not standing.delivered:
        return Decision(Skip(who, "it left before it was delivered"))
    seen = unseen_remains(standing, rules.facts) if sight is None else seen_remains(standing, _all(sight))
    mine = [one for one in seen if one.remote_id not in owners]
    heir = owners.get(standing.remote_id or "")
    if isinstance(standing.held, Snapshot) and heir is not None:
        reason = f"its remote record may have gone on as record {heir}'s, which isn't settled yet"
        return Decision(Reject(who, reason))
    if not mine:
        reason = "its remote record belongs to another record" if seen else "the vendor has no remote record of it"
        return Decision(Skip(who, reason, then=ABSENT))
    if (count := indistinct(mine, standing)) > 0:
        return Decision(Reject(who, f"{count} remote records have this record's earlier keys"))
    staying = export.staying
    if staying is not None and not standing.certain and mine[0].remote_id == standing.remote_id:
        return _restore(export, staying, mine)
    partings = departure(export, mine, deletes=rules.deletes) if rules.takes_away else []
    if partings:
        return Decision(partings[0], tuple(partings[1:]))
    return Decision(Skip(who, f"it left, and {rules.mode.value} doesn't delete", then=staying or RELEASED))


def _restore(export: Departed, staying: Snapshot, mine: list[Remains]) -> Decision:
    """A shared Record whose last write went unanswered: what the other Destinations know of it is written again."""
    found = mine[0].found or RemoteRecord(mine[0].remote_id)
    action = update(Present(export.record_id, staying, export.standing), found, answers_to=found.keys)
    return Decision(action, tuple(disposals(export.record_id, mine[1:], export.standing, deletes=False)))


def _all(sight: Sight) -> tuple[RemoteRecord, ...]:
    return (*sight.by_key, *sight.by_trace)


def _settled(standing: Standing, key: str) -> bool:
    return standing.certain and standing.keys == (key,)


def _is_of(remote: RemoteRecord, standing: Standing) -> bool:
    return remote.id == standing.remote_id or not remote.keys.isdisjoint(standing.keys)


def _signs(export: Present, rules: Rules) -> tuple[tuple[str, Value], ...]:
    """What else a remote record without a key may be recognised by."""
    if rules.mode.creates:
        return ()
    told = ((name, export.wanted.fields.get(name)) for name in rules.facts.recognised_by)
    return tuple((name, value) for name, value in told if value is not None)


def _traces(standing: Standing, without: str | None) -> tuple[Lookup, ...]:
    by_id: tuple[Lookup, ...] = (ById(standing.remote_id),) if standing.remote_id is not None else ()
    return (*by_id, *(ByKey(key) for key in standing.keys if key != without))
