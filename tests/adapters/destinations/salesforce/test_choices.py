"""What a Connection can be configured with, asked of the organisation, and the schema that comes of it."""

from __future__ import annotations

import pytest

from joey.domain.property import FieldType
from joey.domain.schema import Schema
from joey.ports.errors import GatewayError, Misconfigured
from joey.ports.plugin import ConnectedApp, OptionRefused, OptionValue
from tests.adapters.destinations.salesforce.subject import destination
from tests.adapters.destinations.salesforce.window import (
    ACCOUNT,
    ACCOUNTS,
    BY_EMAIL,
    BY_EXTERNAL_ID,
    BY_NUMBER,
    CONTACTS,
    OBJECTS,
    Setting,
    Window,
)


async def offered(app: ConnectedApp, option: str, connection: str = OBJECTS, **chosen: OptionValue) -> list[str]:
    return [one.value for one in (await app.choices(connection, option, chosen)).unwrap()]


async def refused(app: ConnectedApp, connection: str, option: str) -> GatewayError | OptionRefused:
    return (await app.choices(connection, option, {})).failure()


async def schema_of(app: ConnectedApp, setting: Setting = BY_EXTERNAL_ID, **options: OptionValue) -> Schema:
    return (await destination(app, setting, **options).gateway.schema()).unwrap()


async def test_objects_that_records_can_be_made_and_changed_in_are_offered_the_usual_ones_first(
    app: ConnectedApp,
) -> None:
    assert (await offered(app, "object"))[:3] == ["Contact", "Lead", "Account"]
    assert "TopicAssignment" not in await offered(app, "object")
    assert (await offered(app, "group_object"))[:2] == ["Campaign", "Topic"]
    assert (await offered(app, "membership_object"))[:2] == ["CampaignMember", "TopicAssignment"]
    assert "Club__c" in await offered(app, "group_object")


async def test_fields_to_match_by_are_ids_first_and_salesforce_s_own_id_last(app: ConnectedApp) -> None:
    named = await app.choices(OBJECTS, "match_field", {"object": "Contact"})
    choices = {one.value: one.description for one in named.unwrap()}
    assert list(choices)[:2] == ["Email", "Custom_External_ID__c"]
    assert list(choices)[-1] == "Id"
    assert "records are upserted" in choices["Custom_External_ID__c"]
    assert "updates only" in choices["Id"]
    assert not {"Name", "checkbox_field__c", "CreatedDate", "MailingAddress"} & choices.keys()
    assert (await offered(app, "match_field", CONTACTS))[0] == "Email"
    assert (await offered(app, "match_field", ACCOUNTS))[:2] == ["AccountNumber", "Name"]
    account_keys = await offered(app, "account_key", CONTACTS)
    assert account_keys[:2] == ["AccountNumber", "Name"]
    assert "Id" not in account_keys


async def test_what_depends_on_another_option_waits_for_it_and_then_follows_it(app: ConnectedApp) -> None:
    for option in (
        "match_field",
        "group_name_field",
        "membership_record_field",
        "membership_group_field",
        "reference_field",
        "reference_object",
        "reference_match_field",
    ):
        assert await offered(app, option) == []
    assert (await offered(app, "group_name_field", group_object="Campaign"))[0] == "Name"
    members = {"CampaignId", "ContactId", "LeadId"}
    assert members <= set(await offered(app, "membership_record_field", membership_object="CampaignMember"))
    assert members <= set(await offered(app, "membership_group_field", membership_object="CampaignMember"))
    club = await offered(app, "membership_group_field", membership_object="Club_Member__c")
    assert club == ["Who__c", "Club__c"]
    assert "AccountId" in await offered(app, "reference_field", object="Contact")
    assert await offered(app, "reference_object", object="Contact", reference_field="AccountId") == ["Account"]
    assert "AccountNumber" in await offered(app, "reference_match_field", reference_object="Account")


