"""Jobs: what a vendor takes as a job of its own is journalled by its handle, and polled to row results."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from returns.pipeline import is_successful

from joey.application.delivery.replies import RowReply, outcome_of
from joey.domain.action import Write
from joey.domain.outcome import Attempt, Delivered, Outcome, Unknown
from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT, Held
from joey.ports.clock import Clock
from joey.ports.gateway import Answer, DestinationGateway, Gone, Handle, RowUnknown, Submitted, Written
from joey.ports.ledger import Intent, Job, Ledger, Writer

FIRST_WAIT, LONGEST_WAIT = 1.0, 15.0
"""Seconds between two polls of a job: doubled each time, up to the longest."""

PATIENCE = 900.0
"""Seconds that a run waits for a job; the next run asks for what still runs then."""

FORGOTTEN = RowUnknown("the vendor has forgotten the job; the next run finds what came of it")


class Jobs:
    """The jobs of one Destination."""

    def __init__(self, gateway: DestinationGateway, ledger: Ledger, writer: Writer, clock: Clock) -> None:
        self._gateway = gateway
        self._ledger = ledger
        self._writer = writer
        self._clock = clock

    async def submitted(self, handle: Handle, writes: Sequence[Write], intents: Mapping[RecordId, Intent]) -> None:
        """Journal a handle with what its job carries, before anything else is done."""
        carried = tuple(intents[write.record_id] for write in writes if write.record_id in intents)
        await self._ledger.submitted(self._writer, Job(handle, self._clock.now(), carried))

    async def finish(self, replies: Mapping[RecordId, RowReply]) -> dict[RecordId, RowReply]:
        """The replies, with those that named a job replaced by its row results, if it ends in time."""
        handles = {reply.handle for reply in replies.values() if isinstance(reply, Submitted)}
        answered = dict(zip(handles, await asyncio.gather(*(self._wait(handle) for handle in handles)), strict=True))
        finished = dict(replies)
        for record_id, reply in replies.items():
            rows = answered.get(reply.handle) if isinstance(reply, Submitted) else None
            if rows is not None:
                finished[record_id] = rows.get(record_id, FORGOTTEN)
        return finished

    async def leftovers(self) -> tuple[list[Attempt], frozenset[RecordId]]:
        """What came of jobs that earlier runs left, and the Records of those that still run."""
        attempts: list[Attempt] = []
        running: set[RecordId] = set()
        for job in self._ledger.jobs(self._writer):
            rows = await self._poll(job.handle)
            if rows is None:
                running.update(intent.record_id for intent in job.intents)
                continue
            ended = [_came_of(intent, rows.get(intent.record_id, FORGOTTEN)) for intent in job.intents]
            await self._ledger.note(self._writer, ended)
            await self._ledger.answered(self._writer, job.handle)
            attempts += ended
        return attempts, frozenset(running)

    async def _wait(self, handle: Handle) -> Mapping[RecordId, Answer] | None:
        wait, until = FIRST_WAIT, self._clock.monotonic() + PATIENCE
        while (rows := await self._poll(handle)) is None:
            if self._clock.hurried or self._clock.monotonic() + wait > until:
                return None
            await self._clock.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
        await self._ledger.answered(self._writer, handle)
        return rows

    async def _poll(self, handle: Handle) -> Mapping[RecordId, Answer] | None:
        polled = await self._gateway.poll(handle)
        return polled.unwrap() if is_successful(polled) else None


def _came_of(intent: Intent, answer: Answer) -> Attempt:
    """What a job of an earlier run did for one Record.

    What was written is known only as to its fields, since its groups were still to come: the Record is unknown, so that
    it is found and all of it is seen to.
    """
    outcome, held = _departed(answer) if intent.wanted is None else _present(answer)
    return Attempt(
        intent.record_id,
        outcome,
        held,
        remote_id=answer.id if isinstance(answer, Written) else intent.remote_id,
        fingerprint=intent.fingerprint,
        departed=intent.wanted is None,
        action=intent.action,
    )


def _departed(answer: Answer) -> tuple[Outcome, Held | None]:
    if isinstance(answer, Gone):
        return Delivered("it was gone already"), ABSENT
    outcome = outcome_of(answer)
    return outcome, ABSENT if isinstance(outcome, Delivered) else None


def _present(answer: Answer) -> tuple[Outcome, Held | None]:
    if isinstance(answer, Gone):
        return Unknown("the remote record was gone when the job wrote to it"), None
    outcome = outcome_of(answer)
    if isinstance(outcome, Delivered):
        return Unknown("its job ended after its run had; the next look sees to its groups"), None
    return outcome, None
