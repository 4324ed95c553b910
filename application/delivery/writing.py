"""Writing: Actions to the vendor in batches of one kind, deletes first, so that keys are free before they're taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from returns.pipeline import is_successful

from joey.application.delivery.batches import in_batches
from joey.application.delivery.replies import RowReply
from joey.domain.action import Create, Delete, Update, Upsert, Write
from joey.domain.facts import BatchSizes
from joey.domain.record import RecordId
from joey.ports.gateway import DestinationGateway, RowUnknown

_ORDER: tuple[type[Write], ...] = (Delete, Update, Create, Upsert)


async def write_all(gateway: DestinationGateway, writes: Sequence[Write]) -> dict[RecordId, RowReply]:
    """Each write's reply, by record id: one for every write, whatever happens."""
    if not writes:
        return {}
    prepared = await gateway.prepare(writes)
    if not is_successful(prepared):
        return {write.record_id: prepared.failure() for write in writes}
    replies: dict[RecordId, RowReply] = dict(prepared.unwrap())
    for kind in _ORDER:
        batch = [w for w in writes if isinstance(w, kind) and w.record_id not in replies]
        if batch:
            size = _size(gateway.facts.sizes, batch[0])
            replies.update(await in_batches(batch, size, gateway.write, lambda write: write.record_id))
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
