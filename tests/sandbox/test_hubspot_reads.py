"""HubSpot's Sandbox finds, lists and associates as HubSpot does."""

from __future__ import annotations

import pytest

from joey.adapters.sandbox import Json
from tests.sandbox.hubspot_calls import HubSpot, PinnedClock

LISTS = "/crm/lists/2026-03"
PAIRS = "/crm/associations/2026-03/contacts/companies/batch"


async def by_email(hubspot: HubSpot, email: str) -> tuple[int, list[str]]:
    filters = [{"propertyName": "email", "operator": "EQ", "value": email}]
    _, told = await hubspot.contacts("/search", {"filterGroups": [{"filters": filters}], "properties": ["email"]})
    return told["total"], [row["id"] for row in told["results"]]


async def test_finding_by_email_names_the_ones_that_are_not_there(hubspot: HubSpot) -> None:
    body = {
        "idProperty": "email",
        "inputs": [{"id": "Grouparoo@demo.com"}, {"id": "no@x.co"}],
        "properties": ["lastname"],
    }
    status, told = await hubspot.contacts("/batch/read", body)
    assert (status, told["numErrors"], [row["id"] for row in told["results"]]) == (207, 1, ["286101"])
    assert told["errors"][0]["context"] == {"ids": ["no@x.co"]}


async def test_finding_by_an_additional_email_shows_the_contacts_own(hubspot: HubSpot) -> None:
    contact = {"id": "7", "properties": {"email": "a@x.co", "hs_additional_emails": "b@x.co;c@x.co"}}
    await hubspot.call("PUT", "/_state", {"objects": {"contacts": [contact]}})
    body = {"idProperty": "email", "inputs": [{"id": "c@x.co"}], "properties": ["email", "hs_additional_emails"]}
    status, told = await hubspot.contacts("/batch/read", body)
    assert (status, told["results"][0]["properties"]["email"]) == (200, "a@x.co")
    assert (await hubspot.contacts("/batch/create", {"inputs": [{"properties": {"email": "b@x.co"}}]}))[0] == 409


async def test_search_is_live_until_a_lag_is_switched_on(hubspot: HubSpot) -> None:
    made = await hubspot.created(email="a@x.co")
    assert await by_email(hubspot, "a@x.co") == (1, [made])


async def test_a_lagging_search_finds_late_and_shows_what_is(hubspot: HubSpot, clock: PinnedClock) -> None:
    await hubspot.switch(search_lag_seconds=10)
    made = await hubspot.created(email="a@x.co")
    assert await by_email(hubspot, "a@x.co") == (0, [])
    clock.now += 10
    assert await by_email(hubspot, "a@x.co") == (1, [made])
    await hubspot.contacts("/batch/archive", {"inputs": [{"id": made}]})
    assert await by_email(hubspot, "a@x.co") == (1, [])
    clock.now += 10
    assert await by_email(hubspot, "a@x.co") == (0, [])


async def test_a_search_can_lag_by_calls(hubspot: HubSpot) -> None:
    await hubspot.switch(search_lag_calls=2)
    made = await hubspot.created(email="a@x.co")
    assert [(await by_email(hubspot, "a@x.co"))[1] for _ in range(3)] == [[], [], [made]]


async def test_reading_by_key_never_lags(hubspot: HubSpot) -> None:
    await hubspot.switch(search_lag_seconds=60)
    await hubspot.created(email="a@x.co")
    assert (await hubspot.contacts("/batch/read", {"idProperty": "email", "inputs": [{"id": "a@x.co"}]}))[0] == 200


async def test_a_list_is_found_by_its_exact_name(hubspot: HubSpot) -> None:
    named = f"{LISTS}/object-type-id/0-1/name"
    status, told = await hubspot.call("GET", f"{named}/All Admins")
    assert (status, told["list"]["listId"]) == (200, "625")
    assert (await hubspot.call("GET", f"{named}/all admins"))[0] == 404
    assert (await hubspot.call("GET", f"{LISTS}/object-type-id/0-2/name/All Admins"))[0] == 404


