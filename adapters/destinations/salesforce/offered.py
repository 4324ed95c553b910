"""The names, options and Facts of Salesforce's App and Connections."""

from __future__ import annotations

from joey.adapters.destinations.salesforce import facts
from joey.adapters.destinations.salesforce.login import PRODUCTION
from joey.adapters.destinations.salesforce.options import ACCOUNTS, CONTACTS, OBJECTS
from joey.adapters.destinations.salesforce.paths import DEFAULT_VERSION
from joey.ports.plugin import AppSpec, ConnectionSpec, Option, PluginSpec

_APP = AppSpec(
    type="salesforce",
    display_name="Salesforce",
    options=(
        Option(
            "base_url",
            "Your My Domain (in Salesforce: Setup, My Domain); another address for a Sandbox.",
            required=True,
            placeholder="https://acme.my.salesforce.com",
        ),
        Option("client_id", "The consumer key of an External Client App.", required=True, placeholder="3MVG9…"),
        Option(
            "client_secret",
            "Its consumer secret, for the client credentials flow (recommended); this or private_key.",
            secret=True,
            placeholder="${SALESFORCE_CLIENT_SECRET}",
        ),
        Option(
            "private_key",
            "An RSA key in PEM whose certificate the app has, for the JWT bearer flow; needs username.",
            secret=True,
            placeholder="${SALESFORCE_PRIVATE_KEY}",
        ),
        Option("username", "The user that a JWT is for.", placeholder="integration@acme.com"),
        Option(
            "audience",
            "Whom a JWT is addressed to; https://test.salesforce.com for Salesforce's own sandboxes.",
            default=PRODUCTION,
        ),
        Option(
            "legacy_password_login",
            "Log in with username and password, which Salesforce is ending; only until you have changed over.",
            default=False,
        ),
        Option("password", "Only with legacy_password_login.", secret=True, placeholder="${SALESFORCE_PASSWORD}"),
        Option("security_token", "Appended to the password.", secret=True, placeholder="${SALESFORCE_TOKEN}"),
        Option("api_version", "The version of the REST API.", default=DEFAULT_VERSION),
        Option(
            "edition",
            "The organisation's edition, which sets how many calls a day it may make.",
            default=facts.DEFAULT_EDITION,
            choices=tuple(facts.EDITIONS),
        ),
        Option("calls_per_day", "Calls allowed in 24 hours, if not those of the edition without licences."),
        Option("spare_calls", "Calls of the day that are left to other programs.", default=0),
        Option("parallelism", "Calls at once.", default=facts.DEFAULT_PARALLELISM),
    ),
)

_BULK_ABOVE = Option(
    "bulk_above",
    "Runs of more rows than this use Bulk API jobs of up to 10,000; 0: never.",
    default=facts.DEFAULT_BULK_ABOVE,
)
_ALLOW_DUPLICATES = Option("allow_duplicates", "Write records that a duplicate rule would stop.", default=False)


def _match_field(placeholder: str, *after: str) -> Option:
    described = "The field that identifies a record; best a unique external id."
    return Option(
        "match_field", described, required=True, identifying=True, placeholder=placeholder, dynamic=True, after=after
    )


_OBJECTS = ConnectionSpec(
    name=OBJECTS,
    display_name="Salesforce objects",
    description="Records as records of any object; Groups as Campaigns or another object, with memberships.",
    options=(
        Option(
            "object", "Which object a Record is.", required=True, identifying=True, placeholder="Contact", dynamic=True
        ),
        _match_field("Email", "object"),
        Option("group_object", "The object that Groups are records of.", placeholder="Campaign", dynamic=True),
        Option(
            "group_name_field",
            "Its field that is the Group's name.",
            placeholder="Name",
            dynamic=True,
            after=("group_object",),
        ),
        Option(
            "membership_object",
            "The object that memberships are records of.",
            placeholder="CampaignMember",
            dynamic=True,
        ),
        Option(
            "membership_record_field",
            "Its field that refers to the record.",
            placeholder="ContactId",
            dynamic=True,
            after=("membership_object",),
        ),
        Option(
            "membership_group_field",
            "Its field that refers to the group.",
            placeholder="CampaignId",
            dynamic=True,
            after=("membership_object",),
        ),
        Option(
            "reference_field",
            "A field of the record that refers to a parent.",
            placeholder="AccountId",
            dynamic=True,
            after=("object",),
        ),
        Option(
            "reference_object",
            "The object that parents are records of.",
            placeholder="Account",
            dynamic=True,
            after=("object", "reference_field"),
        ),
        Option(
            "reference_match_field",
            "The field that identifies a parent; mapped to as Account.<field>.",
            placeholder="AccountNumber",
            dynamic=True,
            after=("reference_object",),
        ),
        _BULK_ABOVE,
        _ALLOW_DUPLICATES,
    ),
    facts=facts.OBJECTS,
    group_label="Salesforce group",
)

_CONTACTS = ConnectionSpec(
    name=CONTACTS,
    display_name="Salesforce contacts",
    description="Records as contacts, each with its account if you like.",
    options=(
        _match_field("Email"),
        Option(
            "account_key",
            "The field that identifies an account; mapped to as Account.<field>.",
            placeholder="AccountNumber",
            dynamic=True,
        ),
        _BULK_ABOVE,
        _ALLOW_DUPLICATES,
    ),
    facts=facts.CONTACTS,
)

_ACCOUNTS = ConnectionSpec(
    name=ACCOUNTS,
    display_name="Salesforce accounts",
    description="Records as accounts.",
    options=(_match_field("AccountNumber"), _BULK_ABOVE, _ALLOW_DUPLICATES),
    facts=facts.ACCOUNTS,
)

SPEC = PluginSpec(
    "salesforce", "Salesforce", _APP, (_OBJECTS, _CONTACTS, _ACCOUNTS), icon="salesforce", ports_version="1.0"
)
