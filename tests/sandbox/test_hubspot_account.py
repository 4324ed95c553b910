"""Definitions, the calls on one record, further list calls, associations and the state page of HubSpot's Sandbox."""

from __future__ import annotations

import pytest

from joey.adapters.sandbox import Json
from tests.sandbox.hubspot_calls import CONTACTS, HubSpot

PROPERTIES = "/crm/properties/2026-03/contacts"
LISTS = "/crm/lists/2026-03"
PAIRS = "/crm/associations/2026-03/contacts/companies/batch"
TIER = {
    "name": "tier",
    "label": "Tier",
    "type": "enumeration",
    "fieldType": "checkbox",
    "groupName": "contactinformation",
}


async def company(hubspot: HubSpot, name: str) -> str:
    _, made = await hubspot.call("POST", "/crm/objects/2026-03/companies", {"properties": {"name": name}})
    return str(made["id"])


async def test_a_new_property_takes_values_at_once_and_its_name_is_taken(hubspot: HubSpot) -> None:
    body = {**TIER, "options": [{"label": "Gold", "value": "gold"}, {"label": "Tin", "value": "tin"}]}
    assert (await hubspot.call("POST", PROPERTIES, body))[0] == 201
    assert (await hubspot.call("POST", PROPERTIES, body))[0] == 409
    assert (await hubspot.call("GET", f"{PROPERTIES}/tier"))[1]["options"][1]["value"] == "tin"
    made = await hubspot.created(lastname="B", tier="gold;tin")
    status, told = await hubspot.call("PATCH", f"{CONTACTS}/{made}", {"properties": {"tier": "gold;lead"}})
    assert (status, told["errors"][0]["message"]) == (400, "lead was not one of the allowed options: [Gold, Tin]")


async def test_a_property_that_is_incomplete_or_unknown_is_refused(hubspot: HubSpot) -> None:
    status, told = await hubspot.call("POST", PROPERTIES, {"name": "tier"})
    assert (status, "label, type, fieldType, groupName" in told["message"]) == (400, True)
    assert (await hubspot.call("POST", PROPERTIES, {**TIER, "type": "duck"}))[0] == 400
    assert (await hubspot.call("GET", f"{PROPERTIES}/nope"))[0] == 404


async def test_the_schemas_are_the_custom_objects_and_any_type_has_one(hubspot: HubSpot) -> None:
    _, told = await hubspot.call("GET", "/crm/v3/schemas")
    assert sorted(one["objectTypeId"] for one in told["results"]) == ["2-3604285", "2-3821545"]
    _, one = await hubspot.call("GET", "/crm/v3/schemas/p20858235_grouparoo_object")
    assert one["requiredProperties"] == ["grouparoo_object_property"]
    assert (await hubspot.call("GET", "/crm/v3/schemas/CONTACT"))[1]["objectTypeId"] == "0-1"
    assert (await hubspot.call("GET", "/crm/v3/schemas/ducks"))[0] == 400


async def test_one_contact_is_read_changed_and_archived_by_its_email(hubspot: HubSpot) -> None:
    path = f"{CONTACTS}/grouparoo@demo.com?idProperty=email"
    assert (await hubspot.call("GET", f"{path}&properties=firstname"))[1]["properties"]["firstname"] == "John"
    status, told = await hubspot.call("PATCH", path, {"properties": {"lastname": "Doe"}})
    assert (status, told["properties"]["lastname"]) == (200, "Doe")
    assert (await hubspot.call("PATCH", f"{CONTACTS}/42", {"properties": {}}))[0] == 404
    assert await hubspot.call("DELETE", f"{CONTACTS}/286101") == (204, None)
    assert (await hubspot.call("GET", path))[0] == 404


async def test_lists_are_searched_read_together_emptied_and_restored(hubspot: HubSpot) -> None:
    _, made = await hubspot.call("POST", LISTS, {"name": "Fans", "objectTypeId": "0-1", "processingType": "MANUAL"})
    list_id = made["list"]["listId"]
    _, found = await hubspot.call("POST", f"{LISTS}/search", {"query": "fan", "processingTypes": ["MANUAL"]})
    assert ([one["listId"] for one in found["lists"]], found["hasMore"]) == ([list_id], False)
    _, both = await hubspot.call("GET", f"{LISTS}?listIds=625&listIds={list_id}&listIds=1")
    assert [one["name"] for one in both["lists"]] == ["All Admins", "Fans"]
    await hubspot.call("PUT", f"{LISTS}/{list_id}/memberships/add", ["286101"])
    assert await hubspot.call("DELETE", f"{LISTS}/{list_id}/memberships") == (204, None)
    assert (await hubspot.call("GET", f"{LISTS}/{list_id}/memberships"))[1]["total"] == 0
    await hubspot.call("DELETE", f"{LISTS}/{list_id}")
    assert (await hubspot.call("PUT", f"{LISTS}/{list_id}/restore"))[0] == 204
    assert (await hubspot.call("GET", f"{LISTS}/{list_id}"))[0] == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "x"}, 400),
        ({"name": "x", "objectTypeId": "9-9", "processingType": "MANUAL"}, 400),
        ({"name": "x", "objectTypeId": "0-1", "processingType": "NOW"}, 400),
    ],
)
async def test_a_list_that_is_incomplete_is_refused(hubspot: HubSpot, body: Json, status: int) -> None:
    assert (await hubspot.call("POST", LISTS, body))[0] == status


