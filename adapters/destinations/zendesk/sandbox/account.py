"""The account that a fresh Sandbox holds: its address, its admin, and the user fields of the recordings."""

from __future__ import annotations

from joey.adapters.sandbox import Json

ORIGIN = "https://d3v-grouparoo.zendesk.com"
API = f"{ORIGIN}/api/v2"
ADMIN_ID = 397110280452
FIRST_USER_ID = 421941820731
FIRST_IDENTITY_ID = 390986545211

ANONYMOUS: dict[str, Json] = {
    "id": None,
    "name": "Anonymous user",
    "email": "invalid@example.com",
    "role": "end-user",
    "active": None,
    "verified": None,
}
"""Who asks without credentials is this user, with status 200."""

_DATE = "\\A([0-9]{4})-(1[0-2]|0[1-9])-(3[01]|[12][0-9]|0[1-9])\\z"

_FIELDS: tuple[tuple[int, str, str, str, dict[str, Json]], ...] = (
    (360001266052, "text", "text_field", "Text Field", {}),
    (360001266072, "textarea", "multiline_field", "Multiline Field", {}),
    (360001266092, "integer", "numeric_field", "Numeric Field", {}),
    (360001274351, "decimal", "decimal_field", "Decimal Field", {}),
    (360001274371, "checkbox", "checkbox_field", "Checkbox Field", {"tag": "checkedbox"}),
    (360001274391, "date", "date_field", "Date Field", {"regexp_for_validation": _DATE}),
    (360001274411, "regexp", "regex_field", "Regex Field", {"regexp_for_validation": "[a-z]"}),
    (
        360001266112,
        "dropdown",
        "dropdown_field",
        "Dropdown Field",
        {
            "custom_field_options": [
                {"id": 360002500372, "name": "apple", "raw_name": "apple", "value": "apple"},
                {"id": 360002500392, "name": "pear", "raw_name": "pear", "value": "pear"},
                {"id": 360002500412, "name": "banana", "raw_name": "banana", "value": "banana"},
            ]
        },
    ),
)


def user_field(given: dict[str, Json], number: int) -> dict[str, Json]:
    """A user field as Zendesk shows it; what isn't given is as when it is made."""
    title = given.get("title", given["key"])
    shown: dict[str, Json] = {
        "id": 360009000000 + number,
        "title": title,
        "description": "",
        "raw_title": title,
        "raw_description": "",
        "position": number,
        "active": True,
        "system": False,
        "regexp_for_validation": None,
        "created_at": "2020-08-15T01:33:08Z",
        "updated_at": "2020-08-15T01:33:08Z",
    }
    made = {**shown, **given}
    return {**made, "url": f"{API}/user_fields/{made['id']}.json"}


def user_fields() -> list[dict[str, Json]]:
    """The user fields of the recordings, all active."""
    return [
        user_field({"id": id_, "type": type_, "key": key, "title": title, **more}, number)
        for number, (id_, type_, key, title, more) in enumerate(_FIELDS)
    ]
