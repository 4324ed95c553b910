"""The data attributes of contacts: those that every workspace has, and the tested one's custom ones (recorded)."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.sandbox import Json

_BUILT_IN = """
role string w Contact role|name string wu Name|owner_id integer w Owner|email string wu Email|phone string wu Phone
external_id string w User ID|created_at date - First Seen|signed_up_at date w Signed up|last_seen_at date w Last seen
last_contacted_at date - Last contacted|last_replied_at date - Last heard from
last_email_opened_at date - Last opened email|last_email_clicked_at date - Last clicked on link in email
location.country string - Country|location.region string - Region|location.city string - City
browser_language string - Browser Language|language_override string - Language Override|browser string - Browser
browser_version string - Browser Version|os string - OS|unsubscribed_from_emails boolean w Unsubscribed from Emails
marked_email_as_spam boolean - Marked email as spam|has_hard_bounced boolean - Has hard bounced
id string - ID|avatar string w Avatar image url|updated_at date - Updated at|workspace_id string - Workspace ID
android_app_name string - Android App name|android_sdk_version string - Android SDK version
ios_app_name string - iOS App name|ios_sdk_version string - iOS SDK version
"""

_CUSTOM = {
    "text_field": "string",
    "number_field": "integer",
    "decimal_field": "float",
    "boolean_field": "boolean",
    "date_field": "date",
    "list_field": "string",
    "LTV": "float",
}
_ADMIN = "4518167"
_MADE = 1_608_761_329
TYPES = ("string", "integer", "float", "boolean", "date")


def built_in() -> list[dict[str, Json]]:
    """What every contact has."""
    rows = [row for line in _BUILT_IN.split("\n") for row in line.split("|") if row]
    return [_built_in(*row.split(" ", 3)) for row in rows]


def _built_in(full_name: str, data_type: str, how: str, label: str) -> dict[str, Json]:
    return {
        "type": "data_attribute",
        "name": full_name.rpartition(".")[2],
        "full_name": full_name,
        "label": label,
        "data_type": data_type,
        "api_writable": "w" in how,
        "ui_writable": "u" in how,
        "custom": False,
        "archived": False,
        "model": "contact",
    }


def custom(given: Mapping[str, Json], number: int) -> dict[str, Json]:
    """A custom attribute from its name and type; raises ValueError where the type is none."""
    name, data_type = given["name"], given.get("data_type", "string")
    if data_type not in TYPES:
        raise ValueError(f"the data attribute {name!r} can't be of the type {data_type!r}")
    return {
        "id": 8_104_117 + number,
        "type": "data_attribute",
        "name": name,
        "full_name": f"custom_attributes.{name}",
        "label": given.get("label", name),
        "data_type": data_type,
        **({"options": list(given["options"])} if given.get("options") else {}),
        "api_writable": given.get("api_writable", True),
        "ui_writable": False,
        "custom": True,
        "archived": given.get("archived", False),
        "admin_id": _ADMIN,
        "created_at": _MADE,
        "updated_at": _MADE,
        "model": "contact",
    }


def recorded() -> list[dict[str, Json]]:
    """The custom attributes of the workspace of the recordings."""
    made = [custom({"name": name, "data_type": kind}, number) for number, (name, kind) in enumerate(_CUSTOM.items())]
    for one in made:
        if one["name"] == "list_field":
            one["options"] = ["Red", "Blue", "Green"]
        if one["name"] == "LTV":
            one["admin_id"] = "4518294"
    return made


def misfit(attribute: Mapping[str, Json], value: Json) -> str | None:
    """What is wrong with a value; None takes every attribute."""
    if value is None:
        return None
    kind, name = attribute["data_type"], attribute["name"]
    if not _IS[kind](value):
        return f"Custom attribute '{name}' is of type {kind}, and the value is not"
    options = attribute.get("options")
    if options and value not in options:
        return f"Custom attribute '{name}' must be one of: {', '.join(options)}"
    return None


def _whole(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_IS = {
    "string": lambda value: isinstance(value, str),
    "integer": _whole,
    "float": lambda value: _whole(value) or isinstance(value, float),
    "boolean": lambda value: isinstance(value, bool),
    "date": _whole,
}
