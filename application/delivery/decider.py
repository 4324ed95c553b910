"""The decider: finds what has to be found of a unit of Exports, and decides each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from joey.application.delivery.bound import Bound
from joey.application.delivery.brake import Brake
from joey.application.delivery.doubts import Doubts
from joey.application.delivery.finding import Seen, find_all, sight_of
from joey.application.delivery.replies import outcome_of
from joey.application.delivery.task import Task
from joey.application.destination import Destination
from joey.application.off_loop import off_loop
from joey.domain.action import ById, ByKey, Create, Decision, Delete, Lookup, RemoteRecord, Update, Upsert
from joey.domain.deciding import Sight, decide, lookups
from joey.domain.export import NEVER, Departed, Export, Present
from joey.domain.outcome import Attempt, Failed, Unknown
from joey.domain.ownership import Claimant
from joey.domain.record import RecordId
from joey.ports.errors import GatewayError
from joey.ports.gateway import Exists, Gone
from joey.ports.ledger import LedgerView

Owners: TypeAlias = Mapping[str, frozenset[Claimant]]
"""By remote id."""


class Decider:
    """Decides for one Destination; remembers which remote records its Records adopted, and moved off, in this run."""

    def __init__(self, destination: Destination, ledger: LedgerView, brake: Brake) -> None:
        self._gateway = destination.gateway
        self._rules = destination.rules
        self._unrenaming = replace(self._rules, facts=replace(self._rules.facts, renames=False))
        self._writer = destination.writer
        self._ledger = ledger
        self._brake = brake
        self._adopted: dict[str, RecordId] = {}
        self._left: dict[str, RecordId] = {}
        self._moved: set[str] = set()
        self._doubts: Doubts | None = None
        self._bound = Bound(keys_are_ids=self._rules.facts.membership_only)

    async def decide(self, exports: Sequence[Export]) -> tuple[list[Task], list[Attempt]]:
        """A task for each Export that could be looked up; a failed attempt for each that couldn't."""
        return await self._decided(exports, {export.record_id: lookups(export, self._rules) for export in exports})

    async def decide_again(self, tasks: Sequence[Task]) -> tuple[list[Task], list[Attempt]]:
        """Decide anew for those whose remote record turned out to be gone, or to be there already."""
        known = await self._in_the_way(tasks)
        asked: dict[RecordId, tuple[Lookup, ...]] = {}
        for task in tasks:
            key = ByKey(_key(task.export) or "")
            asked[task.record_id] = lookups(task.export, self._rules, gone=True) or ((key,) if key in known else ())
        missing = {task.record_id for task in tasks if isinstance(task.written, Gone)}
        barred = {task.record_id for task in tasks if self._is_barred(task)}
        return await self._decided([task.export for task in tasks], asked, known, missing, barred)

    def _is_barred(self, task: Task) -> bool:
        """Whether a new key is taken by what the vendor doesn't show (an archived record), and no rename gets it."""
        renamed = isinstance(task.action, Update) and task.action.diff.rekeyed is not None
        return self._rules.facts.upserts and renamed and task.written == Exists()

    async def _in_the_way(self, tasks: Sequence[Task]) -> dict[Lookup, Seen]:
        """The records that creates found there already, by key; read, where a write replaces what it doesn't name."""
        named = {
            ByKey(_key(task.export) or ""): task.written.id
            for task in tasks
            if isinstance(task.written, Exists) and task.written.id is not None
        }
        read = await find_all(self._gateway, map(ById, named.values())) if self._rules.facts.whole_groups else {}
        bare = {key: (RemoteRecord(id_, frozenset({key.key})),) for key, id_ in named.items()}
        return {key: read.get(ById(id_)) or bare[key] for key, id_ in named.items()}

    def learn(self, exports: Sequence[Export], attempts: Sequence[Attempt]) -> None:
        """Remember who has moved off a remote record; the Ledger's state tells that only once it is folded."""
        former = {e.record_id: (e.former or e.standing).remote_id for e in exports if isinstance(e, Present)}
        for attempt in attempts:
            left = former.get(attempt.record_id)
            if left is not None and attempt.held is not None and attempt.remote_id not in (None, left):
                self._left[left] = attempt.record_id

    def suppose(self, tasks: Sequence[Task]) -> None:
        """Go on as if these were done, their remote records where they then will be: for a plan, which sends none."""
        for task in tasks:
            export, action = task.export, task.action
            self._moved.update(one.remote_id for one in (action, *task.decision.disposals) if isinstance(one, Delete))
            if isinstance(action, Update) and action.diff.rekeyed is not None:
                self._moved.add(action.remote_id)
            if isinstance(export, Present) and isinstance(action, Create | Update | Upsert):
                left = (export.former or export.standing).remote_id
                if left is not None and left != task.remote_id:
                    self._left[left] = export.record_id

    async def _decided(
        self,
        exports: Sequence[Export],
        asked: Mapping[RecordId, tuple[Lookup, ...]],
        known: Mapping[Lookup, Seen] | None = None,
        missing: Collection[RecordId] = (),
        barred: Collection[RecordId] = (),
    ) -> tuple[list[Task], list[Attempt]]:
        """A task for each Export that could be looked up; a failed attempt for each that couldn't.

        ``missing``: whose remote record the vendor doesn't have, also where it can't be asked for another. ``barred``:
        whose remote record can't be renamed; what is under its new key is written by key.
        """
        self._bound.note(exports)
        seen = dict(known or {})
        open_lookups = (lookup for each in asked.values() for lookup in each if lookup not in seen)
        seen |= await find_all(self._gateway, open_lookups)
        if self._moved:
            seen = {lookup: self._without_moved(lookup, matches) for lookup, matches in seen.items()}
        owners = await self._owners(seen, exports)
        doubts = await self._doubtful() if seen else Doubts({}, self._writer.model)
        tasks: list[Task] = []
        failed: list[Attempt] = []
        for export in exports:
            lookups_made = asked[export.record_id]
            beaten = doubts.beaten(export)
            won = (*beaten.values(), *doubts.rivals(export))
            others = {
                **self._others(export, _concerning(export, lookups_made, seen), owners, won),
                **self._bound.taken(export, seen),
            }
            nothing = Sight() if export.record_id in missing else None
            sight = sight_of(lookups_made, _key(export), seen, others) if lookups_made else nothing
            if sight is None or isinstance(sight, Sight):
                sight = replace(sight, strewn=doubts.strewn(export)) if sight is not None else None
                rules = self._rules if export.record_id not in barred else self._unrenaming
                tasks.append(self._task(decide(export, sight, rules, others), export, beaten))
            else:
                self._brake.feel(sight)
                failed.append(not_looked_up(export, sight))
        for task in tasks:
            self._spare_adopted(task)
        return tasks, failed

    async def _doubtful(self) -> Doubts:
        if self._doubts is None:
            self._doubts = Doubts(await off_loop(self._ledger.doubts), self._writer.model)
        return self._doubts

    def _without_moved(self, lookup: Lookup, matches: Seen) -> Seen:
        if isinstance(lookup, ById) or not isinstance(matches, tuple):
            return matches
        return tuple(remote for remote in matches if remote.id not in self._moved)

    async def _owners(self, seen: Mapping[Lookup, Seen], exports: Sequence[Export]) -> Owners:
        """Of all that was seen, and of all that may be deleted unseen."""
        ids = {remote.id for matches in seen.values() if isinstance(matches, tuple) for remote in matches}
        for export in exports:
            left = export.standing if isinstance(export, Departed) else export.former
            if left is not None and left.remote_id is not None:
                ids.add(left.remote_id)
            if self._rules.facts.membership_only:  # there a key is a remote id
                ids.update(*(past.keys for past in (export.standing, left) if past is not None))
        return await off_loop(self._ledger.owners, sorted(ids)) if ids else {}

    def _others(
        self, export: Export, ids: Iterable[str], owners: Owners, beaten: Iterable[RecordId]
    ) -> dict[str, RecordId]:
        """Whose these remote ids are, but for this Record's own and for those that it inherits, or has won.

        Who swaps gives its own away in return.
        """
        if not owners and not self._adopted:
            return {}
        model = self._writer.model
        heir_of = export.heir_of if isinstance(export, Present) else None
        swaps = isinstance(export, Present) and export.swaps
        mine = (heir_of, None if swaps else export.record_id, *beaten)
        own = {Claimant(model, who) for who in mine if who is not None}
        others: dict[str, RecordId] = {}
        for id_ in ids:
            adopter, left = self._adopted.get(id_), self._left.get(id_)
            several = [*sorted(owners.get(id_, ())), *([Claimant(model, adopter)] if adopter is not None else ())]
            gone = own if left is None else own | {Claimant(model, left)}
            others.update((id_, who.record_id) for who in several if who not in gone)
        return others

    def _spare_adopted(self, task: Task) -> None:
        """What another Record goes on with is left to that one, also where it was decided after this."""
        disposals = task.decision.disposals
        mine = tuple(one for one in disposals if self._adopted.get(one.remote_id, task.record_id) == task.record_id)
        if len(mine) < len(disposals):
            task.decision = replace(task.decision, disposals=mine)

    def _task(self, decision: Decision, export: Export, beaten: Mapping[str, RecordId]) -> Task:
        """The task; who goes on with what one that it has won over may have had takes that one's place."""
        task = Task(export, decision)
        taken = beaten.get(task.action.remote_id) if isinstance(task.action, Update) else None
        if taken is not None and isinstance(export, Present):
            task.export = replace(export, heir_of=taken)
        if isinstance(task.action, Update) and task.action.remote_id != export.standing.remote_id:
            self._adopted[task.action.remote_id] = export.record_id
        return task


def _key(export: Export) -> str | None:
    return export.wanted.key if isinstance(export, Present) else None


def _concerning(export: Export, asked: Iterable[Lookup], seen: Mapping[Lookup, Seen]) -> set[str]:
    """The remote ids that may matter to what becomes of an Export; where an id is its key, that counts as one."""
    answers = (seen.get(lookup, ()) for lookup in asked)
    ids = {remote.id for matches in answers if isinstance(matches, tuple) for remote in matches}
    former = export.former if isinstance(export, Present) else None
    for past in (export.standing, former):
        if past is not None and past is not NEVER:
            ids.update(past.keys, () if past.remote_id is None else (past.remote_id,))
    return ids


def not_looked_up(export: Export, error: GatewayError) -> Attempt:
    """The attempt of an Export whose lookup failed. A find changes nothing at the vendor, so nothing is unknown."""
    outcome = outcome_of(error)
    if isinstance(outcome, Unknown):
        outcome = Failed(outcome.reason)
    fingerprint = export.fingerprint if isinstance(export, Present) else None
    return Attempt(export.record_id, outcome, fingerprint=fingerprint, departed=isinstance(export, Departed))
