"""The account as one JSON object: shown whole, replaced in parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from joey.adapters.destinations.hubspot.sandbox.account import DETAILS
from joey.adapters.destinations.hubspot.sandbox.associations import Associations
from joey.adapters.destinations.hubspot.sandbox.definitions import full_property
from joey.adapters.destinations.hubspot.sandbox.lists import Lists
from joey.adapters.destinations.hubspot.sandbox.portal import Portal
from joey.adapters.destinations.hubspot.sandbox.records import Records
from joey.adapters.destinations.hubspot.sandbox.stored import row_of, stored
from joey.adapters.sandbox import Json


def shown(portal: Portal) -> dict[str, Json]:
    """`{account, objects: {type: [record]}, archived, lists, associations, properties: {type: [name]}}`."""
    types = portal.types.values()
    return {
        "account": DETAILS,
        "objects": {one.type_id: [stored(row) for row in one.rows.values()] for one in types},
        "archived": {one.type_id: [stored(row) for row in one.archived.values()] for one in types},
        "lists": portal.lists.state(),
        "associations": portal.associations.state(),
        "properties": {one.type_id: list(one.properties) for one in types},
    }


def put(portal: Portal, given: Mapping[str, Json]) -> None:
    """Replace what is given: the records of the types named, all lists, all associations; add properties."""
    parts: dict[str, Callable[[Portal, Json], None]] = {
        "properties": _properties,
        "objects": _objects,
        "lists": _lists,
        "associations": _associations,
    }
    unknown = given.keys() - parts.keys() - {"account", "archived"}
    if unknown:
        raise ValueError(f"no such part of the state: {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    for name, replace in parts.items():
        if name in given:
            replace(portal, given[name])


def _type(portal: Portal, named: str) -> Records:
    records = portal.records(named)
    if records is None:
        raise ValueError(f"no object type {named!r}; there are {', '.join(portal.types)}")
    return records


def _objects(portal: Portal, given: Mapping[str, Sequence[Json]]) -> None:
    for named, rows in given.items():
        records = _type(portal, named)
        for row in list(records.rows.values()):
            portal.archive(records, row, for_good=True)
        for row in rows:
            records.keep(row_of(row, records, portal.now()))


def _properties(portal: Portal, given: Mapping[str, Sequence[Json]]) -> None:
    """A property is its JSON (only `name` is needed); the bare names that the state shows change nothing."""
    for named, listed in given.items():
        records = _type(portal, named)
        for one in listed:
            if not isinstance(one, str):
                records.define(full_property(one, portal.now()))


def _lists(portal: Portal, given: Sequence[Json]) -> None:
    portal.lists = Lists()
    for one in given:
        portal.lists.restore(
            {**one, "objectTypeId": _type(portal, one.get("objectTypeId", "0-1")).type_id}, portal.now()
        )


def _associations(portal: Portal, given: Sequence[Json]) -> None:
    portal.associations = Associations()
    for one in given:
        types = (_type(portal, one["fromType"]).type_id, _type(portal, one["toType"]).type_id)
        for kind in one.get("types") or [None]:
            portal.link(types, str(one["from"]), str(one["to"]), kind)