async def test_a_list_name_is_taken_once(hubspot: HubSpot) -> None:
    body = {"name": "Größe / A+B", "objectTypeId": "0-1", "processingType": "MANUAL"}
    status, told = await hubspot.call("POST", LISTS, body)
    assert status == 200
    status, again = await hubspot.call("POST", LISTS, body)
    assert (status, again["subCategory"]) == (400, "ILS.DUPLICATE_LIST_NAMES")
    status, found = await hubspot.call("GET", f"{LISTS}/object-type-id/0-1/name/Gr%C3%B6%C3%9Fe%20%2F%20A%2BB")
    assert found["list"]["listId"] == told["list"]["listId"]


async def test_members_are_added_and_removed_and_strangers_are_told(hubspot: HubSpot) -> None:
    other = await hubspot.created(email="a@x.co")
    _, told = await hubspot.call("PUT", f"{LISTS}/625/memberships/add", ["286101", "286101", "42"])
    assert told == {"recordIdsMissing": ["42"], "recordIdsRemoved": [], "recordsIdsAdded": ["286101"]}
    both = {"recordIdsToAdd": [other], "recordIdsToRemove": ["286101", "43"]}
    _, told = await hubspot.call("PUT", f"{LISTS}/625/memberships/add-and-remove", both)
    assert told == {"recordIdsMissing": [], "recordIdsRemoved": ["286101"], "recordsIdsAdded": [other]}
    _, told = await hubspot.call("PUT", f"{LISTS}/625/memberships/remove", [other])
    assert told["recordIdsRemoved"] == [other]


@pytest.mark.parametrize("members", [[286101], {"ids": []}, ["x"]])
async def test_members_are_record_ids_as_text(hubspot: HubSpot, members: object) -> None:
    assert (await hubspot.call("PUT", f"{LISTS}/625/memberships/add", members))[0] == 400


async def test_members_come_in_pages(hubspot: HubSpot) -> None:
    rows = [{"properties": {"email": f"u{number}@x.co"}} for number in range(5)]
    _, made = await hubspot.contacts("/batch/create", {"inputs": rows})
    await hubspot.call("PUT", f"{LISTS}/625/memberships/add", [row["id"] for row in made["results"]])
    seen, after = [], "0"
    while after:
        _, page = await hubspot.call("GET", f"{LISTS}/625/memberships?limit=2&after={after}")
        seen += [one["recordId"] for one in page["results"]]
        after = page.get("paging", {}).get("next", {}).get("after")
    assert seen == sorted(row["id"] for row in made["results"])


async def test_a_dynamic_list_cannot_be_edited_and_a_deleted_one_is_gone(hubspot: HubSpot) -> None:
    _, told = await hubspot.call("POST", LISTS, {"name": "D", "objectTypeId": "0-1", "processingType": "DYNAMIC"})
    list_id = told["list"]["listId"]
    assert (await hubspot.call("PUT", f"{LISTS}/{list_id}/memberships/add", ["286101"]))[0] == 400
    assert await hubspot.call("DELETE", f"{LISTS}/{list_id}") == (204, None)
    assert (await hubspot.call("GET", f"{LISTS}/{list_id}"))[0] == 404


async def test_the_properties_are_those_of_the_account(hubspot: HubSpot) -> None:
    _, told = await hubspot.call("GET", "/crm/properties/2026-03/contacts")
    known = {one["name"]: one for one in told["results"]}
    assert len(known) == 273
    assert known["date_field"]["type"] == "date"
    assert known["hs_object_id"]["modificationMetadata"]["readOnlyValue"] is True
    assert {"label": "Lead", "value": "lead"}.items() <= known["lifecyclestage"]["options"][1].items()


