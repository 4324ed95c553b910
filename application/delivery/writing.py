"""Writing: Actions to the vendor in batches of one kind, deletes first, so that keys are free before they're taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TypeAlias, assert_never

from returns.pipeline import is_successful
from returns.result import Result

from joey.application.delivery.batches import in_batches
from joey.application.delivery.replies import RowReply
from joey.domain.action import Create, Delete, Update, Upsert, Write
from joey.domain.facts import BatchSizes
from joey.domain.record import RecordId
from joey.ports.errors import GatewayError
from joey.ports.gateway import Answer, DestinationGateway, Handle, RowUnknown, Submitted

_ORDER: tuple[type[Write], ...] = (Delete, Update, Create, Upsert)


Submission: TypeAlias = Callable[[Handle, Sequence[Write]], Awaitable[None]]


async def write_all(
    gateway: DestinationGateway, writes: Sequence[Write], sizes: BatchSizes, submitted: Submission
) -> dict[RecordId, RowReply]:
    """Each write's reply, by record id: one for every write, whatever happens.

    ``submitted`` is told of a job's handle as soon as the vendor has given it.
    """

    async def call(batch: Sequence[Write]) -> Result[Mapping[RecordId, Answer], GatewayError]:
        answered = await gateway.write(batch)
        for handle in {answer.handle for answer in answered.value_or({}).values() if isinstance(answer, Submitted)}:
            await submitted(handle, batch)
        return answered

    if not writes:
        return {}
    prepared = await gateway.prepare(writes)
    if not is_successful(prepared):
        return {write.record_id: prepared.failure() for write in writes}
    replies: dict[RecordId, RowReply] = dict(prepared.unwrap())
    for kind in _ORDER:
        batch = [w for w in writes if isinstance(w, kind) and w.record_id not in replies]
        if batch:
            replies.update(await in_batches(batch, _size(sizes, batch[0]), call, lambda write: write.record_id))
    silent = RowUnknown("the vendor's answer didn't speak of this record")
    return {write.record_id: replies.get(write.record_id, silent) for write in writes}


def _size(sizes: BatchSizes, write: Write) -> int:
    match write:
        case Create():
            return sizes.create
        case Update():
            return sizes.update
        case Upsert():
            return sizes.upsert
        case Delete():
            return sizes.delete
        case _:
            assert_never(write)
