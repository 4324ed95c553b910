"""Mailchimp's Sandbox takes and refuses members as Mailchimp does."""

from __future__ import annotations

import pytest

from joey.adapters.sandbox import Json
from tests.sandbox.mailchimp_calls import ADA, LIST, Mailchimp, hashed

NEW = {"email_address": ADA, "status_if_new": "subscribed", "merge_fields": {"FNAME": "Ada"}}


async def test_a_put_makes_a_member_and_the_next_one_changes_it(mailchimp: Mailchimp) -> None:
    status, made = await mailchimp.member("PUT", hashed(ADA), NEW)
    assert (status, made["id"], made["status"], made["full_name"]) == (200, hashed(ADA), "subscribed", "Ada")
    assert made["merge_fields"] | {"FNAME": ""} == dict.fromkeys(made["merge_fields"], "")
    _, changed = await mailchimp.member("PUT", hashed(ADA), {**NEW, "merge_fields": {"LNAME": "Lovelace"}})
    assert (changed["contact_id"], changed["full_name"]) == (made["contact_id"], "Ada Lovelace")


async def test_a_patch_never_makes_a_member(mailchimp: Mailchimp) -> None:
    status, told = await mailchimp.member("PATCH", hashed(ADA), {"merge_fields": {"FNAME": "Ada"}})
    assert (status, told["title"]) == (404, "Resource Not Found")


@pytest.mark.parametrize("named", [hashed(ADA), ADA, "ADA@demo.com"])
async def test_a_member_is_named_by_hash_or_by_address(mailchimp: Mailchimp, named: str) -> None:
    made = await mailchimp.made()
    for one in (named, made["contact_id"]):
        status, told = await mailchimp.member("GET", one)
        assert (status, told["contact_id"]) == (200, made["contact_id"])


async def test_another_address_keeps_the_member_and_its_tags(mailchimp: Mailchimp) -> None:
    made = await mailchimp.made(FNAME="Ada")
    await mailchimp.member("POST", hashed(ADA), {"tags": [{"name": "vip", "status": "active"}]}, "/tags")
    _, moved = await mailchimp.member("PATCH", made["contact_id"], {"email_address": "countess@demo.com"})
    assert moved["contact_id"] == made["contact_id"]
    assert (moved["id"], moved["full_name"]) == (hashed("countess@demo.com"), "Ada")
    assert [tag["name"] for tag in moved["tags"]] == ["vip"]
    assert (await mailchimp.member("GET", hashed(ADA)))[0] == 404


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
async def test_an_address_that_is_taken_is_refused(mailchimp: Mailchimp, method: str) -> None:
    await mailchimp.made()
    await mailchimp.made("eve@demo.com")
    status, told = await mailchimp.member(method, hashed(ADA), {"email_address": "eve@demo.com"})
    assert (status, told["title"], "type" in told) == (400, "Member Exists", False)
    assert told["detail"] == "eve@demo.com is already a list member. Use PUT to insert or update list members."


async def test_status_if_new_leaves_who_is_there_as_they_are(mailchimp: Mailchimp) -> None:
    await mailchimp.made()
    await mailchimp.member("PATCH", hashed(ADA), {"status": "unsubscribed"})
    _, told = await mailchimp.member("PUT", hashed(ADA), NEW)
    assert (told["status"], told["unsubscribe_reason"]) == ("unsubscribed", "N/A (Unsubscribed by admin)")


async def test_an_archived_member_stays_so_until_its_status_is_set(mailchimp: Mailchimp) -> None:
    await mailchimp.made(LNAME="Lovelace")
    assert (await mailchimp.member("DELETE", hashed(ADA)))[0] == 204
    _, put = await mailchimp.member("PUT", hashed(ADA), NEW)
    assert (put["status"], put["full_name"]) == ("archived", "Ada Lovelace")
    _, back = await mailchimp.member("PATCH", hashed(ADA), {"status": "subscribed"})
    assert (back["status"], back["full_name"]) == ("subscribed", "Ada Lovelace")


@pytest.mark.parametrize("status", ["archived", "cleaned", "pending"])
async def test_who_is_archived_bounced_or_pending_cannot_be_archived(mailchimp: Mailchimp, status: str) -> None:
    await mailchimp.put_members({"email_address": ADA, "status": status})
    refused, told = await mailchimp.member("DELETE", hashed(ADA))
    assert (refused, told["detail"][:38]) == (405, "This list member cannot be removed. Ca")


@pytest.mark.parametrize(
    "held",
    [
        {"status": "unsubscribed", "unsubscribe_reason": "No longer interested"},
        {"status": "cleaned"},
        {"status": "archived", "opted_out": True},
    ],
)
async def test_who_left_by_their_own_doing_cannot_be_subscribed(mailchimp: Mailchimp, held: Json) -> None:
    await mailchimp.put_members({"email_address": ADA, **held})
    status, told = await mailchimp.member("PATCH", hashed(ADA), {"status": "subscribed"})
    assert (status, told["title"]) == (400, "Member In Compliance State")
    assert await mailchimp.status_of() == held["status"]


