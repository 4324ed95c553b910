"""The pipeline: carries one unit of Exports through find, decide, intent, write, groups and Outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from joey.application.delivery.brake import Brake
from joey.application.delivery.decider import Decider
from joey.application.delivery.jobs import Jobs
from joey.application.delivery.memberships import Memberships
from joey.application.delivery.strangers import Strangers
from joey.application.delivery.swaps import half_done, undoing, whole
from joey.application.delivery.task import Task, attempt_of
from joey.application.delivery.writing import write_all
from joey.application.destination import Destination
from joey.domain.action import Write
from joey.domain.export import Export
from joey.domain.facts import BatchSizes
from joey.domain.outcome import Attempt
from joey.ports.gateway import Handle, Submitted, Written
from joey.ports.ledger import Ledger


class Pipeline:
    """Delivers units of Exports of one Destination, several at once if need be; a Record is in one unit only."""

    def __init__(self, destination: Destination, ledger: Ledger, brake: Brake, jobs: Jobs, sizes: BatchSizes) -> None:
        self._gateway = destination.gateway
        self._jobs = jobs
        self._sizes = sizes
        self._writer = destination.writer
        self._ledger = ledger
        self._brake = brake
        self._decider = Decider(destination, ledger, brake)
        self._strangers = Strangers(ledger, destination.writer)
        lists = destination.lists
        self._memberships = Memberships(lists, sizes.members, sizes.leaving) if lists is not None else None

    async def deliver(self, exports: Sequence[Export]) -> Sequence[Attempt]:
        """Try every Export; the attempts are journalled when this returns, one for each.

        Where the remote turned out other than the Ledger had it (gone, or there already), it's looked at once more.
        """
        tasks, failed = await self._decider.decide(exports)
        surprised = await self._send(tasks)
        if surprised:
            second, refailed = await self._decider.decide_again(surprised)
            await self._send(second)
            done = {task.record_id for task in surprised}
            tasks = [task for task in tasks if task.record_id not in done] + second
            failed = failed + refailed
        attempts = [*await self._whole_swaps(tasks, failed), *failed]
        self._decider.learn(exports, attempts)
        await self._ledger.note(self._writer, attempts)
        await self._strangers.put_in_doubt()
        return attempts

    async def _whole_swaps(self, tasks: Sequence[Task], failed: Sequence[Attempt]) -> list[Attempt]:
        """The attempts of all tasks; swaps that could be done only by halves are undone."""
        attempts, half = [attempt_of(task) for task in tasks], half_done(tasks, failed)
        undone = list(undoing(half))
        if undone:
            await self._write(undone)
            await self._move(undone)
        return whole(attempts, half, undone) if half else attempts

    async def _send(self, tasks: Sequence[Task]) -> list[Task]:
        """Journal the intents, then send; what comes back are the tasks whose replies call for another look."""
        sending = [task for task in tasks if task.sends]
        if not sending:
            return []
        await self._ledger.intend(self._writer, [task.intent() for task in sending])
        await self._write(sending)
        await self._refuse_strangers(sending)
        await self._move(sending)
        await self._dispose(sending)
        for task in sending:
            for reply in task.replies:
                self._brake.feel(reply)
        return [task for task in sending if task.surprises]

    async def _write(self, tasks: Sequence[Task]) -> None:
        facts = self._gateway.facts
        writes = {task.record_id: write for task in tasks if (write := task.write(facts)) is not None}

        async def submitted(handle: Handle, batch: Sequence[Write]) -> None:
            intents = {task.record_id: task.intent() for task in tasks}
            await self._jobs.submitted(handle, batch, intents)

        replies = await write_all(self._gateway, list(writes.values()), self._sizes, submitted)
        if any(isinstance(reply, Submitted) for reply in replies.values()):
            replies = await self._jobs.finish(replies)
        for task in tasks:
            task.written = replies.get(task.record_id) or task.member(facts)

    async def _refuse_strangers(self, tasks: Sequence[Task]) -> None:
        if not self._gateway.facts.membership_only:  # its remote ids are keys, which ownership has settled
            await self._strangers.refuse(tasks)

    async def _move(self, tasks: Sequence[Task]) -> None:
        if self._memberships is None:
            return
        style = self._gateway.facts.groups
        troubles = await self._memberships.move([m for task in tasks if (m := task.move(style)) is not None])
        for task in tasks:
            task.troubles = troubles.get(task.record_id, {})
            note = self._memberships.note_of(task.record_id)
            if note and isinstance(task.written, Written):
                task.written = replace(task.written, note=note)

    async def _dispose(self, tasks: Sequence[Task]) -> None:
        """What becomes of remote records that were left behind, once their Records are safe elsewhere."""
        tasks = [task for task in tasks if task.decision.disposals]
        for row in zip_longest(*(task.partings() for task in tasks)):
            pairs = [(task, parting) for task, parting in zip(tasks, row, strict=True) if parting is not None]
            await self._write([parting for _, parting in pairs])
            await self._move([parting for _, parting in pairs])
            for task, parting in pairs:
                task.disposed = (*task.disposed, *parting.replies)
