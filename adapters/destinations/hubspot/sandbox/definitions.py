"""The calls about properties and schemas (HubSpot: "Properties" and "Schemas" guides)."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.hubspot.sandbox import batches, errors, moments
from joey.adapters.destinations.hubspot.sandbox.errors import Fault
from joey.adapters.destinations.hubspot.sandbox.portal import Portal
from joey.adapters.destinations.hubspot.sandbox.records import Records
from joey.adapters.sandbox import Json, Reply, Request

_NEEDED = ("name", "label", "type", "fieldType", "groupName")
_TYPES = ("string", "number", "date", "datetime", "bool", "enumeration", "phone_number")


def properties(records: Records) -> Reply:
    """`GET /crm/properties/{type}`."""
    return Reply(200, {"results": [known.shown for known in records.properties.values()]})


def one_property(portal: Portal, records: Records, name: str) -> Reply:
    """`GET /crm/properties/{type}/{name}`."""
    known = records.properties.get(name)
    if known is None:
        message = f'Property "{name}" does not exist'
        return portal.refuse(Fault(404, message, "OBJECT_NOT_FOUND"))
    return Reply(200, known.shown)


def new_property(portal: Portal, records: Records, request: Request) -> Reply:
    """`POST /crm/properties/{type}`: 201; 409 where the name is taken."""
    body = batches.body_of(request)
    if isinstance(body, Fault):
        return portal.refuse(body)
    missing = [name for name in _NEEDED if not body.get(name)]
    if missing:
        return portal.refuse(errors.unset(*missing))
    if body["type"] not in _TYPES:
        return portal.refuse(errors.unreadable(f"Enum type must be one of: {list(_TYPES)}"))
    if body["name"] in records.properties:
        message = f"A property named '{body['name']}' already exists."
        return portal.refuse(Fault(409, message, "OBJECT_ALREADY_EXISTS"))
    return Reply(201, records.define(full_property(body, portal.now())).shown)


def full_property(given: Mapping[str, Json], now: int) -> dict[str, Json]:
    """A property of the account's own as HubSpot shows it; what is not given has HubSpot's default."""
    made = moments.iso(now)
    return {
        "updatedAt": made,
        "createdAt": made,
        "label": given["name"],
        "type": "string",
        "fieldType": "text",
        "description": "",
        "groupName": "contactinformation",
        "displayOrder": -1,
        "calculated": False,
        "externalOptions": False,
        "archived": False,
        "hasUniqueValue": False,
        "hidden": False,
        "modificationMetadata": {"archivable": True, "readOnlyDefinition": False, "readOnlyValue": False},
        "formField": True,
        **given,
        "options": [{"displayOrder": -1, "hidden": False, **option} for option in given.get("options") or ()],
    }


def schemas(portal: Portal) -> Reply:
    """`GET /crm/schemas`: the custom objects."""
    custom = [records for records in portal.types.values() if records.type_id.startswith("2-")]
    return Reply(200, {"results": [_schema(records) for records in custom]})


def one_schema(portal: Portal, named: str) -> Reply:
    """`GET /crm/schemas/{type}`: of a custom or a standard object."""
    records = portal.records(named)
    return portal.refuse(errors.unknown_type(named)) if records is None else Reply(200, _schema(records))


def _schema(records: Records) -> dict[str, Json]:
    return {
        **records.head,
        "archived": False,
        "restorable": True,
        "createdAt": "1970-01-01T00:00:00Z",
        "updatedAt": "1970-01-01T00:00:00Z",
        "properties": [known.shown for known in records.properties.values()],
        "associations": list(records.associations),
    }
