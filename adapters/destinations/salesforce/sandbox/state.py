"""The organisation as one JSON object: shown whole, replaced in parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from joey.adapters.destinations.salesforce.sandbox.objects import custom
from joey.adapters.destinations.salesforce.sandbox.org import ORGANISATION, USER, Org
from joey.adapters.destinations.salesforce.sandbox.table import Table
from joey.adapters.destinations.salesforce.sandbox.writes import Desk
from joey.adapters.sandbox import Json


def shown(org: Org) -> dict[str, Json]:
    """`{account, objects: {name: [record]}, custom, jobs, sessions, calls, most_calls, page, duplicate_rules}`."""
    return {
        "account": {"organization_id": ORGANISATION, "user_id": USER},
        "objects": {name: list(table.rows.values()) for name, table in org.tables.items()},
        "custom": [name for name, table in org.tables.items() if table.type.head["custom"]],
        "jobs": list(org.jobs.values()),
        "sessions": sorted(org.sessions),
        "calls": org.calls,
        "most_calls": org.most_calls,
        "page": org.page,
        "duplicate_rules": org.duplicate_rules,
    }


def put(org: Org, given: Mapping[str, Json]) -> None:
    """Replace what is given.

    ``custom``: objects that are defined, `{name, keyPrefix, fields: [[name, label, type, length, {…}, [picks]]]}`.
    ``objects``: the records of those named. ``sessions``: those that stay good. ``calls``: made today; ``most_calls``:
    allowed in a day. ``page``: rows to a page of a query. ``duplicate_rules``: fields that no two records may share.
    """
    parts: dict[str, Callable[[Org, Json], None]] = {
        "custom": _custom,
        "objects": _objects,
        "sessions": _sessions,
        "calls": lambda one, told: setattr(one, "calls", int(told)),
        "most_calls": lambda one, told: setattr(one, "most_calls", int(told)),
        "page": lambda one, told: setattr(one, "page", int(told)),
        "duplicate_rules": lambda one, told: setattr(one, "duplicate_rules", list(told)),
    }
    unknown = given.keys() - parts.keys() - {"account", "jobs"}
    if unknown:
        raise ValueError(f"no such part of the state: {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
    for name, replace in parts.items():
        if name in given:
            replace(org, given[name])


def _custom(org: Org, given: Sequence[Json]) -> None:
    for one in given:
        if not isinstance(one, str):
            org.tables[one["name"]] = Table(custom(one))


def _objects(org: Org, given: Mapping[str, Sequence[Json]]) -> None:
    for name, rows in given.items():
        table = org.table(name)
        if table is None:
            raise ValueError(f"no object {name!r}; there are {', '.join(org.tables)}")
        for id_ in list(table.rows):
            org.remove(table, id_)
        for row in rows:
            _keep(org, table, row)


def _keep(org: Org, table: Table, given: Mapping[str, Json]) -> None:
    """A record from its JSON: read-only fields are taken as they are, the others as a call would give them."""
    fields = {one: value for one, value in given.items() if one in table.type.fields}
    theirs = {one: value for one, value in fields.items() if table.type.fields[one]["createable"]}
    made = table.drop(Desk(org, table).create(theirs))
    kept = made | fields
    table.deleted.discard(kept["Id"])
    table.keep(kept)


def _sessions(org: Org, given: Sequence[str]) -> None:
    org.ended |= org.sessions - set(given)
    org.sessions &= set(given)
