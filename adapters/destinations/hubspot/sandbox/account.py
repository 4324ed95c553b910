"""The account that a fresh Sandbox holds: the one of the recordings, read from the tables beside this file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import orjson

from joey.adapters.destinations.hubspot.sandbox.errors import PORTAL
from joey.adapters.sandbox import Json

PACKAGE = "joey.adapters.destinations.hubspot.sandbox"
TABLES = ("contacts", "companies", "grouparoo_object", "grouparoo_company")

DETAILS: dict[str, Json] = {
    "portalId": PORTAL,
    "timeZone": "US/Eastern",
    "accountType": "DEVELOPER_TEST",
    "currency": "USD",
    "utcOffset": "-05:00",
    "utcOffsetMilliseconds": -18000000,
}

FIRST_CONTACT: dict[str, Json] = {
    "id": "286101",
    "properties": {"email": "grouparoo@demo.com", "firstname": "John"},
    "createdAt": "2022-02-14T21:36:07.649Z",
    "updatedAt": "2022-02-14T21:36:30.010Z",
}
"""What an earlier run had left in the account when the recordings began."""

FIRST_LIST: dict[str, Json] = {
    "listId": "625",
    "name": "All Admins",
    "objectTypeId": "0-1",
    "processingType": "MANUAL",
}

_REFERENCES = {
    "hubspot_owner_id": "OWNER",
    "associatedcompanyid": "COMPANY",
    "hs_latest_sequence_enrolled": "SEQUENCE",
}


@dataclass(frozen=True, slots=True)
class TypeTable:
    """One object type: its head (ids, labels, …), properties and associations, as HubSpot shows them."""

    head: dict[str, Json]
    properties: tuple[dict[str, Json], ...]
    associations: tuple[dict[str, Json], ...]


@cache
def table(name: str) -> TypeTable:
    """The table of an object type, expanded to the shapes of HubSpot's answers."""
    raw = orjson.loads(files(PACKAGE).joinpath(f"{name}.json").read_bytes())
    head = {key: value for key, value in raw.items() if key not in ("about", "properties", "associations")}
    head["id"] = head["objectTypeId"].partition("-")[2]
    return TypeTable(
        head=head,
        properties=tuple(_property(row) for row in raw["properties"]),
        associations=tuple(_association(row) for row in raw["associations"]),
    )


def _property(row: Sequence[Json]) -> dict[str, Json]:
    """A property of the table.

    Flags: c calculated, v value read-only, d definition read-only, k kept (not archivable), o or O
    options writable or not, h hidden, f form field, H HubSpot's own, u unique, e external options,
    a says that it isn't archived, s or S currency symbol not shown or shown, R refers to a type.
    """
    name, label, kind, field_type, group, flags, order, *options = row
    shown: dict[str, Json] = {
        "name": name,
        "label": label,
        "type": kind,
        "fieldType": field_type,
        "description": "",
        "groupName": group,
        "options": [_option(at, option) for at, option in enumerate(options[0] if options else ())],
        "displayOrder": order,
        "calculated": "c" in flags,
        "externalOptions": "e" in flags,
        "hasUniqueValue": "u" in flags,
        "hidden": "h" in flags,
        "modificationMetadata": _metadata(flags),
        "formField": "f" in flags,
    }
    return shown | _sometimes(name, flags)


def _metadata(flags: str) -> dict[str, Json]:
    metadata = {
        "archivable": "k" not in flags,
        "readOnlyDefinition": "d" in flags,
        "readOnlyValue": "v" in flags,
    }
    return metadata | ({"readOnlyOptions": "O" in flags} if "o" in flags.lower() else {})


def _sometimes(name: str, flags: str) -> dict[str, Json]:
    shown: dict[str, Json] = {}
    if "H" in flags:
        shown["hubspotDefined"] = True
    if "a" in flags:
        shown["archived"] = False
    if "s" in flags.lower():
        shown["showCurrencySymbol"] = "S" in flags
    if "R" in flags:
        shown["referencedObjectType"] = _REFERENCES[name]
    return shown


def _option(at: int, row: Sequence[Json]) -> dict[str, Json]:
    value, label, *rest = row
    return {
        "label": label,
        "value": value,
        "displayOrder": rest[0] if rest else at,
        "hidden": len(rest) > 1,
    }


def _association(row: Sequence[Json]) -> dict[str, Json]:
    from_type, to_type, name, identifier, *rest = row
    return {
        "fromObjectTypeId": from_type,
        "toObjectTypeId": to_type,
        "name": name,
        "cardinality": rest[0] if rest else "ONE_TO_MANY",
        "inverseCardinality": rest[1] if rest else "ONE_TO_MANY",
        "id": identifier,
        "createdAt": None,
        "updatedAt": None,
    }
