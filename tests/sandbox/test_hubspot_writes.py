"""HubSpot's Sandbox refuses and takes writes as HubSpot does."""

from __future__ import annotations

import pytest

from joey.adapters.sandbox import Json
from tests.sandbox.hubspot_calls import HubSpot


async def test_a_created_contact_comes_back_with_what_hubspot_adds(hubspot: HubSpot) -> None:
    row = {"properties": {"email": "Ada@Demo.com", "firstname": "Ada"}}
    status, told = await hubspot.contacts("/batch/create", {"inputs": [row]})
    made = told["results"][0]
    assert (status, told["status"], made["archived"]) == (201, "COMPLETE", False)
    assert made["properties"] == {
        "createdate": "2023-11-14T22:13:20Z",
        "email": "ada@demo.com",
        "firstname": "Ada",
        "hs_all_contact_vids": made["id"],
        "hs_email_domain": "demo.com",
        "hs_is_contact": "true",
        "hs_is_unworked": "true",
        "hs_object_id": made["id"],
        "hs_pipeline": "contacts-lifecycle-pipeline",
        "lastmodifieddate": "2023-11-14T22:13:20Z",
    }


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("nope", "x", "PROPERTY_DOESNT_EXIST"),
        ("hs_object_id", "1", "READ_ONLY_VALUE"),
        ("email", "000", "INVALID_EMAIL"),
        ("number_field", "twelve", "INVALID_NUMBER"),
        ("number_field", "1,5", "INVALID_NUMBER"),
        ("date_field", "tomorrow", "INVALID_LONG"),
        ("date_field", "1640995200001", "INVALID_DATE"),
        ("closedate", "asd000", "INVALID_LONG"),
        ("lifecyclestage", "guru", "INVALID_OPTION"),
        ("hs_facebook_ad_clicked", "maybe", "INVALID_OPTION"),
        ("text_field", "x" * 65_537, "PROPERTY_VALUE_TOO_LONG"),
    ],
)
async def test_a_bad_value_is_refused_with_hubspots_code_and_property(
    hubspot: HubSpot, name: str, value: str, code: str
) -> None:
    row = {"properties": {"lastname": "B", name: value}}
    status, told = await hubspot.contacts("/batch/create", {"inputs": [row]})
    assert (status, told["category"]) == (400, "VALIDATION_ERROR")
    assert told["message"].startswith("Property values were not valid: [{")
    assert [one["code"] for one in told["errors"]] == [code]
    assert told["errors"][0]["context"] == {"propertyName": [name]}


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("date_field", "2021-10-25", "2021-10-25"),
        ("date_field", "1635120000000", "2021-10-25"),
        ("closedate", "1635120000123", "2021-10-25T00:00:00.123Z"),
        ("closedate", "2021-10-25T02:00:00+02:00", "2021-10-25T00:00:00Z"),
        ("number_field", "30.39", "30.39"),
        ("hs_facebook_ad_clicked", "TRUE", "true"),
        ("lifecyclestage", "lead", "lead"),
        ("text_field", "x" * 65_536, "x" * 65_536),
    ],
)
async def test_a_good_value_is_stored_in_hubspots_form(hubspot: HubSpot, name: str, value: str, stored: str) -> None:
    made = await hubspot.created(lastname="B", **{name: value})
    body = {"inputs": [{"id": made}], "properties": [name]}
    _, told = await hubspot.contacts("/batch/read", body)
    assert told["results"][0]["properties"][name] == stored


@pytest.mark.parametrize("value", [5, True, None, ["a"], {"value": "x"}])
async def test_a_value_that_is_not_text_is_not_even_read(hubspot: HubSpot, value: object) -> None:
    status, told = await hubspot.contacts("/batch/create", {"inputs": [{"properties": {"firstname": value}}]})
    assert (status, told["message"][:18]) == (400, "Invalid input JSON")


async def test_one_bad_row_fails_the_whole_batch(hubspot: HubSpot) -> None:
    rows = [{"properties": {"email": "ok@x.co"}}, {"properties": {"email": "000"}}]
    assert (await hubspot.contacts("/batch/create", {"inputs": rows}))[0] == 400
    status, _ = await hubspot.contacts("/batch/create", {"inputs": rows[:1]})
    assert status == 201


async def test_rows_with_trace_ids_fail_one_by_one(hubspot: HubSpot) -> None:
    emails = {"a": "ok@x.co", "b": "000", "c": "grouparoo@demo.com"}
    rows = [{"properties": {"email": email}, "objectWriteTraceId": trace} for trace, email in emails.items()]
    status, told = await hubspot.contacts("/batch/create", {"inputs": rows})
    assert (status, told["numErrors"]) == (207, 2)
    assert [row["properties"]["email"] for row in told["results"]] == ["ok@x.co"]
    assert [(one["context"]["objectWriteTraceId"], one["category"]) for one in told["errors"]] == [
        (["b"], "VALIDATION_ERROR"),
        (["c"], "CONFLICT"),
    ]


