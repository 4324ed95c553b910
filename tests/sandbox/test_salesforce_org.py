"""Salesforce's Sandbox takes, refuses and shows records as Salesforce does."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from joey.adapters.destinations.salesforce.sandbox import create
from joey.adapters.sandbox import Json
from joey.adapters.sandbox.server import sandbox_app
from tests.sandbox.hubspot_calls import PinnedClock

B = "/salesforce/services/data/v67.0"
ROWS = f"{B}/composite/sobjects"


@pytest.fixture
async def salesforce(clock: PinnedClock) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(sandbox_app({"salesforce": create}, clock))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        yield client


def contact(**fields: Json) -> Json:
    return {"attributes": {"type": "Contact"}, "LastName": "Lovelace", **fields}


async def written(salesforce: httpx.AsyncClient, *rows: Json) -> Json:
    return (await salesforce.post(ROWS, json={"allOrNone": False, "records": rows})).json()


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"Email": "badmail"}, "INVALID_EMAIL_ADDRESS"),
        ({"picklist_field__c": "Other"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"),
        ({"checkbox_field__c": "other"}, "JSON_PARSER_ERROR"),
        ({"LastName": None}, "REQUIRED_FIELD_MISSING"),
        ({"FirstName": "x" * 41}, "STRING_TOO_LONG"),
        ({"Nothing__c": 1}, "INVALID_FIELD"),
        ({"Name": "x"}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ({"AccountId": "0014S00000zzzzzQAC"}, "INVALID_CROSS_REFERENCE_KEY"),
    ],
)
async def test_a_bad_row_is_refused_in_its_place_and_the_others_are_kept(
    salesforce: httpx.AsyncClient, row: Json, code: str
) -> None:
    first, bad, last = await written(salesforce, contact(), contact(**row), contact())
    assert [first["success"], bad["success"], last["success"]] == [True, False, True]
    assert bad["errors"][0]["statusCode"] == code


async def test_texts_are_compared_in_whatever_case_and_emails_kept_in_lower(salesforce: httpx.AsyncClient) -> None:
    await written(salesforce, contact(Email="Ada@Demo.com", Custom_External_ID__c="A1"))
    query = "SELECT Email, Custom_External_ID__c FROM Contact WHERE Custom_External_ID__c = 'a1'"
    (row,) = (await salesforce.get(f"{B}/query", params={"q": query})).json()["records"]
    assert (row["Email"], row["Custom_External_ID__c"]) == ("ada@demo.com", "A1")


@pytest.mark.parametrize("query", ["SELECT", "SELECT Id FROM Contact WHERE", "SELECT No__c FROM Contact", "DROP"])
async def test_a_query_that_makes_no_sense_is_refused(salesforce: httpx.AsyncClient, query: str) -> None:
    assert (await salesforce.get(f"{B}/query", params={"q": query})).status_code == 400


async def test_the_same_external_id_twice_writes_neither(salesforce: httpx.AsyncClient) -> None:
    rows = [contact(Custom_External_ID__c=key) for key in ("a", "b", "A")]
    told = await salesforce.patch(f"{ROWS}/Contact/Custom_External_ID__c", json={"records": rows})
    assert [row["success"] for row in told.json()] == [False, True, False]


async def test_more_than_two_hundred_rows_are_refused(salesforce: httpx.AsyncClient) -> None:
    told = await salesforce.post(ROWS, json={"records": [contact()] * 201})
    assert (told.status_code, told.json()[0]["errorCode"]) == (400, "EXCEEDED_ID_LIMIT")


async def test_a_session_that_is_wrong_is_refused_and_calls_are_counted(salesforce: httpx.AsyncClient) -> None:
    wrong = await salesforce.get(f"{B}/limits", headers={"authorization": "Bearer wrong"})
    assert (wrong.status_code, wrong.json()[0]["errorCode"]) == (401, "INVALID_SESSION_ID")
    told = await salesforce.get(f"{B}/limits")
    assert told.headers["sforce-limit-info"] == "api-usage=1/15000"


@pytest.mark.parametrize(
    ("given", "kept"), [("9.994", 9.99), (9.995, 10), (-9.995, -10), (1e3, 1000), ("12", 12), (0.1, 0.1)]
)
async def test_a_number_is_rounded_to_the_scale_of_its_field_without_a_word(
    salesforce: httpx.AsyncClient, given: Json, kept: Json
) -> None:
    (told,) = await written(salesforce, contact(currency_field__c=given))
    assert told["success"]
    (row,) = (await salesforce.get(f"{B}/query", params={"q": "SELECT currency_field__c FROM Contact"})).json()[
        "records"
    ]
    assert row["currency_field__c"] == kept


async def test_a_whole_number_takes_no_fraction_and_no_more_digits_than_it_has(salesforce: httpx.AsyncClient) -> None:
    account = {"attributes": {"type": "Account"}, "Name": "Acme"}
    rows = [{**account, "NumberOfEmployees": count} for count in (1.5, 10**8, 10**8 - 1, 7.0)]
    codes = [row["success"] or row["errors"][0]["statusCode"] for row in await written(salesforce, *rows)]
    assert codes == ["JSON_PARSER_ERROR", "NUMBER_OUTSIDE_VALID_RANGE", True, True]


async def test_a_value_that_must_be_unique_is_free_again_once_its_record_is_changed_or_gone(
    salesforce: httpx.AsyncClient,
) -> None:
    async def taken(key: str) -> bool:
        (told,) = await written(salesforce, contact(Custom_External_ID__c=key))
        return not told["success"]

    (first,) = await written(salesforce, contact(Custom_External_ID__c="A"))
    assert await taken("a")
    change = {"attributes": {"type": "Contact"}, "id": first["id"], "Custom_External_ID__c": "B"}
    assert (await salesforce.patch(ROWS, json={"records": [change]})).json()[0]["success"]
    assert [await taken("b"), await taken("A"), await taken("null"), await taken("NULL")] == [True, False, False, True]
    assert (await salesforce.delete(ROWS, params={"ids": first["id"]})).json()[0]["success"]
    assert not await taken("B")
