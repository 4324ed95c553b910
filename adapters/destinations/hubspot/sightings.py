"""HubSpot's replies to reads, as remote records for the lookups that asked; pure, and total on any JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from joey.adapters.destinations.hubspot.keys import ADDITIONAL_EMAILS, MERGED_IDS, Matching
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.action import ById, Lookup, RemoteRecord


def read_found(body: object, lookups: Sequence[Lookup], matching: Matching) -> dict[Lookup, tuple[RemoteRecord, ...]]:
    """Every record of a batch read under each lookup that it answers to: any of its keys, or any id it ever had.

    A contact's additional e-mails are keys too, and a merged record answers under the ids of those merged into it.
    """
    results = mappings(mapping(body).get("results"))
    found: dict[Lookup, dict[str, RemoteRecord]] = {}
    for result in results:
        record = _record(result, matching)
        if not record.id:
            continue
        for lookup in lookups:
            if _answers_to(record, result, lookup) or len(lookups) == len(results) == 1:
                found.setdefault(lookup, {})[record.id] = record
    return {lookup: tuple(records.values()) for lookup, records in found.items()}


def _record(result: Mapping[str, object], matching: Matching) -> RemoteRecord:
    properties = mapping(result.get("properties"))
    remote_id = text(result.get("id"))
    if matching.by_record_id:
        return RemoteRecord(remote_id, frozenset({remote_id}))
    named = [text(properties.get(matching.field))]
    if matching.by_email:
        named += text(properties.get(ADDITIONAL_EMAILS)).split(";")
    keys = frozenset(key for key in map(matching.normal, named) if key)
    return RemoteRecord(remote_id, keys)


def _answers_to(record: RemoteRecord, result: Mapping[str, object], lookup: Lookup) -> bool:
    merged = text(mapping(result.get("properties")).get(MERGED_IDS)).split(";")
    ids = {record.id, *merged}
    if isinstance(lookup, ById):
        return lookup.id in ids
    return lookup.key.lower() in {key.lower() for key in record.keys} or (
        lookup.key in ids and record.id in record.keys
    )