async def test_a_contact_that_exists_fails_the_batch_and_only_the_message_names_it(hubspot: HubSpot) -> None:
    rows = [{"properties": {"email": "new@x.co"}}, {"properties": {"email": "GROUPAROO@demo.com"}}]
    status, told = await hubspot.contacts("/batch/create", {"inputs": rows})
    assert (status, told["category"]) == (409, "CONFLICT")
    assert told["message"] == "Contact already exists. Existing ID: 286101"


async def test_a_contact_needs_an_email_or_a_name(hubspot: HubSpot) -> None:
    assert (await hubspot.contacts("/batch/create", {"inputs": [{"properties": {"phone": "1"}}]}))[0] == 400
    assert (await hubspot.contacts("/batch/create", {"inputs": [{"properties": {"lastname": "B"}}]}))[0] == 201


async def test_a_custom_object_needs_its_required_properties(hubspot: HubSpot) -> None:
    path = "/crm/objects/2026-03/grouparoo_object/batch/create"
    status, told = await hubspot.call("POST", path, {"inputs": [{"properties": {"email": "a@b.co"}}]})
    assert (status, told["context"]) == (400, {"properties": ["grouparoo_object_property"]})
    row = {"properties": {"grouparoo_object_property": "1"}}
    status, told = await hubspot.call("POST", path.replace("grouparoo_object", "2-3604285"), {"inputs": [row]})
    assert status == 201
    assert told["results"][0]["properties"].keys() >= {"hs_createdate", "hs_lastmodifieddate", "hs_object_id"}


@pytest.mark.parametrize("call", ["read", "create", "update", "archive"])
async def test_a_batch_above_a_hundred_is_refused(hubspot: HubSpot, call: str) -> None:
    rows = [{"id": str(number), "properties": {"lastname": "B"}} for number in range(101)]
    assert (await hubspot.contacts(f"/batch/{call}", {"inputs": rows}))[0] == 400


async def test_a_batch_that_names_a_record_twice_is_refused(hubspot: HubSpot) -> None:
    row = {"id": "286101", "properties": {"lastname": "B"}}
    status, told = await hubspot.contacts("/batch/update", {"inputs": [row, row]})
    assert (status, told["message"]) == (400, "Duplicate IDs found in batch input: [286101]. IDs must be unique")


async def test_an_update_shows_what_was_sent_and_keeps_the_rest(hubspot: HubSpot) -> None:
    row = {"id": "286101", "properties": {"lastname": "Doe", "firstname": ""}}
    status, told = await hubspot.contacts("/batch/update", {"inputs": [row]})
    assert status == 200
    assert told["results"][0]["properties"].keys() == {"firstname", "lastname", "lastmodifieddate"}
    _, read = await hubspot.contacts(
        "/batch/read", {"inputs": [{"id": "286101"}], "properties": ["email", "firstname", "phone"]}
    )
    shown = read["results"][0]["properties"]
    assert (shown["email"], shown["firstname"], shown["phone"]) == ("grouparoo@demo.com", "", None)


async def test_an_update_of_what_is_not_there_is_told_and_the_others_go_on(hubspot: HubSpot) -> None:
    rows = [{"id": one, "properties": {"lastname": "Doe"}} for one in ("286101", "42")]
    status, told = await hubspot.contacts("/batch/update", {"inputs": rows})
    assert (status, len(told["results"])) == (207, 1)
    assert (told["errors"][0]["category"], told["errors"][0]["context"]) == ("OBJECT_NOT_FOUND", {"ids": ["42"]})


@pytest.mark.parametrize(
    ("call", "name"), [("update", "email"), ("upsert", "email"), ("update", "hs_object_id"), ("upsert", "lastname")]
)
async def test_writing_by_a_property_that_is_not_unique_is_refused(hubspot: HubSpot, call: str, name: str) -> None:
    row = {"id": "grouparoo@demo.com", "idProperty": name, "properties": {"lastname": "Doe"}}
    status, told = await hubspot.contacts(f"/batch/{call}", {"inputs": [row]})
    assert status == 400
    assert told["message"] == f"Unable to perform update/upsert by non-unique 0-1 property {name} in portal ID 7974676"


async def test_an_upsert_by_a_unique_property_creates_and_then_updates(hubspot: HubSpot) -> None:
    await hubspot.unique_property()
    row = {"id": "c-1", "idProperty": "customer_no", "properties": {"email": "ada@x.co"}}
    status, first = await hubspot.contacts("/batch/upsert", {"inputs": [row]})
    assert (status, first["results"][0]["new"], first["results"][0]["properties"]["customer_no"]) == (200, True, "c-1")
    status, second = await hubspot.contacts("/batch/upsert", {"inputs": [row]})
    assert (second["results"][0]["new"], second["results"][0]["id"]) == (False, first["results"][0]["id"])


