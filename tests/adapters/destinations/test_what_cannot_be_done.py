"""What a vendor can't do, asked for in a project file: `check` and `plan` refuse it, and say what to do instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from returns.pipeline import is_successful

from joey.adapters.plugins import installed_plugins
from joey.adapters.sandbox.server import running_sandbox
from joey.application.container import Container
from joey.application.plan_report import DestinationPlan

_APPS: Mapping[str, dict[str, Any]] = {
    "facebook": {"access_token": "any", "ad_account_id": "542676646349772"},
    "hubspot": {"access_token": "any"},
    "intercom": {"access_token": "any"},
    "mailchimp": {"api_key": "any-us3"},
    "marketo": {"client_id": "any", "client_secret": "any"},
    "sailthru": {"api_key": "any", "api_secret": "any"},
    "salesforce": {"client_id": "any", "client_secret": "any"},
    "zendesk": {"oauth_token": "any"},
}
_DESTINATIONS: Mapping[str, dict[str, Any]] = {
    "facebook-custom-audiences": {"options": {"primary_key": "EMAIL"}, "mapping": {"EMAIL": "mail"}},
    "hubspot-objects": {"options": {"object": "contacts", "match_field": "email"}, "mapping": {"email": "mail"}},
    "intercom-contacts": {"options": {"match_field": "email", "creation": "user"}, "mapping": {"email": "mail"}},
    "mailchimp-contacts": {"options": {"list_id": "a36b032126"}, "mapping": {"email_address": "mail"}},
    "mailchimp-contacts-by-id": {
        "options": {"list_id": "a36b032126"},
        "mapping": {"mailchimp_id": "name"},
        "sync_mode": "enrich",
    },
    "marketo-leads": {"mapping": {"email": "mail"}},
    "sailthru-users": {"mapping": {"email": "mail"}},
    "salesforce-objects": {
        "options": {"object": "Contact", "match_field": "Email"},
        "mapping": {"Email": "mail", "LastName": "name"},
    },
    "salesforce-contacts": {"options": {"match_field": "Email"}, "mapping": {"Email": "mail", "LastName": "name"}},
    "salesforce-accounts": {
        "options": {"match_field": "AccountNumber"},
        "mapping": {"AccountNumber": "id", "Name": "name"},
    },
    "zendesk-users": {"mapping": {"external_id": "id", "name": "name"}},
}


def _by(field: str, mode: str, **options: str) -> dict[str, Any]:
    return {"options": {**options, "match_field": field}, "mapping": {field: "id"}, "sync_mode": mode}


_GROUPS = {"groups": {"Everybody": "Everybody"}}
_UNABLE: list[tuple[str, dict[str, Any], str]] = [
    ("facebook-custom-audiences", {"sync_mode": "enrich"}, "One of: sync, additive."),
    ("facebook-custom-audiences", {"options": {"primary_key": "PHONE"}}, "One of: EMAIL, EXTERN_ID, MADID."),
    ("facebook-custom-audiences", {"mapping": {"EMAIL": "mail", "LOOKALIKE_VALUE": "id"}}, "LOOKALIKE_VALUE is not"),
    ("facebook-custom-audiences", {"mapping": {"FN": "name"}}, "EMAIL is required"),
    ("hubspot-objects", _by("hs_object_id", "sync", object="contacts"), "one of: enrich."),
    ("hubspot-objects", _by("hs_object_id", "additive", object="contacts"), "one of: enrich."),
    ("hubspot-objects", _by("name", "sync", object="companies"), "a match_field with unique values: hs_object_id."),
    ("hubspot-objects", _by("x", "sync", object="deals"), "option object: can't be 'deals'"),
    ("hubspot-objects", {"mapping": {"email": "mail", "createdate": "name"}}, "createdate is not a field"),
    ("intercom-contacts", _by("external_id", "sync", creation="lead"), "must be email where leads are made"),
    ("intercom-contacts", _by("phone", "sync", creation="user"), "One of: external_id, email."),
    ("intercom-contacts", {"mapping": {"email": "mail", "custom_attributes.none": "id"}}, "none is not a field"),
    ("mailchimp-contacts-by-id", {"sync_mode": "sync"}, "One of: enrich."),
    ("mailchimp-contacts-by-id", {"sync_mode": "additive"}, "One of: enrich."),
    ("mailchimp-contacts", {"mapping": {"email_address": "mail", "status": "name"}}, "status is not a field"),
    ("mailchimp-contacts", {"options": {"list_id": "none"}}, "Check list_id"),
    ("marketo-leads", _by("id", "sync"), "one of: enrich."),
    ("marketo-leads", _by("id", "additive"), "one of: enrich."),
    ("marketo-leads", _by("city", "sync"), "Choose a match_field that can be searched: email"),
    ("marketo-leads", {"mapping": {"email": "mail", "createdAt": "name"}}, "createdAt is not a field"),
    ("sailthru-users", {"mapping": {"extid": "id"}}, "email is required"),
    ("salesforce-objects", _GROUPS, "Set the options that it needs for Groups"),
    ("salesforce-contacts", _GROUPS, "Remove 'groups' from this Destination."),
    ("salesforce-accounts", _GROUPS, "Remove 'groups' from this Destination."),
    ("salesforce-objects", _by("Id", "sync", object="Contact"), "one of: enrich."),
    ("salesforce-objects", _by("Id", "additive", object="Contact"), "one of: enrich."),
    ("salesforce-objects", _by("Email", "sync", object="Contact", group_object="Campaign"), "all of group_object"),
    ("salesforce-objects", _by("Email", "sync", object="Contact", reference_field="AccountId"), "all of reference_"),
    ("salesforce-objects", _by("CreatedDate", "sync", object="Contact"), "Choose a match_field of these: Email"),
    ("salesforce-contacts", {"mapping": {"Email": "mail"}}, "LastName is required"),
    ("salesforce-contacts", {"mapping": {"Email": "mail", "MailingAddress": "name"}}, "MailingAddress is not a field"),
    ("zendesk-users", {"mapping": {"name": "name"}}, "external_id is required"),
    ("zendesk-users", {"mapping": {"external_id": "id", "role": "name"}}, "role is not a field"),
]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running_sandbox() as served:
        yield served


def said_of(folder: Path, address: str, connection: str, asked: Mapping[str, Any]) -> tuple[str, str]:
    """What check and plan say against it, blank where there is nothing; what the reader refuses, both do."""
    vendor, given = connection.partition("-")[0], {"sync_mode": "sync", **_DESTINATIONS[connection], **asked}
    (folder / "people.csv").write_text("id,mail,name\n1,ann@example.com,Ann\n")
    model = {"file": "people.csv", "key": "id", "groups": {"Everybody": "true"}}
    app = {"type": vendor, "options": {**_APPS[vendor], "base_url": f"{address}/{vendor}"}}
    project = {
        "warehouse": str(folder),
        "models": {"people": model},
        "apps": {"crm": app},
        "destinations": {
            "there": {"app": "crm", "connection": connection, "model": "people", "records": "all", **given}
        },
    }
    made = Container.from_dict(project, folder)
    if not is_successful(made):
        told = "\n".join(f"{problem.message} {problem.hint}" for problem in made.failure() if not problem.warning)
        return told, told
    container = made.unwrap()
    findings = container.check_service().check_now().findings
    checked = "\n".join(f"{one.detail} {one.hint}" for one in findings if not one.ok)
    return checked, _refusal(Container.from_dict(project, folder).unwrap().plan_service().plan_now().destinations[0])


def _refusal(plan: DestinationPlan) -> str:
    return f"{plan.error} {plan.hint}" if plan.error else ""


@pytest.mark.parametrize("connection", _DESTINATIONS)
def test_what_can_be_done_is_not_refused(connection: str, tmp_path: Path, address: str) -> None:
    assert said_of(tmp_path, address, connection, {}) == ("", "")


@pytest.mark.parametrize(("connection", "asked", "told"), _UNABLE, ids=lambda each: str(each)[:60])
def test_check_and_plan_refuse_what_the_vendor_cannot_do_and_say_what_to_do(
    connection: str, asked: dict[str, Any], told: str, tmp_path: Path, address: str
) -> None:
    checked, planned = said_of(tmp_path, address, connection, asked)
    assert told in checked
    assert told in planned


def test_every_connection_is_asked_for_something_that_it_cannot_do() -> None:
    installed = {spec.name for plugin in installed_plugins().by_type.values() for spec in plugin.spec.connections}
    assert set(_DESTINATIONS) == {connection for connection, _, _ in _UNABLE} == installed
