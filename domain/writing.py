"""What is written to a remote record: the Diff where it's surely known, everything where it isn't."""

from __future__ import annotations

from dataclasses import replace

from joey.domain.action import Create, Decision, RemoteRecord, Skip, Update, Upsert
from joey.domain.diff import Diff, Rekeyed, diff, whole
from joey.domain.export import Present, Standing
from joey.domain.facts import Facts
from joey.domain.snapshot import Snapshot


def change_to(wanted: Snapshot, standing: Standing) -> Diff:
    """The Diff that brings the remote record to the wanted Snapshot: minimal only where it's surely known."""
    if standing.certain and isinstance(standing.held, Snapshot):
        return diff(standing.held, wanted)
    return rewrite(wanted, standing.snapshots)


def rewrite(wanted: Snapshot, past: tuple[Snapshot, ...]) -> Diff:
    """All of the wanted Snapshot; and what any Snapshot that the remote may hold names besides is cleared or left."""
    everything = whole(wanted)
    named = {name for snapshot in past for name in snapshot.fields}
    return replace(
        everything,
        cleared=everything.cleared | (named - wanted.fields.keys()),
        left=frozenset(group for snapshot in past for group in snapshot.groups) - wanted.groups,
    )


def update(
    export: Present, found: RemoteRecord, *, answers_to: frozenset[str], strewn: tuple[Snapshot, ...] = ()
) -> Update:
    """The Update of a remote record as it was found; ``answers_to``: its keys, and the one it was found by.

    ``strewn``: what other Records' unanswered writes may have left there.
    """
    standing, wanted = export.standing, export.wanted
    mine = found.id == standing.remote_id
    past = (*(standing.snapshots if mine or answers_to & _tried(standing) else ()), *strewn)
    change = change_to(wanted, standing) if mine and standing.certain else rewrite(wanted, past)
    rekeyed = _rekeyed(wanted.key, standing, answers_to)
    return Update(export.record_id, found.id, wanted, replace(change, rekeyed=rekeyed), found, past)


def carrying(action: Create | Update | Upsert, facts: Facts) -> Create | Update | Upsert:
    """Where a membership carries fields, a changed field joins again."""
    if not facts.membership_fields or not action.diff.writes_fields:
        return action
    return replace(action, diff=replace(action.diff, joined=action.wanted.groups))


def joining(action: Create | Update | Upsert) -> Create | Update | Upsert:
    """The same, leaving no group."""
    return replace(action, diff=replace(action.diff, left=frozenset()))


def _tried(standing: Standing) -> frozenset[str]:
    """The keys under which Joey may have written to a remote record other than the remembered one."""
    tried = standing.snapshots if standing.remote_id is None else standing.unanswered
    return frozenset(snapshot.key for snapshot in tried)


def _rekeyed(key: str, standing: Standing, answers_to: frozenset[str]) -> Rekeyed | None:
    """The change of key that a remote record needs; one that says no key of its own may have any that was tried."""
    if key in answers_to:
        return None
    known = [old for old in standing.keys if old in answers_to or (not answers_to and old != key)]
    old = next(iter(known), None) or min(answers_to, default=None)
    return None if old is None else Rekeyed(old, key)


def spoken(decision: Decision, wanted: Snapshot, facts: Facts) -> Decision:
    """The decision as it's told: where memberships are all there is, who joins and leaves none is skipped."""
    action = decision.action
    moves = decision.disposals or not isinstance(action, Create | Update | Upsert) or action.diff.moves
    if moves or wanted.groups or not facts.membership_only:
        return decision
    return Decision(Skip(action.record_id, "it is in no mapped group, and groups are all there is", then=wanted))