async def test_two_records_cannot_hold_one_unique_value(hubspot: HubSpot) -> None:
    await hubspot.unique_property()
    await hubspot.created(lastname="A", customer_no="c-1")
    status, told = await hubspot.contacts(
        "/batch/create", {"inputs": [{"properties": {"lastname": "B", "customer_no": "c-1"}}]}
    )
    assert (status, told["errors"][0]["code"]) == (400, "CONFLICTING_UNIQUE_VALUE")


async def test_a_changed_email_frees_the_old_one_and_takes_the_new_one(hubspot: HubSpot) -> None:
    change = {"inputs": [{"id": "286101", "properties": {"email": "new@x.co"}}]}
    assert (await hubspot.contacts("/batch/update", change))[0] == 200
    assert (await hubspot.contacts("/batch/create", {"inputs": [{"properties": {"email": "new@x.co"}}]}))[0] == 409
    assert (await hubspot.contacts("/batch/create", {"inputs": [{"properties": {"email": "grouparoo@demo.com"}}]}))[
        0
    ] == 201


async def test_archiving_takes_a_contact_off_its_lists_and_frees_its_email(hubspot: HubSpot) -> None:
    await hubspot.call("PUT", "/crm/lists/2026-03/625/memberships/add", ["286101"])
    assert await hubspot.contacts("/batch/archive", {"inputs": [{"id": "286101"}, {"id": "42"}]}) == (204, None)
    _, members = await hubspot.call("GET", "/crm/lists/2026-03/625/memberships")
    assert members["results"] == []
    assert (await hubspot.call("GET", "/crm/objects/2026-03/contacts/286101"))[0] == 404
    status, told = await hubspot.call("GET", "/crm/objects/2026-03/contacts/286101?archived=true")
    assert (status, told["archived"]) == (200, True)
    assert await hubspot.created(email="grouparoo@demo.com") != "286101"


async def test_erasing_leaves_nothing_among_the_archived(hubspot: HubSpot) -> None:
    body = {"objectId": "grouparoo@demo.com", "idProperty": "email"}
    assert await hubspot.contacts("/gdpr-delete", body) == (204, None)
    assert (await hubspot.call("GET", "/crm/objects/2026-03/contacts/286101?archived=true"))[0] == 404


async def test_a_step_back_in_the_lifecycle_is_ignored_unless_it_was_cleared(hubspot: HubSpot) -> None:
    made = await hubspot.created(email="a@x.co", lifecyclestage="customer")
    seen = []
    for stage in ("lead", "", "lead"):
        await hubspot.contacts("/batch/update", {"inputs": [{"id": made, "properties": {"lifecyclestage": stage}}]})
        _, told = await hubspot.contacts("/batch/read", {"inputs": [{"id": made}], "properties": ["lifecyclestage"]})
        seen.append(told["results"][0]["properties"]["lifecyclestage"])
    assert seen == ["customer", "", "lead"]


async def test_a_body_that_is_no_json_is_refused_as_hubspot_does(hubspot: HubSpot) -> None:
    path = "/hubspot/crm/objects/2026-03/contacts/batch/create"
    answer = await hubspot.client.post(path, content=b'{"inputs": [', headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["message"][:18]) == (400, "Invalid input JSON")
    answer = await hubspot.client.post(path, content=b"inputs=1", headers={"content-type": "text/plain"})
    assert answer.status_code == 415


async def test_unknown_types_versions_and_methods_are_refused(hubspot: HubSpot) -> None:
    assert (await hubspot.call("GET", "/crm/objects/2026-03/ducks"))[0] == 400
    assert (await hubspot.call("GET", "/crm/objects/2019-01/contacts"))[0] == 404
    assert (await hubspot.call("DELETE", "/crm/objects/2026-03/contacts/batch/read"))[0] == 405


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/crm/objects/2026-03/contacts/search", {"filterGroups": [{"filters": [{"operator": "EQ"}]}]}),
        ("/crm/objects/2026-03/contacts/search", {"limit": "many"}),
        ("/crm/associations/2026-03/contacts/companies/batch/associate/default", {"inputs": [{"from": "1"}]}),
        ("/crm/objects/2026-03/contacts/batch/read", {"inputs": {"id": "1"}}),
    ],
)
async def test_a_body_of_the_wrong_shape_is_refused_and_never_a_server_error(
    hubspot: HubSpot, path: str, body: Json
) -> None:
    status, told = await hubspot.call("POST", path, body)
    assert (status, told["category"]) == (400, "VALIDATION_ERROR")