async def test_what_has_no_choices_and_what_is_not_there_is_said(app: ConnectedApp) -> None:
    unknown = (await app.choices(OBJECTS, "match_field", {"object": "Nothing__c"})).failure()
    assert isinstance(unknown, Misconfigured)
    assert "Nothing__c" in unknown.reason
    for connection, option in ((OBJECTS, "bulk_above"), (ACCOUNTS, "object"), ("salesforce-dreams", "object")):
        assert isinstance(await refused(app, connection, option), OptionRefused)


@pytest.mark.parametrize(
    ("connection", "options", "option"),
    [
        (OBJECTS, {"match_field": "Email"}, "object"),
        (OBJECTS, {"object": "Contact"}, "match_field"),
        (OBJECTS, {"object": "Contact", "match_field": "Email", "group_object": "Campaign"}, "group_name_field"),
        (OBJECTS, {"object": "Contact", "match_field": "Email", "reference_field": "AccountId"}, "reference_object"),
        (CONTACTS, {"match_field": "Email", "bulk_above": "many"}, "bulk_above"),
        ("salesforce-dreams", {}, "connection"),
    ],
)
def test_an_option_that_is_lacking_is_named(
    app: ConnectedApp, connection: str, options: dict[str, OptionValue], option: str
) -> None:
    assert app.connect(connection, options).failure().option == option


async def test_what_can_be_written_is_the_schema_and_nothing_else(app: ConnectedApp) -> None:
    schema = await schema_of(app)
    assert next(iter(schema.fields)) == "Custom_External_ID__c"
    assert {name for name, one in schema.fields.items() if one.required} == {"Custom_External_ID__c", "LastName"}
    important = {name for name, one in schema.fields.items() if one.important}
    assert important == {"Custom_External_ID__c", "FirstName", "LastName", "Email"}
    read_only = {"Id", "Name", "CreatedDate", "LastModifiedById", "MailingAddress", "PhotoUrl", "IsDeleted"}
    assert not read_only & schema.fields.keys()
    assert schema.field("anything") is None


async def test_types_lengths_labels_and_picklists_are_those_of_the_description(app: ConnectedApp) -> None:
    schema = await schema_of(app)
    types = {
        "Email": FieldType.EMAIL,
        "FirstName": FieldType.STRING,
        "MobilePhone": FieldType.PHONE_NUMBER,
        "Birthdate": FieldType.DATE,
        "float_field__c": FieldType.NUMBER,
        "currency_field__c": FieldType.NUMBER,
        "checkbox_field__c": FieldType.BOOLEAN,
    }
    assert {name: schema.fields[name].type for name in types} == types
    first, picks = schema.fields["FirstName"], schema.fields["picklist_field__c"]
    assert (first.label, first.max_length, first.choices) == ("First Name", 40, ())
    assert picks.choices
    assert picks.max_length is None
    assert schema.labels.field == "Salesforce Contact field"
    assert schema.labels.group == "Salesforce Campaign"


async def test_a_parent_s_fields_are_its_key_and_what_it_needs_and_stand_for_the_reference(app: ConnectedApp) -> None:
    schema = await schema_of(app, Setting(OBJECTS, "Contact", "Email", "FirstName", "Title", ACCOUNT))
    assert {name for name in schema.fields if "." in name} == {"Account.AccountNumber", "Account.Name"}
    assert schema.fields["Account.AccountNumber"].label == "Account: Account Number"
    assert "AccountId" not in schema.fields


async def test_accounts_need_a_name_and_contacts_a_last_name(app: ConnectedApp) -> None:
    accounts, contacts = await schema_of(app, BY_NUMBER), await schema_of(app, BY_EMAIL)
    assert {name for name, one in accounts.fields.items() if one.required} == {"AccountNumber", "Name"}
    assert {name for name, one in contacts.fields.items() if one.required} == {"Email", "LastName"}


async def test_a_field_that_nothing_can_be_matched_by_is_told_with_those_that_can(
    app: ConnectedApp, window: Window
) -> None:
    failure = (await destination(app, Setting(OBJECTS, "Contact", "IsDeleted", "", "")).gateway.schema()).failure()
    assert isinstance(failure, Misconfigured)
    assert "IsDeleted" in failure.reason
    assert "Email" in failure.hint
    assert not [path for path in await window.paths() if path.startswith(("POST /composite", "PATCH"))]
