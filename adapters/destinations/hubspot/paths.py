"""Where HubSpot's calls are: paths under its host, all of one date version."""

from __future__ import annotations

from urllib.parse import quote

VERSION = "2026-03"
"""HubSpot's date version: supported for 18 months (developers.hubspot.com/changelog)."""

ACCOUNT = f"/account-info/{VERSION}/details"
LISTS = f"/crm/lists/{VERSION}"
SCHEMAS = f"/crm-object-schemas/{VERSION}/schemas"


def batch(object_type: str, action: str) -> str:
    """A call for many records: read, create, update, upsert or archive."""
    return f"/crm/objects/{VERSION}/{_segment(object_type)}/batch/{action}"


def search(object_type: str) -> str:
    """The search over an object's records; its index is seconds behind."""
    return f"/crm/objects/{VERSION}/{_segment(object_type)}/search"


def properties(object_type: str) -> str:
    """All properties of an object."""
    return f"/crm/properties/{VERSION}/{_segment(object_type)}"


def one_property(object_type: str, name: str) -> str:
    """One property of an object."""
    return f"{properties(object_type)}/{_segment(name)}"


def schema(object_type: str) -> str:
    """The schema of one (custom) object."""
    return f"{SCHEMAS}/{_segment(object_type)}"


def list_by_name(object_type_id: str, name: str) -> str:
    """The list of that name over an object."""
    return f"{LISTS}/object-type-id/{_segment(object_type_id)}/name/{_segment(name)}"


def memberships(list_id: str, action: str) -> str:
    """A change to a list's members: add or remove."""
    return f"{LISTS}/{_segment(list_id)}/memberships/{action}"


def associations(from_type: str, to_type: str, action: str) -> str:
    """A call about many pairs of records: create or archive."""
    return f"/crm/associations/{VERSION}/{_segment(from_type)}/{_segment(to_type)}/batch/{action}"


def _segment(text: str) -> str:
    return quote(text, safe="")
