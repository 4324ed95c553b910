"""The ways of keeping people at each vendor that the README counts calls of: App, Connection, options, Mapping."""

# ruff: noqa: INP001 - a script; tokens of Sandboxes, which take any
from __future__ import annotations

from collections.abc import Mapping

Way = Mapping[str, object]
"""`{app, connection, options, mapping}` as a project has them; `state`: what the Sandbox is told beforehand."""

_MAILCHIMP = {
    "app": {"type": "mailchimp", "options": {"api_key": "any-us3"}},
    "connection": "mailchimp-contacts",
    "mapping": {"email_address": "email", "FNAME": "name"},
}
_SALESFORCE = {
    "app": {"type": "salesforce", "options": {"client_id": "any", "client_secret": "any"}},
    "connection": "salesforce-objects",
}
_CAMPAIGNS = {
    "object": "Contact",
    "group_object": "Campaign",
    "group_name_field": "Name",
    "membership_object": "CampaignMember",
    "membership_record_field": "ContactId",
    "membership_group_field": "CampaignId",
}
_ZENDESK = {
    "app": {"type": "zendesk", "options": {"oauth_token": "any", "plan": "enterprise"}},
    "connection": "zendesk-users",
    "mapping": {"external_id": "id", "email": "email", "name": "name"},
}

WAYS: Mapping[str, Way] = {
    "HubSpot": {
        "app": {"type": "hubspot", "options": {"access_token": "any"}},
        "connection": "hubspot-objects",
        "options": {"object": "contacts", "match_field": "email"},
        "mapping": {"email": "email", "firstname": "name"},
    },
    "Mailchimp, one by one": {**_MAILCHIMP, "options": {"list_id": "a36b032126", "bulk_above": 0}},
    "Mailchimp, by batches": {**_MAILCHIMP, "options": {"list_id": "a36b032126"}},
    "Salesforce, by an external id": {
        **_SALESFORCE,
        "options": {**_CAMPAIGNS, "match_field": "Custom_External_ID__c"},
        "mapping": {"Custom_External_ID__c": "id", "LastName": "name"},
    },
    "Salesforce, by e-mail, in jobs": {
        **_SALESFORCE,
        "options": {**_CAMPAIGNS, "match_field": "Email", "bulk_above": 500},
        "mapping": {"Email": "email", "LastName": "name"},
    },
    "Marketo": {
        "app": {"type": "marketo", "options": {"client_id": "any", "client_secret": "any"}},
        "connection": "marketo-leads",
        "mapping": {"email": "email", "firstName": "name"},
    },
    "Zendesk, in jobs": {**_ZENDESK, "state": {"imports": True}},
    "Zendesk, one by one": {**_ZENDESK, "options": {"bulk": "off"}},
    "Intercom": {
        "app": {"type": "intercom", "options": {"access_token": "any"}},
        "connection": "intercom-contacts",
        "options": {"match_field": "email", "creation": "user"},
        "mapping": {"email": "email", "external_id": "id", "name": "name"},
    },
    "Sailthru": {
        "app": {"type": "sailthru", "options": {"api_key": "any", "api_secret": "any"}},
        "connection": "sailthru-users",
        "mapping": {"email": "email", "first_name": "name"},
    },
    "Facebook": {
        "app": {"type": "facebook", "options": {"access_token": "any", "ad_account_id": "542676646349772"}},
        "connection": "facebook-custom-audiences",
        "options": {"primary_key": "EMAIL"},
        "mapping": {"EMAIL": "email", "FN": "name"},
    },
}

BY_THE_RECORD = ("Zendesk, one by one", "Intercom", "Sailthru")
"""Ways whose calls grow by the same number with every hundred Records."""
