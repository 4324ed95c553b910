"""HubSpot's replies to reads, as remote records for the lookups that asked; pure, and total on any JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from joey.adapters.destinations.hubspot.keys import ADDITIONAL_EMAILS, MERGED_IDS, Matching
from joey.adapters.http.untrusted import mapping, mappings, text
from joey.domain.action import ById, Lookup, RemoteRecord


def read_found(body: object, lookups: Sequence[Lookup], matching: Matching) -> dict[Lookup, tuple[RemoteRecord, ...]]:
    """Every record of a batch read under each lookup that it answers to: any of its keys, or any id it ever had.

    A contact's additional e-mails are keys too, and a merged record answers under the ids of those merged into it.
    """
    results = mappings(mapping(body).get("results"))
    asked = _asked(lookups)
    found: dict[Lookup, dict[str, RemoteRecord]] = {}
    for result in results:
        record = _record(result, matching)
        if not record.id:
            continue
        named = [lookup for name in _names(record, result) for lookup in asked.get(name, ())]
        for lookup in lookups if len(lookups) == len(results) == 1 else named:
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


def _asked(lookups: Sequence[Lookup]) -> Mapping[tuple[str, str], Sequence[Lookup]]:
    """The lookups by the names under which a record answers to them."""
    asked: dict[tuple[str, str], list[Lookup]] = {}
    for lookup in lookups:
        if isinstance(lookup, ById):
            asked.setdefault(("id", lookup.id), []).append(lookup)
        else:
            asked.setdefault(("key", lookup.key.lower()), []).append(lookup)
            asked.setdefault(("id as key", lookup.key), []).append(lookup)
    return asked


def _names(record: RemoteRecord, result: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    merged = text(mapping(result.get("properties")).get(MERGED_IDS)).split(";")
    ids = {record.id, *merged}
    yield from (("id", one) for one in ids)
    yield from (("key", key) for key in {key.lower() for key in record.keys})
    if record.id in record.keys:
        yield from (("id as key", one) for one in ids)