async def test_a_company_gets_its_website_from_its_domain(hubspot: HubSpot) -> None:
    row = {"properties": {"name": "Acme", "domain": "acme.com"}}
    status, told = await hubspot.call("POST", "/crm/objects/2026-03/companies/batch/create", {"inputs": [row]})
    assert (status, told["results"][0]["properties"]["website"]) == (201, "acme.com")


async def test_a_contact_is_associated_with_a_company_and_taken_off_again(hubspot: HubSpot) -> None:
    _, company = await hubspot.call("POST", "/crm/objects/2026-03/companies", {"properties": {"name": "Acme"}})
    pair = {"from": {"id": "286101"}, "to": {"id": company["id"]}}
    status, _ = await hubspot.call("POST", f"{PAIRS}/associate/default", {"inputs": [pair]})
    assert status == 200
    _, told = await hubspot.call("POST", f"{PAIRS}/read", {"inputs": [{"id": "286101"}]})
    to = told["results"][0]["to"][0]
    assert (to["toObjectId"], [one["typeId"] for one in to["associationTypes"]]) == (int(company["id"]), [1, 279])
    _, contact = await hubspot.call("GET", "/crm/objects/2026-03/contacts/286101?properties=associatedcompanyid")
    assert contact["properties"]["associatedcompanyid"] == company["id"]
    off = {"from": {"id": "286101"}, "to": [{"id": company["id"]}]}
    assert (await hubspot.call("POST", f"{PAIRS}/archive", {"inputs": [off]}))[0] == 204
    status, told = await hubspot.call("POST", f"{PAIRS}/read", {"inputs": [{"id": "286101"}]})
    assert (status, told["errors"][0]["subCategory"]) == (207, "crm.associations.NO_ASSOCIATIONS_FOUND")


async def test_an_association_of_the_wrong_type_is_refused(hubspot: HubSpot) -> None:
    _, company = await hubspot.call("POST", "/crm/objects/2026-03/companies", {"properties": {"name": "Acme"}})
    pair: Json = {"from": {"id": "286101"}, "to": {"id": company["id"]}, "types": [{"associationTypeId": 280}]}
    assert (await hubspot.call("POST", f"{PAIRS}/create", {"inputs": [pair]}))[0] == 400
    pair["types"] = [{"associationTypeId": 279, "associationCategory": "HUBSPOT_DEFINED"}]
    assert (await hubspot.call("POST", f"{PAIRS}/create", {"inputs": [pair]}))[0] == 201


@pytest.mark.parametrize("version", ["v3", "2026-03", "2026-09"])
async def test_every_version_answers_with_the_same_bodies(hubspot: HubSpot, version: str) -> None:
    paths = [f"/crm/objects/{version}/contacts/286101", f"/crm/{version}/objects/0-1/286101"]
    first, second = [await hubspot.call("GET", path) for path in paths]
    assert first == second
    assert first[0] == 200


async def test_a_token_is_refreshed_unless_it_is_wrong(hubspot: HubSpot) -> None:
    path = "/hubspot/oauth/2026-03/token"
    good = await hubspot.client.post(path, data={"grant_type": "refresh_token", "refresh_token": "r"})
    assert (good.status_code, good.json()["expires_in"]) == (200, 1800)
    bad = await hubspot.client.post(path, data={"grant_type": "refresh_token", "refresh_token": "wrong"})
    assert (bad.status_code, bad.json()["status"]) == (400, "error")


async def test_every_record_can_be_read_in_pages_by_id(hubspot: HubSpot) -> None:
    made = [await hubspot.created(email=f"u{number}@x.co") for number in range(4)]
    seen: list[str] = []
    after = "0"
    while after:
        _, page = await hubspot.call("GET", f"/crm/objects/2026-03/contacts?limit=2&after={after}&properties=email")
        seen += [row["id"] for row in page["results"]]
        after = page.get("paging", {}).get("next", {}).get("after")
    assert seen == ["286101", *made]