async def test_who_was_deleted_for_good_cannot_come_back(mailchimp: Mailchimp) -> None:
    await mailchimp.made()
    assert (await mailchimp.member("POST", hashed(ADA), None, "/actions/delete-permanent"))[0] == 204
    status, told = await mailchimp.member("PUT", hashed(ADA), NEW)
    assert (status, told["title"]) == (400, "Forgotten Email Not Subscribed")


@pytest.mark.parametrize(
    ("email", "detail"),
    [
        ("AAAAA", "Please provide a valid email address."),
        ("foo@example.com", "foo@example.com looks fake or invalid, please enter a real email address."),
    ],
)
async def test_an_address_that_is_none_or_fake_is_refused(mailchimp: Mailchimp, email: str, detail: str) -> None:
    status, told = await mailchimp.member("PUT", hashed(email), {**NEW, "email_address": email})
    assert (status, told["detail"]) == (400, detail)


@pytest.mark.parametrize(
    ("type_", "options", "bad", "good", "stored"),
    [
        ("number", {}, "AAAAA", "15.5", 15.5),
        ("number", {}, True, 12, 12),
        ("text", {}, "x" * 256, "x" * 255, "x" * 255),
        ("date", {}, "soon", "1980-12-21", "1980-12-21"),
        ("birthday", {}, "1980-12-21", "12/21", "12/21"),
        ("zip", {}, "ABC", "10115", "10115"),
        ("url", {}, "nowhere", "https://demo.com/a", "https://demo.com/a"),
        ("phone", {"phone_format": "US"}, "000", "213-373-4253", "213-373-4253"),
        ("radio", {"choices": ["Gold", "Tin"]}, "Lead", "Gold", "Gold"),
        ("dropdown", {"choices": ["Gold", "Tin"]}, "gold", "Tin", "Tin"),
        ("address", {}, {"addr1": "1 Main St"}, "1 Main St  Berlin", "1 Main St  Berlin"),
    ],
)
async def test_each_type_of_merge_field_takes_its_own(
    mailchimp: Mailchimp, type_: str, options: Json, bad: Json, good: Json, stored: Json
) -> None:
    await mailchimp.field("OWN", type_, **options)
    status, told = await mailchimp.member("PUT", hashed(ADA), {**NEW, "merge_fields": {"OWN": bad}})
    assert (status, told["detail"]) == (400, "Your merge fields were invalid.")
    assert [each["field"] for each in told["errors"]] == ["OWN"]
    for value, expected in ((good, stored), ("", "")):
        status, told = await mailchimp.member("PUT", hashed(ADA), {**NEW, "merge_fields": {"OWN": value}})
        assert (status, told["merge_fields"]["OWN"]) == (200, expected)


async def test_a_required_field_is_wanted_unless_validation_is_skipped(mailchimp: Mailchimp) -> None:
    await mailchimp.made()
    await mailchimp.field("OWN", "text", required=True)
    status, told = await mailchimp.member("PATCH", hashed(ADA), {"merge_fields": {"FNAME": "A"}})
    assert (status, told["errors"]) == (400, [{"field": "OWN", "message": "Please enter a value"}])
    body = {"merge_fields": {"FNAME": "A"}}
    assert (await mailchimp.member("PATCH", hashed(ADA), body, "?skip_merge_validation=true"))[0] == 200


async def test_tags_in_a_put_and_unknown_merge_fields_are_ignored(mailchimp: Mailchimp) -> None:
    await mailchimp.made()
    _, told = await mailchimp.member("PUT", hashed(ADA), {**NEW, "tags": ["vip"], "merge_fields": {"NOPE": "x"}})
    assert (told["tags"], "NOPE" in told["merge_fields"]) == ([], False)


async def test_many_members_at_once_fail_one_by_one(mailchimp: Mailchimp) -> None:
    await mailchimp.made()
    rows = [
        {"email_address": email, "status": "subscribed", "merge_fields": {"LTV": ltv}}
        for email, ltv in ((ADA, 1), ("eve@demo.com", 2), ("bob@demo.com", "lots"), ("nope", 3))
    ]
    _, told = await mailchimp.call("POST", LIST, {"members": rows, "update_existing": True})
    assert (told["total_created"], told["total_updated"], told["error_count"]) == (1, 1, 2)
    assert [one["email_address"] for one in told["errors"]] == ["bob@demo.com", "nope"]
    _, again = await mailchimp.call("POST", LIST, {"members": rows[:1]})
    assert again["errors"][0]["error_code"] == "ERROR_CONTACT_EXISTS"
    assert (await mailchimp.call("POST", LIST, {"members": rows * 126}))[0] == 400
