"""The calls about associations (HubSpot: "Associations" v4 guide): batches of pairs of records."""

from __future__ import annotations

from joey.adapters.destinations.hubspot.sandbox import batches, errors
from joey.adapters.destinations.hubspot.sandbox.associations import Pair, flipped, is_kind, label, plain
from joey.adapters.destinations.hubspot.sandbox.errors import Fault
from joey.adapters.destinations.hubspot.sandbox.portal import Portal
from joey.adapters.sandbox import Json, Reply, Request

_WRITES, _READS = 2_000, 1_000


def create(portal: Portal, request: Request, types: Pair) -> Reply:
    """`POST …/batch/create`: 201; each pair with its `types`."""
    inputs = batches.inputs_of(request, _WRITES)
    if isinstance(inputs, Fault):
        return portal.refuse(inputs)
    fault = next((fault for given in inputs if (fault := _bad_types(given, types))), None)
    if fault is not None:
        return portal.refuse(fault)
    there = [given for given in inputs if _both_there(portal, given, types)]
    results: list[Json] = []
    for given in there:
        from_id, to_id = _ids(given)
        for kind in given["types"]:
            portal.link(types, from_id, to_id, int(kind["associationTypeId"]))
        results.append(_result(given, types))
    return batches.completed(portal, 201, results, _lost(portal, inputs, types))


def create_default(portal: Portal, request: Request, types: Pair) -> Reply:
    """`POST …/batch/associate/default`: 200; the unlabelled association of each pair."""
    inputs = batches.inputs_of(request, _WRITES)
    if isinstance(inputs, Fault):
        return portal.refuse(inputs)
    results: list[Json] = []
    for given in inputs:
        if _both_there(portal, given, types):
            portal.link(types, *_ids(given))
            results += [_default(given, types), _default({"from": given["to"], "to": given["from"]}, flipped(types))]
    return batches.completed(portal, 200, results, _lost(portal, inputs, types))


def read(portal: Portal, request: Request, types: Pair) -> Reply:
    """`POST …/batch/read`: 200, or 207 naming those that have none."""
    inputs = batches.inputs_of(request, _READS)
    if isinstance(inputs, Fault):
        return portal.refuse(inputs)
    results: list[Json] = []
    faults: list[Json] = []
    for given in inputs:
        held = portal.associations.of(types, str(given.get("id", "")))
        if held:
            results.append({"from": {"id": str(given["id"])}, "to": [_to(*one) for one in held.items()]})
        else:
            faults.append(_none(portal, str(given.get("id", "")), types))
    return batches.completed(portal, 200, results, faults)


def archive(portal: Portal, request: Request, types: Pair) -> Reply:
    """`POST …/batch/archive`: 204; `to` is a list here, and pairs that aren't associated are fine."""
    inputs = batches.inputs_of(request, _WRITES)
    if isinstance(inputs, Fault):
        return portal.refuse(inputs)
    for given in inputs:
        others = given.get("to") or []
        for other in others if isinstance(others, list) else [others]:
            portal.unlink(types, str(given["from"]["id"]), str(other["id"]))
    return Reply(204)


def _ids(given: Json) -> tuple[str, str]:
    return str(given["from"]["id"]), str(given["to"]["id"])


def _bad_types(given: Json, types: Pair) -> Fault | None:
    missing = [name for name in ("from", "to", "types") if not given.get(name)]
    if missing:
        return errors.unset(*missing)
    for kind in given["types"]:
        if not is_kind(int(kind.get("associationTypeId", 0)), types):
            return Fault(400, "One or more associations are invalid", "VALIDATION_ERROR")
    return None


def _both_there(portal: Portal, given: Json, types: Pair) -> bool:
    from_id, to_id = _ids(given)
    return from_id in portal.types[types[0]].rows and to_id in portal.types[types[1]].rows


def _lost(portal: Portal, inputs: list[Json], types: Pair) -> list[Json]:
    missing = [
        record_id
        for given in inputs
        for type_id, record_id in zip(types, _ids(given), strict=True)
        if record_id not in portal.types[type_id].rows
    ]
    return [errors.gone("CONTACT", list(dict.fromkeys(missing))).entry({})] if missing else []


def _result(given: Json, types: Pair) -> dict[str, Json]:
    from_id, to_id = _ids(given)
    names = [label(int(kind["associationTypeId"])) for kind in given["types"]]
    return {
        "fromObjectTypeId": types[0],
        "fromObjectId": int(from_id),
        "toObjectTypeId": types[1],
        "toObjectId": int(to_id),
        "labels": [name for name in names if name],
    }


def _default(given: Json, types: Pair) -> dict[str, Json]:
    from_id, to_id = _ids(given)
    return {
        "from": {"id": from_id},
        "to": {"id": to_id},
        "associationSpec": {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": plain(types)},
    }


def _to(to_id: str, kinds: set[int]) -> dict[str, Json]:
    listed = [{"category": "HUBSPOT_DEFINED", "typeId": kind, "label": label(kind)} for kind in sorted(kinds)]
    return {"toObjectId": int(to_id), "associationTypes": listed}


def _none(portal: Portal, from_id: str, types: Pair) -> dict[str, Json]:
    one, other = (portal.types[type_id].name.lower() for type_id in types)
    return {
        "status": "error",
        "category": "OBJECT_NOT_FOUND",
        "subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND",
        "message": f"No {other} is associated with {one} {from_id}.",
        "context": {"fromObjectId": [from_id], "fromObjectType": [one], "toObjectType": [other]},
    }