@pytest.mark.parametrize("call", ["memberships", "memberships/add", "memberships/remove"])
async def test_a_list_that_is_not_there_has_no_members(hubspot: HubSpot, call: str) -> None:
    method = "GET" if call == "memberships" else "PUT"
    status, told = await hubspot.call(method, f"{LISTS}/999/{call}", ["286101"] if method == "PUT" else None)
    assert (status, told["category"]) == (404, "OBJECT_NOT_FOUND")


async def test_a_new_primary_company_takes_the_place_of_the_old_one(hubspot: HubSpot) -> None:
    companies = [await company(hubspot, name) for name in ("Acme", "Bolt")]
    for one in companies:
        pair = {"from": {"id": "286101"}, "to": {"id": one}, "types": [{"associationTypeId": 1}]}
        assert (await hubspot.call("POST", f"{PAIRS}/create", {"inputs": [pair]}))[0] == 201
    _, told = await hubspot.call("POST", f"{PAIRS}/read", {"inputs": [{"id": "286101"}]})
    kinds = {
        str(to["toObjectId"]): [one["typeId"] for one in to["associationTypes"]] for to in told["results"][0]["to"]
    }
    assert kinds == {companies[0]: [279], companies[1]: [1, 279]}
    await hubspot.call("DELETE", f"/crm/objects/2026-03/companies/{companies[1]}")
    _, told = await hubspot.call("POST", f"{PAIRS}/read", {"inputs": [{"id": "286101"}]})
    assert [to["toObjectId"] for to in told["results"][0]["to"]] == [int(companies[0])]


async def test_a_pair_with_a_stranger_is_told_and_a_contact_can_come_with_its_company(hubspot: HubSpot) -> None:
    acme = await company(hubspot, "Acme")
    pairs = [{"from": {"id": "286101"}, "to": {"id": one}} for one in (acme, "42")]
    status, told = await hubspot.call("POST", f"{PAIRS}/associate/default", {"inputs": pairs})
    assert (status, told["errors"][0]["context"]) == (207, {"ids": ["42"]})
    with_company = {"to": {"id": acme}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}]}
    body = {"properties": {"email": "a@x.co"}, "associations": [with_company]}
    _, made = await hubspot.call("POST", CONTACTS, body)
    _, told = await hubspot.call("POST", f"{PAIRS}/read", {"inputs": [{"id": made["id"]}]})
    assert told["results"][0]["to"][0]["toObjectId"] == int(acme)


async def test_the_state_can_be_taken_out_and_put_back(hubspot: HubSpot) -> None:
    acme = await company(hubspot, "Acme")
    pair = {"from": {"id": "286101"}, "to": {"id": acme}}
    await hubspot.call("POST", f"{PAIRS}/associate/default", {"inputs": [pair]})
    await hubspot.call("PUT", f"{LISTS}/625/memberships/add", ["286101"])
    _, before = await hubspot.call("GET", "/_state")
    await hubspot.call("DELETE", "/_state")
    status, after = await hubspot.call("PUT", "/_state", before)
    assert (status, after["objects"], after["associations"]) == (200, before["objects"], before["associations"])
    assert after["lists"][0]["members"] == ["286101"]


async def test_a_state_can_bring_a_unique_property(hubspot: HubSpot) -> None:
    contact = {"properties": {"email": "a@x.co", "customer_no": "c-1"}}
    given = {
        "properties": {"contacts": [{"name": "customer_no", "hasUniqueValue": True}]},
        "objects": {"contacts": [contact]},
    }
    assert (await hubspot.call("PUT", "/_state", given))[0] == 200
    body = {"idProperty": "customer_no", "inputs": [{"id": "c-1"}], "properties": ["email"]}
    _, told = await hubspot.contacts("/batch/read", body)
    assert told["results"][0]["properties"]["email"] == "a@x.co"


@pytest.mark.parametrize(
    ("operator", "value", "found"),
    [
        ("EQ", "5", True),
        ("NEQ", "5", False),
        ("GT", "4", True),
        ("LTE", "4", False),
        ("HAS_PROPERTY", None, True),
        ("NOT_HAS_PROPERTY", None, False),
        ("CONTAINS_TOKEN", "5*", True),
        ("NEVER", "5", False),
    ],
)
async def test_search_filters_by_any_property(hubspot: HubSpot, operator: str, value: str | None, found: bool) -> None:  # noqa: FBT001
    made = await hubspot.created(lastname="B", number_field="5")
    filters = [
        {"propertyName": "number_field", "operator": operator, "value": value},
        {"propertyName": "lastname", "operator": "IN", "values": ["b", "c"]},
    ]
    _, told = await hubspot.contacts("/search", {"filterGroups": [{"filters": filters}]})
    assert [row["id"] for row in told["results"]] == ([made] if found else [])
