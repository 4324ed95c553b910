"""The pipeline: carries one unit of Exports through find, decide, intent, write, groups and Outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from joey.application.delivery.brake import Brake
from joey.application.delivery.finding import Seen, find_all, sight_of
from joey.application.delivery.memberships import Memberships
from joey.application.delivery.replies import outcome_of
from joey.application.delivery.task import Task, attempt_of
from joey.application.delivery.writing import write_all
from joey.application.destination import Destination
from joey.application.off_loop import off_loop
from joey.domain.action import ByKey, Lookup, RemoteRecord, Update
from joey.domain.deciding import Sight, decide, lookups
from joey.domain.export import Departed, Export, Present
from joey.domain.outcome import Attempt, Delivered, Failed, Unknown
from joey.domain.ownership import Claimant
from joey.domain.record import RecordId
from joey.ports.errors import GatewayError
from joey.ports.gateway import Exists
from joey.ports.ledger import Ledger


class Pipeline:
    """Delivers units of Exports of one Destination, several at once if need be; a Record is in one unit only."""

    def __init__(self, destination: Destination, ledger: Ledger, brake: Brake) -> None:
        self._gateway = destination.gateway
        self._rules = destination.rules
        self._writer = destination.writer
        self._ledger = ledger
        self._brake = brake
        self._adopted: dict[str, RecordId] = {}
        lists = destination.lists
        self._memberships = Memberships(lists, self._gateway.facts.sizes.members) if lists is not None else None

    async def deliver(self, exports: Sequence[Export]) -> Sequence[Attempt]:
        """Try every Export; the attempts are journalled when this returns, one for each.

        Where the remote turned out other than the Ledger had it (gone, or there already), it's looked at once more.
        """
        asked = {export.record_id: lookups(export, self._rules) for export in exports}
        tasks, failed = await self._decide(exports, asked)
        surprised = await self._send(tasks)
        if surprised:
            second, refailed = await self._look_again(surprised)
            await self._send(second)
            done = {task.record_id for task in surprised}
            tasks = [task for task in tasks if task.record_id not in done] + second
            failed = failed + refailed
        attempts = [*whole_swaps([attempt_of(task) for task in tasks], exports), *failed]
        await self._ledger.note(self._writer, attempts)
        return attempts

    async def _decide(
        self,
        exports: Sequence[Export],
        asked: Mapping[RecordId, tuple[Lookup, ...]],
        known: Mapping[Lookup, Seen] | None = None,
    ) -> tuple[list[Task], list[Attempt]]:
        """A task for each Export that could be looked up; a failed attempt for each that couldn't."""
        seen = dict(known or {})
        open_lookups = (lookup for each in asked.values() for lookup in each if lookup not in seen)
        seen |= await find_all(self._gateway, open_lookups)
        owners = await self._owners(seen)
        tasks: list[Task] = []
        failed: list[Attempt] = []
        for export in exports:
            lookups_made = asked[export.record_id]
            sight = sight_of(lookups_made, _key(export), seen, self._others(export, owners)) if lookups_made else None
            if sight is None or isinstance(sight, Sight):
                tasks.append(self._task(export, sight))
            else:
                self._brake.feel(sight)
                failed.append(not_looked_up(export, sight))
        return tasks, failed

    async def _owners(self, seen: Mapping[Lookup, Seen]) -> Mapping[str, Claimant]:
        ids = {remote.id for matches in seen.values() if isinstance(matches, tuple) for remote in matches}
        return await off_loop(self._ledger.owners, sorted(ids)) if ids else {}

    def _others(self, export: Export, owners: Mapping[str, Claimant]) -> Mapping[str, RecordId]:
        """Whose the remote ids are, but for this Record's own and for those that it inherits."""
        model = self._writer.model
        own = {Claimant(model, export.record_id)}
        if isinstance(export, Present) and export.heir_of is not None:
            own.add(Claimant(model, export.heir_of))
        adopted = {id_: Claimant(model, who) for id_, who in self._adopted.items()}
        return {id_: who.record_id for id_, who in {**owners, **adopted}.items() if who not in own}

    def _task(self, export: Export, sight: Sight | None) -> Task:
        task = Task(export, decide(export, sight, self._rules))
        if isinstance(task.action, Update) and task.action.remote_id != export.standing.remote_id:
            self._adopted[task.action.remote_id] = export.record_id
        return task

    async def _look_again(self, tasks: Sequence[Task]) -> tuple[list[Task], list[Attempt]]:
        asked: dict[RecordId, tuple[Lookup, ...]] = {}
        known: dict[Lookup, Seen] = {}
        for task in tasks:
            key = _key(task.export) or ""
            if isinstance(task.written, Exists) and task.written.id is not None:
                asked[task.record_id] = (ByKey(key),)
                known[ByKey(key)] = (RemoteRecord(task.written.id, frozenset({key})),)
            else:
                asked[task.record_id] = lookups(task.export, self._rules, gone=True)
        return await self._decide([task.export for task in tasks], asked, known)

    async def _send(self, tasks: Sequence[Task]) -> list[Task]:
        """Journal the intents, then send; what comes back are the tasks whose replies call for another look."""
        sending = [task for task in tasks if task.sends]
        if not sending:
            return []
        await self._ledger.intend(self._writer, [task.intent() for task in sending])
        await self._write(sending)
        await self._move(sending)
        await self._dispose(sending)
        for task in sending:
            for reply in task.replies:
                self._brake.feel(reply)
        return [task for task in sending if task.surprises]

    async def _write(self, tasks: Sequence[Task]) -> None:
        style = self._gateway.facts.groups
        writes = {task.record_id: write for task in tasks if (write := task.write(style)) is not None}
        replies = await write_all(self._gateway, list(writes.values()))
        for task in tasks:
            task.written = replies.get(task.record_id)

    async def _move(self, tasks: Sequence[Task]) -> None:
        if self._memberships is None:
            return
        style = self._gateway.facts.groups
        troubles = await self._memberships.move([m for task in tasks if (m := task.move(style)) is not None])
        for task in tasks:
            task.troubles = troubles.get(task.record_id, {})

    async def _dispose(self, tasks: Sequence[Task]) -> None:
        """What becomes of remote records that were left behind, once their Records are safe elsewhere."""
        partings = [task.parting() for task in tasks if task.decision.disposal is not None and task.went_through]
        await self._write(partings)
        await self._move(partings)
        replies = {parting.record_id: parting.replies for parting in partings}
        for task in tasks:
            task.disposed = replies.get(task.record_id, ())


def _key(export: Export) -> str | None:
    return export.wanted.key if isinstance(export, Present) else None


def not_looked_up(export: Export, error: GatewayError) -> Attempt:
    """The attempt of an Export whose lookup failed. A find changes nothing at the vendor, so nothing is unknown."""
    outcome = outcome_of(error)
    if isinstance(outcome, Unknown):
        outcome = Failed(outcome.reason)
    fingerprint = export.fingerprint if isinstance(export, Present) else None
    return Attempt(export.record_id, outcome, fingerprint=fingerprint, departed=isinstance(export, Departed))


def whole_swaps(attempts: Sequence[Attempt], exports: Sequence[Export]) -> list[Attempt]:
    """Records that swap remote records are delivered all or not at all: a half-done swap is unknown to everybody."""
    swapping = {export.record_id for export in exports if isinstance(export, Present) and export.swaps}
    if all(isinstance(a.outcome, Delivered) for a in attempts if a.record_id in swapping):
        return list(attempts)
    half = Unknown("a swap of keys was done by halves; the next run finds each record and finishes it")
    return [
        replace(a, outcome=half, held=None, remote_id=None)
        if a.record_id in swapping and isinstance(a.outcome, Delivered)
        else a
        for a in attempts
    ]
