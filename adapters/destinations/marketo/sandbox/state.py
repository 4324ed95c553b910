"""The subscription as one JSON object: shown whole, replaced in parts."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.marketo.sandbox.account import FIRST_CUSTOM, LeadField
from joey.adapters.destinations.marketo.sandbox.leads import Leads
from joey.adapters.destinations.marketo.sandbox.subscription import Subscription
from joey.adapters.destinations.marketo.sandbox.values import stored
from joey.adapters.sandbox import Json

_PARTS = {"leads", "lists", "fields", "partitions", "folders", "tokens"}


def shown(there: Subscription) -> dict[str, Json]:
    """`{fields (custom ones), leads (what was ever written), lists: [… and members], folders, partitions, tokens}`."""
    return {
        "fields": [field.described2() for field in there.leads.fields.values() if field.id >= FIRST_CUSTOM],
        "leads": [dict(lead) for lead in there.leads.held.values()],
        "lists": [{**one, "members": list(there.lists.members[one["id"]])} for one in there.lists.held.values()],
        "folders": there.lists.folders,
        "partitions": there.partitions,
        "tokens": list(there.tokens.values()),
    }


def put(there: Subscription, given: Mapping[str, Json]) -> None:
    """Replace leads, lists, folders, partitions; add fields. `tokens: []` forgets them: they end at once."""
    unknown = given.keys() - _PARTS
    if unknown:
        raise ValueError(
            f"no such part of the state: {', '.join(sorted(unknown))}; there are {', '.join(sorted(_PARTS))}"
        )
    for row in given.get("fields") or ():
        _field(there.leads, row)
    there.partitions = list(given.get("partitions", there.partitions))
    there.lists.folders = list(given.get("folders", there.lists.folders))
    if "tokens" in given:
        there.tokens = dict.fromkeys(there.tokens, 0.0)
    if "leads" in given:
        there.leads.clear()
        for row in given["leads"]:
            _lead(there, row)
    if "lists" in given:
        there.lists.clear()
        for row in given["lists"]:
            made = there.lists.add(row["name"], row.get("folder") or {"id": 12, "type": "Folder"}, there.now())
            there.lists.members[made["id"]] = dict.fromkeys(row.get("members") or ())


def _field(leads: Leads, row: Mapping[str, Json]) -> None:
    if row["name"] in leads.fields:
        return
    number = max(field.id for field in leads.fields.values()) + 1
    name, kind, closed = row["name"], row.get("dataType", "string"), not row.get("updateable", True)
    label = row.get("displayName", name)
    leads.fields[name] = LeadField(number, label, kind, row.get("length"), name, closed, soap=name, late=True)


def _lead(there: Subscription, row: Mapping[str, Json]) -> None:
    unknown = row.keys() - there.leads.fields.keys()
    if unknown:
        raise ValueError(f"no such field: {', '.join(sorted(unknown))}")
    given = {name: value for name, value in row.items() if not there.leads.fields[name].read_only and name != "id"}
    there.leads.add({name: stored(there.leads.fields[name], value) for name, value in given.items()}, there.now())
