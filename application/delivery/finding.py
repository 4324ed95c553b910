"""Finding: what the vendor has of those Exports that can't be decided without looking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from joey.application.delivery.batches import in_batches
from joey.domain.action import ById, ByKey, Lookup, RemoteRecord
from joey.domain.deciding import Sight
from joey.domain.record import RecordId
from joey.ports.errors import BatchRefused, GatewayError
from joey.ports.gateway import DestinationGateway

Seen = tuple[RemoteRecord, ...] | GatewayError


async def find_all(gateway: DestinationGateway, lookups: Iterable[Lookup]) -> Mapping[Lookup, Seen]:
    """Every lookup's matches, or why it could not be made; each lookup once, in batches of one kind."""
    wanted = dict.fromkeys(lookups)
    sizes = gateway.facts.sizes
    seen: dict[Lookup, Seen] = {}
    for kind, size in ((ByKey, sizes.find), (ById, sizes.finding_by_id)):
        of_kind: Sequence[Lookup] = [lookup for lookup in wanted if type(lookup) is kind]
        if of_kind:
            seen.update(await in_batches(of_kind, size, gateway.find, lambda lookup: lookup))
    return {lookup: seen.get(lookup, ()) for lookup in wanted}


def sight_of(
    lookups: Sequence[Lookup], key: str | None, seen: Mapping[Lookup, Seen], owners: Mapping[str, RecordId]
) -> Sight | GatewayError:
    """What an Export's lookups saw, taken together; the first failed lookup speaks for all.

    A key that the vendor refuses to look up names no record, so that counts as not found: the write says why.
    """
    by_key: list[RemoteRecord] = []
    by_trace: list[RemoteRecord] = []
    for lookup in lookups:
        matches = seen[lookup]
        if isinstance(matches, BatchRefused):
            continue
        if not isinstance(matches, tuple):
            return matches
        (by_key if lookup == ByKey(key or "") else by_trace).extend(matches)
    ids = {remote.id for remote in (*by_key, *by_trace)}
    return Sight(tuple(by_key), tuple(by_trace), {id_: who for id_, who in owners.items() if id_ in ids})
