"""The account that a fresh Sandbox holds: the audiences and merge fields of the recordings."""

from __future__ import annotations

from joey.adapters.sandbox import Json

DC = "us3"
ACCOUNT_ID = "5f6e3ecf127508cdb5e31e90b"

ACCOUNT: dict[str, Json] = {
    "account_id": ACCOUNT_ID,
    "login_id": "168278758",
    "account_name": "Grouparoo",
    "email": "dev@example.com",
    "role": "admin",
    "account_timezone": "America/Los_Angeles",
    "total_subscribers": 0,
}

METADATA: dict[str, Json] = {
    "dc": DC,
    "role": "admin",
    "accountname": "Grouparoo",
    "user_id": 131656250,
    "login_url": "https://login.mailchimp.com",
    "api_endpoint": f"https://{DC}.api.mailchimp.com",
}

TESTED = "a36b032126"
"""The audience of the recorded calls. The recordings show a second one with this id, which no account can have."""

AUDIENCES: tuple[tuple[str, int, str, str, str, int, bool], ...] = (
    ("1b724bb934", 382062, "UI Config", "2020-08-12T16:21:04+00:00", "prv", 0, False),
    ("c41f0e6b57", 382274, "Demo-Environment", "2020-08-25T00:18:03+00:00", "prv", 0, True),
    ("6f890f62ee", 365697, "Demo (Andy)", "2020-02-11T17:12:54+00:00", "pub", 0, False),
    ("7cf8c94812", 390273, "Grouparoo Newsletter", "2021-03-13T01:35:42+00:00", "prv", 3, False),
    (TESTED, 383113, "Test Source", "2020-11-10T19:32:49+00:00", "prv", 0, False),
)
"""id, web id, name, made at, visibility, rating, double opt-in."""

STANDARD_FIELDS: tuple[dict[str, Json], ...] = (
    {"merge_id": 3, "tag": "ADDRESS", "name": "Address", "type": "address", "public": False, "display_order": 4,
     "options": {"default_country": 164}},
    {"merge_id": 1, "tag": "FNAME", "name": "First Name", "type": "text", "display_order": 2, "options": {"size": 25}},
    {"merge_id": 2, "tag": "LNAME", "name": "Last Name", "type": "text", "display_order": 3, "options": {"size": 25}},
    {"merge_id": 4, "tag": "PHONE", "name": "Phone Number", "type": "phone", "public": False, "display_order": 5,
     "options": {"phone_format": "none"}},
)  # fmt: skip

TESTED_FIELDS: tuple[dict[str, Json], ...] = (
    *STANDARD_FIELDS,
    {"merge_id": 8, "tag": "JOINED_AT", "name": "JOINED_AT", "type": "date", "display_order": 9,
     "options": {"date_format": "MM/DD/YYYY"}},
    {"merge_id": 6, "tag": "LTV", "name": "LTV", "type": "number", "display_order": 7, "options": {}},
    {"merge_id": 7, "tag": "TICKET", "name": "TICKET", "type": "number", "display_order": 8, "options": {}},
    {"merge_id": 5, "tag": "USERID", "name": "UserID", "type": "number", "display_order": 6, "options": {}},
)  # fmt: skip


def audience_head(row: tuple[str, int, str, str, str, int, bool]) -> dict[str, Json]:
    """An audience as Mailchimp shows it, without its statistics."""
    list_id, web_id, name, made, visibility, rating, double = row
    return {
        "id": list_id,
        "web_id": web_id,
        "name": name,
        "permission_reminder": "You are a made-up person.",
        "use_archive_bar": True,
        "campaign_defaults": {"from_name": name, "from_email": "dev@example.com", "subject": "", "language": "en"},
        "notify_on_subscribe": "",
        "notify_on_unsubscribe": "",
        "date_created": made,
        "list_rating": rating,
        "email_type_option": False,
        "subscribe_url_short": "",
        "subscribe_url_long": "",
        "beamer_address": "",
        "visibility": visibility,
        "double_optin": double,
        "has_welcome": False,
        "marketing_permissions": double,
        "modules": [],
    }


def merge_field(given: dict[str, Json], list_id: str) -> dict[str, Json]:
    """A merge field as Mailchimp shows it; what isn't given is as when it is made."""
    shown = {"required": False, "default_value": "", "public": True, "display_order": 0, "help_text": ""}
    return {**shown, "options": {}, "name": given["tag"], **given, "list_id": list_id}
