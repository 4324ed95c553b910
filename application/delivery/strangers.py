"""Strangers: remote ids that a write by key answered with, and that surely belong to another Record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from joey.application.delivery.task import Task
from joey.application.off_loop import off_loop
from joey.domain.action import Create, Upsert
from joey.domain.export import Present
from joey.domain.ownership import Claimant
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.gateway import Refused, Written
from joey.ports.ledger import Intent, Ledger, Writer


class Strangers:
    """Of one Destination in one run: who wrote to which remote record first keeps it."""

    def __init__(self, ledger: Ledger, writer: Writer) -> None:
        self._ledger = ledger
        self._writer = writer
        self._here: dict[str, RecordId] = {}
        self._moved: set[RecordId] = set()
        self._doubts: list[Intent] = []

    async def refuse(self, tasks: Sequence[Task]) -> None:
        """Refuse those whom the vendor takes for another Record."""
        owners = await self._owners(tasks)
        for task in tasks:
            remote_id, export = task.remote_id, task.export
            if remote_id is None or not isinstance(task.written, Written) or not isinstance(export, Present):
                continue
            left = (export.former or export.standing).remote_id
            if left is not None and left != remote_id:
                self._moved.add(task.record_id)
            owner = self._here.setdefault(remote_id, owners.get(remote_id, task.record_id))
            if owner != task.record_id and _by_key(task):
                reason = f"the vendor takes its key for that of record {owner}, whose remote record is {remote_id}"
                task.written = Refused(reason)
                self._doubts.append(Intent(owner, export.wanted, remote_id, action="overwritten"))

    async def put_in_doubt(self) -> None:
        """Journal whose remote records were written over: the next run finds them, and writes all of them again."""
        doubts, self._doubts = self._doubts, []
        if doubts:
            await self._ledger.intend(self._writer, doubts)

    async def _owners(self, tasks: Sequence[Task]) -> Mapping[str, RecordId]:
        """Who surely has what was written by key, but for those who have moved off it, or give it away."""
        written = {task.remote_id: task for task in tasks if _by_key(task) and isinstance(task.written, Written)}
        ids = sorted(id_ for id_ in written if id_ is not None and id_ not in self._here)
        if not ids:
            return {}
        found = await off_loop(self._ledger.owners, ids)
        others = {id_: who for id_, several in found.items() for who in several if self._stays(who, written[id_])}
        known = await off_loop(self._ledger.standings, self._writer, [who.record_id for who in others.values()])
        sure = {who for who, standing in known.items() if isinstance(standing.held, Snapshot)}
        return {id_: who.record_id for id_, who in others.items() if who.record_id in sure}

    def _stays(self, owner: Claimant, task: Task) -> bool:
        heir_of = task.export.heir_of if isinstance(task.export, Present) else None
        mine = owner.model == self._writer.model
        return mine and owner.record_id not in {task.record_id, heir_of} and owner.record_id not in self._moved


def _by_key(task: Task) -> bool:
    return isinstance(task.action, Create | Upsert)
