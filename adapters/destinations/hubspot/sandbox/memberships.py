"""The calls about lists and their members (HubSpot: "Lists" guide); `recordsIdsAdded` is HubSpot's spelling."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from joey.adapters.destinations.hubspot.sandbox import batches, errors, moments
from joey.adapters.destinations.hubspot.sandbox.errors import Fault
from joey.adapters.destinations.hubspot.sandbox.lists import EDITABLE, SegmentList
from joey.adapters.destinations.hubspot.sandbox.portal import Portal
from joey.adapters.sandbox import Json, Reply, Request

_PROCESSING = ("MANUAL", "DYNAMIC", "SNAPSHOT")
_PAGE = 100


def create(portal: Portal, request: Request) -> Reply:
    """`POST /crm/lists`: 200 and `{"list": …}`; 400 where the name is taken."""
    body = batches.body_of(request)
    if isinstance(body, Fault):
        return portal.refuse(body)
    missing = [name for name in ("name", "objectTypeId", "processingType") if not body.get(name)]
    if missing:
        return portal.refuse(errors.unset(*missing))
    records = portal.records(body["objectTypeId"])
    if records is None:
        return portal.refuse(errors.unknown_type(body["objectTypeId"]))
    if body["processingType"] not in _PROCESSING:
        return portal.refuse(errors.unreadable(f"Enum type must be one of: {list(_PROCESSING)}"))
    made = portal.lists.create(body["name"], records.type_id, body["processingType"], portal.now())
    if made is None:
        message = f"List with name '{body['name']}' already exists."
        return portal.refuse(Fault(400, message, sub_category="ILS.DUPLICATE_LIST_NAMES"))
    return Reply(200, {"list": made.shown()})


def by_id(portal: Portal, list_id: str) -> Reply:
    """`GET /crm/lists/{id}`."""
    found = portal.lists.get(list_id)
    return _lost(portal, list_id) if found is None else Reply(200, {"list": found.shown()})


def by_name(portal: Portal, type_named: str, name: str) -> Reply:
    """`GET /crm/lists/object-type-id/{type}/name/{name}`: 404 if absent."""
    records = portal.records(type_named)
    found = None if records is None else portal.lists.named(name, records.type_id)
    return _lost(portal, name) if found is None else Reply(200, {"list": found.shown()})


def several(portal: Portal, request: Request) -> Reply:
    """`GET /crm/lists?listIds=1&listIds=2`."""
    found = [portal.lists.get(list_id) for list_id in request.params("listIds")]
    return Reply(200, {"lists": [one.shown() for one in found if one is not None]})


def search(portal: Portal, request: Request) -> Reply:
    """`POST /crm/lists/search`: names that hold the `query`, 20 a page."""
    body = batches.body_of(request)
    if isinstance(body, Fault):
        return portal.refuse(body)
    query, wanted = str(body.get("query") or "").lower(), body.get("processingTypes") or _PROCESSING
    hits = [one for one in portal.lists.all() if query in one.name.lower() and one.processing in wanted]
    start, count = int(body.get("offset") or 0), min(int(body.get("count") or 20), 500)
    shown = [one.shown() for one in hits[start : start + count]]
    end = start + len(shown)
    return Reply(200, {"lists": shown, "offset": end, "hasMore": end < len(hits), "total": len(hits)})


def delete(portal: Portal, list_id: str) -> Reply:
    """`DELETE /crm/lists/{id}`: 204; restorable."""
    found = portal.lists.get(list_id)
    if found is None:
        return _lost(portal, list_id)
    portal.lists.delete(found, portal.now())
    return Reply(204)


def restore(portal: Portal, list_id: str) -> Reply:
    """`PUT /crm/lists/{id}/restore`: 204."""
    return Reply(204) if portal.lists.undelete(list_id) else _lost(portal, list_id)


def add(portal: Portal, request: Request, list_id: str) -> Reply:
    """`PUT …/memberships/add` with an array of record ids."""
    return _changed(portal, request, list_id, "add")


def remove(portal: Portal, request: Request, list_id: str) -> Reply:
    """`PUT …/memberships/remove` with an array of record ids."""
    return _changed(portal, request, list_id, "remove")


def add_and_remove(portal: Portal, request: Request, list_id: str) -> Reply:
    """`PUT …/memberships/add-and-remove` with both arrays."""
    return _changed(portal, request, list_id, "both")


def empty(portal: Portal, list_id: str) -> Reply:
    """`DELETE …/memberships`: 204, nobody is on the list any more."""
    found = portal.lists.get(list_id)
    if found is None:
        return _lost(portal, list_id)
    for one in list(found.members):
        found.leave(one)
    return Reply(204)


def members(portal: Portal, request: Request, list_id: str) -> Reply:
    """`GET …/memberships?limit=&after=`: by record id, at most 250 a page."""
    found = portal.lists.get(list_id)
    if found is None:
        return _lost(portal, list_id)
    limit, after = min(int(request.param("limit", str(_PAGE))), 250), int(request.param("after", "0"))
    ordered = found.ordered()
    page = ordered[after : after + limit]
    results = [{"recordId": one, "membershipTimestamp": moments.iso(found.members[one])} for one in page]
    body: dict[str, Json] = {"results": results, "total": len(ordered)}
    if after + limit < len(ordered):
        body["paging"] = {"next": {"after": str(after + limit)}}
    return Reply(200, body)


def _changed(portal: Portal, request: Request, list_id: str, way: str) -> Reply:
    found = portal.lists.get(list_id)
    if found is None:
        return _lost(portal, list_id)
    if found.processing not in EDITABLE:
        message = f"List {list_id} is processed dynamically, its memberships cannot be edited."
        return portal.refuse(Fault(400, message, sub_category="ILS.INVALID_LIST_PROCESSING_TYPE"))
    asked = _ids(request, way)
    if isinstance(asked, Fault):
        return portal.refuse(asked)
    return Reply(200, _edit(portal, found, *asked))


def _ids(request: Request, way: str) -> tuple[list[str], list[str]] | Fault:
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError as problem:
        return errors.unreadable(problem.msg, problem.colno)
    if way == "both" and isinstance(body, dict):
        added, removed = body.get("recordIdsToAdd") or [], body.get("recordIdsToRemove") or []
    else:
        added, removed = (body, []) if way == "add" else ([], body)
    both = (added, removed)
    if not all(isinstance(ids, list) and all(_is_id(one) for one in ids) for ids in both):
        return errors.unreadable("Cannot deserialize value of type `java.lang.Long` from another token")
    return added, removed


def _is_id(value: Json) -> bool:
    return isinstance(value, str) and value.isdigit()


def _edit(portal: Portal, found: SegmentList, added: Iterable[str], removed: Iterable[str]) -> Json:
    rows, now = portal.types[found.type_id].rows, portal.now()
    gone = [one for one in removed if found.leave(one)]
    joined, missing = [], []
    for one in added:
        if one not in rows:
            missing.append(one)
        elif found.join(one, now):
            joined.append(one)
    return {"recordIdsMissing": missing, "recordIdsRemoved": gone, "recordsIdsAdded": joined}


def _lost(portal: Portal, named: str) -> Reply:
    message = f"List does not exist with ID {named}."
    return portal.refuse(Fault(404, message, "OBJECT_NOT_FOUND", sub_category="ILS.LIST_NOT_FOUND"))
